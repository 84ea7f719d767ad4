import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Variables } from "@nix-repo/model";

/** A git that is counted: the real one, behind a script that writes a line for each start. */
export interface CountedGit {
  /** What a reader is to be opened with: its own home, and this git. */
  readonly env: Variables;
  /** What it was asked since this was asked last. */
  starts(): readonly string[];
}

/** @param folder absolute, outside of what is read; made where it is not there */
export function countedGit(folder: string): CountedGit {
  const [bin, log] = [join(folder, "bin"), join(folder, "git.log")];
  mkdirSync(bin, { recursive: true });
  mkdirSync(join(folder, "home"), { recursive: true });
  const real = execFileSync("sh", ["-c", "command -v git"], { encoding: "utf8" }).trim();
  writeFileSync(log, "");
  writeFileSync(join(bin, "git"), `#!/bin/sh\necho "$3" >> '${log}'\nexec '${real}' "$@"\n`);
  chmodSync(join(bin, "git"), 0o755);
  return {
    env: { HOME: join(folder, "home"), PATH: `${bin}:${process.env.PATH}` },
    starts() {
      const lines = readFileSync(log, "utf8").split("\n").filter(Boolean);
      writeFileSync(log, "");
      return lines;
    },
  };
}
