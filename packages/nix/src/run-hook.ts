import { spawn } from "node:child_process";
import { closeSync, openSync, readFileSync } from "node:fs";
import { constants } from "node:os";
import type { Variables } from "@nix-repo/model";
import { type BashChoice, loadingBash } from "./choose-bash.ts";

export interface HookRun extends BashChoice {
  readonly workspaceRoot: string;
  readonly signal?: AbortSignal | undefined;
  /** Absolute path of what `hookScript` gave. */
  readonly script: string;
  readonly env: Variables;
  /** Absolute path of a file to make: what `env -0` prints in the end. What the hook prints does not come into it, and a process that it leaves running cannot hold it open. */
  readonly dump: string;
}

export interface HookEnd {
  readonly exitCode: number;
  /** What was printed, on stdout and stderr. */
  readonly output: string;
  /** The exported variables; undefined where the hook did not come to its end. */
  readonly environment: Buffer | undefined;
}

/** Runs a devShell's hook on behalf of several commands, to the end of its bash, though a process of the hook's may go on writing. */
export async function runHook(run: HookRun): Promise<HookEnd> {
  const file = openSync(run.dump, "wx", 0o600);
  try {
    const { exitCode, output } = await runToItsEnd(run, file);
    const environment = readFileSync(run.dump);
    // A hook may end the shell successfully, and a trap of its own may then print.
    return { exitCode, output, environment: exitCode === 0 && environment.includes(0) ? environment : undefined };
  } finally {
    closeSync(file);
  }
}

function runToItsEnd(run: HookRun, stdout: number): Promise<{ exitCode: number; output: string }> {
  return new Promise((resolve, reject) => {
    // No shell in between: some drop variables of names that are not theirs, such as exported functions.
    const child = spawn(loadingBash(run), [run.script, run.workspaceRoot, "/usr/bin/env", "-0"], {
      cwd: run.workspaceRoot,
      env: { ...run.env },
      argv0: "bash",
      stdio: ["ignore", stdout, "pipe"],
      ...(run.signal === undefined ? {} : { signal: run.signal }),
    });
    const chunks: Buffer[] = [];
    // The script sends the hook's stdout there too.
    child.stderr?.on("data", (chunk: Buffer) => chunks.push(chunk));
    child.on("error", (error) => (run.signal?.aborted ? undefined : reject(error)));
    child.on("exit", (code, signal) => {
      // What is already in the pipes is read in this turn of the event loop.
      setImmediate(() => {
        child.stderr?.destroy();
        const exitCode = code ?? 128 + (signal === null ? 0 : constants.signals[signal]);
        resolve({ exitCode, output: Buffer.concat(chunks).toString() });
      });
    });
  });
}

/** Of `env -0`. */
export function parseEnvironment(text: string): Record<string, string> {
  const variables: Record<string, string> = {};
  for (const entry of text.split("\0")) {
    const equals = entry.indexOf("=");
    if (equals > 0) variables[entry.slice(0, equals)] = entry.slice(equals + 1);
  }
  return variables;
}
