import {
  type Launch,
  type Notice,
  ok,
  type Result,
  type Run,
  type Service,
  type ShellChoice,
  taskId,
  type Variables,
  type Verb,
} from "@nix-repo/model";
import { environmentOf } from "./environment-of.ts";
import { existingFolder, prepareTask, type TaskContext } from "./prepare-task.ts";
import { missingVariables } from "./required-variables.ts";
import { mergeRuntimeVariables } from "./runtime-variables.ts";

export type ForegroundRequest =
  /** A verb that gets the terminal: `dev`, persistent, interactive. */
  | { readonly kind: "verb"; readonly verb: Verb; readonly args: readonly string[] }
  /** `exec` and `shell`: a command of the caller's, in a service's environment. */
  | {
      readonly kind: "command";
      readonly service: Service;
      readonly run: Run;
      /** Instead of the service's own. */
      readonly shell?: ShellChoice;
      /** Instead of the service's folder: `exec --here`. */
      readonly cwd?: string;
      /** On top of everything: the prompt of `shell`. */
      readonly overlay?: Variables;
    };

export interface Foreground {
  readonly launch: Launch;
  readonly shell: string;
  readonly notices: readonly Notice[];
}

/** What to execute for a command that gets the terminal: it sees the caller's whole environment. Who asked replaces itself with it, or spawns it. */
export async function prepareForeground(request: ForegroundRequest, context: Omit<TaskContext, "colour">): Promise<Result<Foreground>> {
  if (request.kind === "verb") {
    const { verb, args } = request;
    // It sees the terminal itself, and nothing of it is kept.
    const node = { id: taskId(verb.service.name, verb.name), verb: { ...verb, keepable: false }, args };
    return await prepareTask(node, { ...context, colour: false });
  }
  const { service, run, overlay } = request;
  const { callerEnv } = context;
  const folder = existingFolder(service);
  if (!folder.ok) return folder;
  const environment = await environmentOf(context.provider, request.shell ?? service.shell);
  if (!environment.ok) return environment;
  const runtime = await context.runtimeOf(service);
  if (!runtime.ok) return runtime;
  const declared = Object.entries(service.env).filter((entry): entry is [string, string] => entry[1] !== true);
  const launch = await environment.value.launch({
    run,
    args: [],
    cwd: request.cwd ?? folder.value,
    base: mergeRuntimeVariables(runtime.value, callerEnv),
    overlay: { ...Object.fromEntries(declared), ...overlay },
    hook: "every-start",
    shellHook: service.shellHook,
  });
  if (!launch.ok) return launch;
  const { env } = launch.value;
  const task = taskId(service.name, "exec");
  const notice = missingVariables({ task, required: runtime.value.required, env, callerEnv, root: context.workspace.root });
  return ok({ launch: launch.value, shell: environment.value.shell, notices: notice === undefined ? [] : [notice] });
}
