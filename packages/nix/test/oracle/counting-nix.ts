import { appendFileSync, chmodSync, existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** A `nix` that counts how often it is started, and is the real one for the rest. */
export interface CountingNix {
  readonly program: string;
  /** Subcommands of what was started since the last call. */
  started(): readonly string[];
  /** A bash script to run once, while Nix is asked for something: before or after its own work. */
  duringNext(when: "before" | "after", script: string): void;
  /** Runs what `duringNext` left, where Nix was not started meanwhile. @returns the script to run, undefined where it ran already */
  left(): string | undefined;
}

export function countingNix(folder: string, bin: string): CountingNix {
  const program = join(folder, "counting-nix");
  const log = join(folder, "started");
  const before = join(folder, "before");
  const after = join(folder, "after");
  const lines = [
    "#!/bin/bash",
    // The features' two arguments come first.
    `printf '%s\\n' "$3" >> ${log}`,
    `once() { if [[ -e "$1" ]] && mv "$1" "$1.$$" 2> /dev/null; then bash "$1.$$"; rm "$1.$$"; fi; }`,
    `[[ "$3" == eval || "$3" == print-dev-env ]] && once ${before}`,
    `if [[ -e ${after} ]]; then ${bin}/nix "$@"; code=$?; once ${after}; exit "$code"; fi`,
    `exec ${bin}/nix "$@"`,
  ];
  writeFileSync(program, `${lines.join("\n")}\n`);
  chmodSync(program, 0o755);
  return {
    program,
    started() {
      appendFileSync(log, "");
      const text = readFileSync(log, "utf8");
      rmSync(log);
      return text.split("\n").filter((line) => line !== "");
    },
    duringNext: (when, script) => writeFileSync(when === "before" ? before : after, script),
    left() {
      for (const file of [before, after]) {
        if (!existsSync(file)) continue;
        const script = readFileSync(file, "utf8");
        rmSync(file);
        return script;
      }
      return undefined;
    },
  };
}
