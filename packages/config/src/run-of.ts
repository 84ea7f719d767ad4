import type { Run } from "@nix-repo/model";

/** A command as a registry writes it: a string for bash, a list for no shell. */
export function runOf(run: string | readonly string[]): Run {
  return typeof run === "string" ? { kind: "bash", script: run } : { kind: "argv", argv: run };
}
