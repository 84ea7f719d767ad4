import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Result, Variables } from "@nix-repo/model";
import { err, ok } from "@nix-repo/model";
import type { CapturedEnvironment } from "./captured-environment.ts";
import { hookScript } from "./hook-script.ts";
import { startVariables } from "./rebuild.ts";
import { parseEnvironment, runHook } from "./run-hook.ts";

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
  const { shell, captured, temporary } = request;
  const folder = mkdtempSync(join(temporary, "repo-hook-"));
  try {
    const script = join(folder, "hook.bash");
    writeFileSync(script, hookScript(captured, { closed: true }), { mode: 0o600 });
    const env = { ...neutral(request.base), ...startVariables(captured), PATH: "" };
    const { exitCode, output, environment } = await runHook({ ...request, script, env, dump: join(folder, "environment") });
    if (environment === undefined) return err({ code: "hook-failed", shell, exitCode, output });
    if (output.trim() !== "") request.onOutput(output);
    const { PWD: _, OLDPWD: __, SHLVL: ___, _: ____, ...left } = parseEnvironment(environment.toString());
    return ok(left);
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
