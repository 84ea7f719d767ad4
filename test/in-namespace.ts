import type { RepoRun } from "@nix-repo/testkit";
import { runProgram } from "./run-program.ts";

export interface Mounted {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Bash that mounts. */
  readonly mount: string;
  readonly command: readonly string[];
}

/** Runs a program where a mount has been made that nobody else sees. Root makes it itself; others as root of a user namespace of their own. */
export async function inNamespace({ cwd, env, mount, command }: Mounted): Promise<RepoRun> {
  const unshare = process.getuid?.() === 0 ? ["unshare", "-m"] : ["unshare", "-rm"];
  return await runProgram([...unshare, "bash", "-c", `{ ${mount}; } 2>/dev/null && exec "$@"`, "bash", ...command], { cwd, env });
}
