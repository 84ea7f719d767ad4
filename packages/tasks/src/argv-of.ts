import type { Run } from "@nix-repo/model";

/**
 * The argv of a command with what stood after `--`.
 * A script is run by bash, never as a login shell (a profile costs time and can put other tools first). Arguments reach its last command.
 */
export function argvOf(run: Run, args: readonly string[]): readonly string[] {
  switch (run.kind) {
    case "argv":
      return [...run.argv, ...args];
    case "bash":
      return ["bash", "-euo", "pipefail", "-c", args.length === 0 ? run.script : `${run.script.trimEnd()} "$@"`, "bash", ...args];
  }
}
