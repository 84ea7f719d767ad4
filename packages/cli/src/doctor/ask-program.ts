import { spawn } from "node:child_process";
import type { Variables } from "@nix-repo/model";
import { processTree } from "@nix-repo/processes";

/** How a program that was asked something ended. */
export type Answer =
  | { readonly kind: "said"; readonly exitCode: number | null; readonly stdout: string; readonly stderr: string }
  | { readonly kind: "missing" }
  /** It was ended, with all that it had started. */
  | { readonly kind: "slow" };

/** How long a program may take that only has to say something about itself. */
export const ASKING_MS = 4_000;

/** Runs a program to its end, or for as long as it may take. */
export function askProgram(
  file: string,
  args: readonly string[],
  { cwd, env, timeoutMs = ASKING_MS }: { cwd: string; env: Variables; timeoutMs?: number },
): Promise<Answer> {
  return new Promise((resolve) => {
    const child = spawn(file, args, { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
    const [stdout, stderr]: [Buffer[], Buffer[]] = [[], []];
    child.stdout.on("data", (chunk: Buffer) => stdout.push(chunk));
    child.stderr.on("data", (chunk: Buffer) => stderr.push(chunk));
    const end = (answer: Answer) => {
      clearTimeout(timer);
      resolve(answer);
    };
    const timer = setTimeout(() => {
      if (child.pid !== undefined) processTree(child.pid).signal("SIGKILL");
      child.stdout.destroy();
      child.stderr.destroy();
      end({ kind: "slow" });
    }, timeoutMs);
    child.on("error", () => end({ kind: "missing" }));
    child.on("close", (exitCode) =>
      end({ kind: "said", exitCode, stdout: Buffer.concat(stdout).toString(), stderr: Buffer.concat(stderr).toString() }),
    );
  });
}
