import { existsSync } from "node:fs";
import {
  type Environment,
  type EnvironmentProvider,
  type Launch,
  type LaunchRequest,
  type Notice,
  ok,
  type Result,
  type ResultCache,
  type RuntimeVariables,
  type Service,
  type TaskCheck,
  type Variables,
  type Verb,
  type Workspace,
} from "@nix-repo/model";
import { DELEGATES } from "./delegates/delegates.ts";
import { requireTool } from "./delegates/require-tool.ts";
import { environmentOf } from "./environment-of.ts";
import { missingVariables } from "./required-variables.ts";
import { type TaskEnvironment, taskEnvironment } from "./task-environment.ts";
import type { TaskNode } from "./task-graph.ts";

/** What all the tasks of a run share. */
export interface TaskContext {
  readonly workspace: Workspace;
  readonly provider: EnvironmentProvider;
  readonly callerEnv: Variables;
  /** The `.env` layers of a service and what its `.env.example` requires; asked for once per task. */
  readonly runtimeOf: (service: Service) => Promise<Result<RuntimeVariables>>;
  /** `.repo` in the workspace. */
  readonly stateFolder: string;
  readonly colour: boolean;
  /** Left out, nothing is kept, and nothing that was kept is taken. */
  readonly cache?: ResultCache | undefined;
  /** Of the requested tasks it is found out what they use; nothing that was kept of them is taken. */
  readonly check?: TaskCheck | undefined;
}

/** A task whose environment is there and whose command was found. */
export interface PreparedTask {
  readonly launch: Launch;
  /** What asks whether it is ready, where a command does. */
  readonly probe?: Launch;
  readonly shell: string;
  readonly keepable: boolean;
  readonly notices: readonly Notice[];
}

/** What a task is started in. */
export interface Surroundings {
  readonly environment: Environment;
  readonly runtime: RuntimeVariables;
  readonly variables: TaskEnvironment;
}

/** Everything up to the start of a task: its environment, its variables, its program. */
export async function prepareTask(node: PreparableTask, context: TaskContext): Promise<Result<PreparedTask>> {
  const surroundings = await surroundingsOf(node, context);
  return surroundings.ok ? await launchOf(node, surroundings.value, context) : surroundings;
}

type PreparableTask = Pick<TaskNode, "id" | "verb" | "args">;

export async function surroundingsOf({ verb }: PreparableTask, context: TaskContext): Promise<Result<Surroundings>> {
  const { service } = verb;
  const { workspace, callerEnv, stateFolder, colour } = context;
  const folder = existingFolder(service);
  if (!folder.ok) return folder;
  const found = await environmentOf(context.provider, verb.shell);
  if (!found.ok) return found;
  const environment = found.value;
  const runtime = await context.runtimeOf(service);
  if (!runtime.ok) return runtime;
  const { provider } = environment;
  const globalEnv = workspace.globalEnv;
  const hasHostToolchain = workspace.hostToolchain.length > 0;
  const options = { verb, provider, hasHostToolchain, callerEnv, runtime: runtime.value, globalEnv, stateFolder, colour };
  const variables = taskEnvironment(options);
  return variables.ok ? ok({ environment, runtime: runtime.value, variables: variables.value }) : variables;
}

export async function launchOf(
  node: PreparableTask,
  { environment, runtime, variables }: Surroundings,
  { workspace, callerEnv }: TaskContext,
): Promise<Result<PreparedTask>> {
  const { verb, id } = node;
  const { service } = verb;
  const { base, overlay, keepable } = variables;
  const hook = keepable ? "once-per-run" : "every-start";
  const surroundings = { base, overlay, cwd: service.folder, hook, shellHook: service.shellHook } as const;
  const tool = await requireTaskRunner(verb, { environment, ...surroundings });
  if (!tool.ok) return tool;
  const launch = await environment.launch({ ...surroundings, run: verb.run, args: argsOf(node) });
  if (!launch.ok) return launch;
  const check = verb.options.readyWhen?.check;
  const probe = check?.kind === "command" ? await environment.launch({ ...surroundings, run: check.run, args: [] }) : undefined;
  if (probe?.ok === false) return probe;
  const { env } = launch.value;
  const notice = missingVariables({ task: id, required: runtime.required, env, callerEnv, root: workspace.root });
  return ok({
    launch: launch.value,
    ...(probe === undefined ? {} : { probe: probe.value }),
    shell: environment.shell,
    keepable,
    notices: notice === undefined ? [] : [notice],
  });
}

export function existingFolder({ name, folder, place }: Service): Result<string> {
  return existsSync(folder) ? ok(folder) : { ok: false, error: { code: "folder-missing", service: name, folder, place } };
}

async function requireTaskRunner(
  { source, service, options }: Verb,
  where: Omit<LaunchRequest, "run" | "args"> & { readonly environment: Environment },
): Promise<Result<void>> {
  const taskFile = source.kind === "delegate" ? service.taskFiles.find(({ tool }) => tool === source.tool) : undefined;
  if (taskFile === undefined) return ok(undefined);
  return await requireTool(taskFile, { ...where, hostTools: [...service.hostTools, ...(options.hostTools ?? [])] });
}

export function argsOf({ verb: { source }, args }: Pick<TaskNode, "verb" | "args">): readonly string[] {
  return args.length > 0 && source.kind === "delegate" ? [...DELEGATES[source.tool].beforeArgs, ...args] : args;
}
