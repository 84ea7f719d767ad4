import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type NixInstall, temporaryFolder } from "@nix-repo/testkit";

/** A `nix` to be put on PATH that notes what it is asked for, and becomes the real one. */
export interface NotingNix extends NixInstall, Disposable {
  /** What it was asked for since the last call. */
  asked(): readonly NixQuestion[];
}

export interface NixQuestion {
  readonly cwd: string;
  /** `eval`, `print-dev-env`, … */
  readonly command: string;
  /** All of its arguments, with blanks between them. */
  readonly text: string;
}

/** @param before bash that runs before the real one, with the number of the question since the last `asked` in `$number` */
export function notingNix(nix: NixInstall, { before = "" } = {}): NotingNix {
  const folder = temporaryFolder();
  const log = join(folder.path, "asked");
  writeFileSync(log, "");
  const script = [
    "#!/bin/bash",
    // The features' two arguments come first. A line is written by one call, so that those of several processes do not mix.
    `printf '%s\\t%s\\t%s\\n' "$PWD" "$3" "\${*//$'\\n'/ }" >>'${log}'`,
    ...(before === "" ? [] : [`number=0; while read -r; do ((++number)); done <'${log}'`, before]),
    `exec '${nix.bin}/nix' "$@"`,
  ];
  folder.write({
    "bin/nix": { content: `${script.join("\n")}\n`, mode: 0o755 },
    // Old versions look for it beside themselves.
    "bin/build-remote": { content: `#!/bin/sh\nexec '${nix.bin}/build-remote' "$@"\n`, mode: 0o755 },
  });
  return {
    ...nix,
    bin: join(folder.path, "bin"),
    asked() {
      const lines = readFileSync(log, "utf8").split("\n").slice(0, -1);
      writeFileSync(log, "");
      return lines.map((line) => {
        const [cwd = "", command = "", text = ""] = line.split("\t");
        return { cwd, command, text };
      });
    },
    [Symbol.dispose]: () => folder[Symbol.dispose](),
  };
}

/** How often each devShell was evaluated from the whole tree, by its name. */
export function evaluationsOf(asked: readonly NixQuestion[], root: string): Readonly<Record<string, number>> {
  const names = asked
    .filter(({ cwd, command }) => cwd === root && command === "eval")
    .flatMap(({ text }) => /then shells\."([^"]+)"\.drvPath/.exec(text)?.[1] ?? []);
  return countsOf(names);
}

export function countsOf(names: readonly string[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}
