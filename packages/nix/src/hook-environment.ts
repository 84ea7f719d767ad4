import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { constants } from "node:os";
import { join } from "node:path";
import type { Result, Variables } from "@nix-repo/model";
import { err, ok } from "@nix-repo/model";
import type { CapturedEnvironment } from "./captured-environment.ts";
import { loadingBash } from "./choose-bash.ts";
import { hookScript } from "./hook-script.ts";
import { startVariables } from "./rebuild.ts";

export interface HookEnvironmentRequest {
  readonly shell: string;
  readonly captured: CapturedEnvironment;
  readonly workspaceRoot: string;
  readonly callerEnv: Variables;
  /** What the command that comes first may see. Only the names that no result depends on are taken from it, so that it does not matter which comes first. */
  readonly base: Variables;
  readonly temporary: string;
  readonly onOutput: (output: string) => void;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Runs a devShell's hook once, and gives the exported variables that it leaves behind.
 * PATH is the devShell's and what the hook makes of it, without the caller's.
 */
export async function hookEnvironment(request: HookEnvironmentRequest): Promise<Result<Record<string, string>>> {
  const { shell, captured, workspaceRoot, temporary } = request;
  const folder = mkdtempSync(join(temporary, "repo-hook-"));
  try {
    const script = join(folder, "hook.bash");
    writeFileSync(script, hookScript(captured, { closed: true }), { mode: 0o600 });
    const dump = join(folder, "environment");
    const env = { ...neutral(request.base), ...startVariables(captured), PATH: "" };
    // The dump goes to a file: a process that the hook leaves running would hold a pipe open.
    const argv = [script, workspaceRoot, "/bin/sh", "-c", 'exec /usr/bin/env -0 >"$0"', dump];
    const { exitCode, output } = await runToItsEnd({ ...request, argv, env });
    const text = exitCode === 0 ? readIfThere(dump) : undefined;
    if (text === undefined) return err({ code: "hook-failed", shell, exitCode, output });
    if (output.trim() !== "") request.onOutput(output);
    return ok(parseEnvironment(text));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What every command may see because no result depends on it. */
function neutral(base: Variables): Record<string, string> {
  return Object.fromEntries(Object.entries(base).filter(([name]) => NEUTRAL.test(name)));
}

const NEUTRAL =
  /^(HOME|USER|LOGNAME|TERM|LANG|LANGUAGE|LC_[A-Z]+|TZ|TMPDIR|TMP|TEMP|TEMPDIR|XDG_(CACHE|CONFIG|DATA|STATE|RUNTIME)_(HOME|DIR))$/;

/** Ends when bash ends, though a process of the hook's may go on writing. */
function runToItsEnd(
  options: HookEnvironmentRequest & { argv: readonly string[]; env: Variables },
): Promise<{ exitCode: number; output: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(loadingBash(options), options.argv, {
      cwd: options.workspaceRoot,
      env: { ...options.env },
      argv0: "bash",
      stdio: ["ignore", "pipe", "pipe"],
      ...(options.signal === undefined ? {} : { signal: options.signal }),
    });
    const chunks: Buffer[] = [];
    child.stdout.on("data", (chunk: Buffer) => chunks.push(chunk));
    child.stderr.on("data", (chunk: Buffer) => chunks.push(chunk));
    child.on("error", (error) => (options.signal?.aborted ? undefined : reject(error)));
    child.on("exit", (code, signal) => {
      // What is already in the pipes is read in this turn of the event loop.
      setImmediate(() => {
        child.stdout.destroy();
        child.stderr.destroy();
        const exitCode = code ?? 128 + (signal === null ? 0 : constants.signals[signal]);
        resolve({ exitCode, output: Buffer.concat(chunks).toString() });
      });
    });
  });
}

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}

/** Of `env -0`; without what bash says of itself. */
function parseEnvironment(text: string): Record<string, string> {
  const variables: Record<string, string> = {};
  for (const entry of text.split("\0")) {
    const equals = entry.indexOf("=");
    if (equals > 0) variables[entry.slice(0, equals)] = entry.slice(equals + 1);
  }
  for (const name of ["PWD", "OLDPWD", "SHLVL", "_"]) delete variables[name];
  return variables;
}
