import { type SpawnOptions, spawn } from "node:child_process";
import type { RepoRun } from "@nix-repo/testkit";

/** Runs any program to its end, as `runRepo` does the built one. Nothing is added to the environment that is given. */
export async function runProgram(
  command: readonly string[],
  { cwd, env, stdin = "" }: { cwd: string; env: Readonly<Record<string, string | undefined>>; stdin?: string },
): Promise<RepoRun> {
  const [file = "", ...args] = command;
  const options: SpawnOptions = { cwd, env: env as NodeJS.ProcessEnv, stdio: "pipe" };
  const child = spawn(file, args, options);
  const out: Buffer[] = [];
  const errors: Buffer[] = [];
  child.stdout?.on("data", (chunk: Buffer) => out.push(chunk));
  child.stderr?.on("data", (chunk: Buffer) => errors.push(chunk));
  child.stdin?.on("error", () => undefined);
  child.stdin?.end(stdin);
  return await new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (exitCode, signal) => {
      resolve({ exitCode, signal, stdout: Buffer.concat(out).toString(), stderr: Buffer.concat(errors).toString() });
    });
  });
}
