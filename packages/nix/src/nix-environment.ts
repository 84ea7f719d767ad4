import type { Environment, Launch, LaunchRequest, Result, Variables } from "@nix-repo/model";
import { argvOf, err, ok } from "@nix-repo/model";
import { asStartedByBash, needsRealBash } from "./bash-start.ts";
import { type CapturedEnvironment, hookOf } from "./captured-environment.ts";
import { commandBash, loadingBash } from "./choose-bash.ts";
import { findProgram, isBareScript } from "./find-program.ts";
import { hookScriptFile } from "./hook-script-file.ts";
import { packOverlay } from "./overlay-variables.ts";
import { rebuildEnvironment, startVariables } from "./rebuild.ts";
import type { StateFiles } from "./state-files.ts";

export interface NixEnvironmentOptions {
  readonly shell: string;
  /** Placed: see `placeEnvironment`. */
  readonly captured: CapturedEnvironment;
  /** The same with its functions, where `captured` was read without them: only a hook needs them, and few callers do. */
  readonly whole?: (() => CapturedEnvironment) | undefined;
  readonly workspaceRoot: string;
  readonly callerEnv: Variables;
  readonly state: StateFiles;
  /** A folder for temporary files. */
  readonly temporary: string;
  /** What a hook printed that ran on behalf of several commands. */
  readonly onHookOutput: (output: string) => void;
  readonly signal?: AbortSignal | undefined;
}

/** Starts commands in a captured devShell: directly, or through one bash where a hook has to run. */
export function nixEnvironment(options: NixEnvironmentOptions): Environment {
  const { shell, captured } = options;
  const hasHook = hookOf(captured) !== undefined;
  const whole = options.whole ?? (() => captured);
  let script: (() => string) | undefined;
  let hooked: Promise<Result<Record<string, string>>> | undefined;

  const runHook = async (captured: CapturedEnvironment, base: Variables) => {
    const { hookEnvironment } = await import("./hook-environment.ts");
    return await hookEnvironment({ ...options, captured, base, onOutput: options.onHookOutput });
  };

  return {
    provider: "nix",
    shell,
    async launch(request) {
      if (request.hook === "once-per-run" && hasHook) {
        hooked ??= runHook(whole(), request.base);
        const left = await hooked;
        return left.ok ? startDirectly(options, request, afterHook(left.value, request.base)) : left;
      }
      if (hasHook || needsRealBash(request, captured.functions)) {
        script ??= hookScriptFile(whole(), options);
        return startThroughBash(options, request, script());
      }
      return startDirectly(options, request, rebuildEnvironment(captured, request.base));
    },
  };
}

function startDirectly(options: NixEnvironmentOptions, request: LaunchRequest, devShell: Variables): Result<Launch> {
  const environment = { ...devShell, ...request.overlay };
  const [command = "", ...args] = argvOf(request.run, request.args, commandBash(options));
  const { cwd } = request;
  const file = findProgram(command, { path: environment.PATH, cwd });
  if (file === undefined) return notFound(options, request, command);
  const env = asStartedByBash({ environment, caller: request.base, cwd });
  if (isBareScript(file)) {
    const bash = commandBash(options);
    return ok({ file: bash, argv: [bash, file, ...args], env, cwd });
  }
  return ok({ file, argv: [command, ...args], env, cwd });
}

function startThroughBash(options: NixEnvironmentOptions, request: LaunchRequest, script: string): Result<Launch> {
  return ok({
    file: loadingBash(options),
    argv: ["bash", script, request.cwd, ...argvOf(request.run, request.args, commandBash(options))],
    env: { ...request.base, ...startVariables(options.captured), ...packOverlay(request.overlay) },
    // Where `nix develop` would start the hook.
    cwd: options.workspaceRoot,
  });
}

/** What the hook left, over what this command may see besides. Folders of host tools follow the hook's own PATH. */
function afterHook(left: Variables, base: Variables): Record<string, string> {
  const path = [left.PATH, base.PATH].filter((part) => part !== undefined && part !== "").join(":");
  return { ...base, ...left, PATH: path };
}

function notFound({ shell, callerEnv }: NixEnvironmentOptions, request: LaunchRequest, command: string): Result<never> {
  const keepable = request.hook === "once-per-run";
  const onHost = command.includes("/") ? undefined : findProgram(command, { path: callerEnv.PATH, cwd: request.cwd });
  return err({ code: "command-not-found", command, shell, keepable, ...(onHost === undefined ? {} : { onHost }) });
}
