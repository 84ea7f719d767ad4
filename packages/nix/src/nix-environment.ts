import { dirname } from "node:path";
import type { Environment, EnvironmentIdentity, IdentityRequest, Launch, LaunchRequest, Notice, Result, Variables } from "@nix-repo/model";
import { argvOf, err, ok } from "@nix-repo/model";
import { asStartedByBash, needsRealBash } from "./bash-start.ts";
import { type CapturedEnvironment, hookOf } from "./captured-environment.ts";
import { commandBash, loadingBash } from "./choose-bash.ts";
import { environmentIdentity, givenVariables } from "./environment-identity.ts";
import { findProgram, isBareScript } from "./find-program.ts";
import { environmentAfterHook, type HookChange } from "./hook-change.ts";
import { hookScriptFile } from "./hook-script-file.ts";
import { readRecord } from "./keep/generations.ts";
import { type HookRecord, readHookRecord } from "./keep/hook-record.ts";
import { packOverlay } from "./overlay-variables.ts";
import { rebuildEnvironment, startVariables } from "./rebuild.ts";
import type { StateFiles } from "./state-files.ts";

export interface NixEnvironmentOptions {
  readonly shell: string;
  /** Placed: see `placeEnvironment`. */
  readonly captured: CapturedEnvironment;
  /** The same with its functions, where `captured` was read without them: only a hook needs them, and few callers do. */
  readonly whole?: (() => CapturedEnvironment) | undefined;
  /** Absolute path of the folder that holds it, where it is kept. */
  readonly generation?: string | undefined;
  readonly workspaceRoot: string;
  readonly callerEnv: Variables;
  readonly state: StateFiles;
  /** A folder for temporary files. */
  readonly temporary: string;
  readonly emit?: ((notice: Notice) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface NixEnvironment extends Environment {
  /** What is recorded of its hook, which runs for it where nothing is yet. Undefined where it has no hook, or where nothing is kept of the devShell. */
  hookRecord(): Promise<Result<HookRecord | undefined>>;
}

/** Starts commands in a captured devShell: directly, or through one bash where a hook has to run. */
export function nixEnvironment(options: NixEnvironmentOptions): NixEnvironment {
  const { shell, captured, generation, emit } = options;
  const hasHook = hookOf(captured) !== undefined;
  const whole = options.whole ?? (() => captured);
  let script: (() => string) | undefined;
  let hooked: Promise<Result<Record<string, string>>> | undefined;
  let recorded: Promise<Result<HookRecord | undefined>> | undefined;
  let said = false;
  /** By token: the tasks of a run ask for the same ones. */
  const identities = new Map<string, Result<EnvironmentIdentity>>();

  return {
    provider: "nix",
    shell,
    async launch(request) {
      if (!hasHook && !needsRealBash(request, captured.functions)) {
        return startDirectly(options, request, rebuildEnvironment(captured, request.base));
      }
      if (hasHook && request.shellHook === "capture") {
        const change = await changeFor(request);
        if (!change.ok) return change;
        if (change.value !== undefined) {
          return startDirectly(options, request, environmentAfterHook(captured, change.value, request.base));
        }
      }
      if (hasHook && request.hook === "once-per-run") {
        hooked ??= runHook(request.base);
        const left = await hooked;
        return left.ok ? startDirectly(options, request, afterHook(left.value, request.base)) : left;
      }
      script ??= hookScriptFile({ ...options, whole });
      return startThroughBash(options, request, script());
    },
    async identity(request) {
      const names = Object.keys(request.base).filter((name) => captured.variables[name]?.type === "var");
      const gives = (variables: Variables, token?: string) => {
        const places = { workspaceRoot: options.workspaceRoot, home: options.callerEnv.HOME, temporary: options.temporary };
        const identity = environmentIdentity(variables, { shell, ...(token === undefined ? {} : { token }), places });
        return ok(generation === undefined ? identity : { ...identity, because: () => readRecord(dirname(generation))?.because?.what });
      };
      const token = generation === undefined ? undefined : [generation, ...names].join("\0");
      if (!hasHook) {
        const known = token === undefined ? undefined : identities.get(token);
        if (known !== undefined) return known;
        const identity = gives(givenVariables(captured, request.base), token);
        if (token !== undefined) identities.set(token, identity);
        return identity;
      }
      if (request.shellHook === "capture") {
        const change = await changeFor(request);
        if (!change.ok) return change;
        if (change.value !== undefined) {
          const after = environmentAfterHook(captured, change.value, {});
          return gives(after, token === undefined ? undefined : `${token}\0${JSON.stringify(change.value)}`);
        }
      }
      hooked ??= runHook(request.base);
      const left = await hooked;
      if (!left.ok) return left;
      // What came in and stayed as it was is the caller's.
      return gives(Object.fromEntries(Object.entries(left.value).filter(([name, value]) => request.base[name] !== value)));
    },
    hookRecord,
  };

  async function runHook(base: Variables): Promise<Result<Record<string, string>>> {
    const { hookEnvironment } = await import("./hook-environment.ts");
    const onOutput = (output: string) => emit?.({ type: "notice", level: "verbose", text: `shellHook of ${shell}:\n${output.trimEnd()}` });
    return await hookEnvironment({ ...options, captured: whole(), base, onOutput });
  }

  /** Undefined where the hook has to run; it is said why. */
  async function changeFor(request: IdentityRequest): Promise<Result<HookChange | undefined>> {
    if (needsRealBash({ hook: "once-per-run", ...request }, captured.functions)) {
      sayItRuns("the caller has variables that only bash can follow");
      return ok(undefined);
    }
    const record = await hookRecord();
    if (!record.ok) return record;
    if (record.value?.kind === "recorded") return ok(record.value.change);
    sayItRuns(record.value?.why ?? "nothing is kept of the devShell");
    return ok(undefined);
  }

  function hookRecord(): Promise<Result<HookRecord | undefined>> {
    recorded ??= findOrRecord();
    return recorded;
  }

  async function findOrRecord(): Promise<Result<HookRecord | undefined>> {
    if (!hasHook || generation === undefined) return ok(undefined);
    const known = readHookRecord(generation, options);
    if (known !== undefined) return ok(known);
    const { recordHook } = await import("./keep/record-hook.ts");
    const onOutput = (output: string) =>
      emit?.({ type: "notice", level: "info", text: `shellHook of ${shell}, which is recorded:\n${output.trimEnd()}` });
    return await recordHook({ ...options, captured: whole(), generation, onOutput });
  }

  function sayItRuns(why: string): void {
    if (said) return;
    said = true;
    emit?.({ type: "notice", level: "verbose", text: `the shellHook of ${shell} runs, as it cannot be recorded: ${why}` });
  }
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
