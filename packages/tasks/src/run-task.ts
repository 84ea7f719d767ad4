import { existsSync } from "node:fs";
import {
  type Environment,
  type EnvironmentProvider,
  type Failure,
  type Launch,
  type Notice,
  ok,
  type Result,
  type RuntimeVariables,
  type Service,
  type Sink,
  type TaskOutcome,
  type Variables,
  type Workspace,
} from "@nix-repo/model";
import { commandText } from "./command-text.ts";
import { DELEGATES } from "./delegates/delegates.ts";
import { requireTool } from "./delegates/require-tool.ts";
import { environmentOf } from "./environment-of.ts";
import { failureHint } from "./failure-hint.ts";
import { missingVariables } from "./required-variables.ts";
import { runAction } from "./run-action.ts";
import { createMasker, maskText, secretValues } from "./secret-masker.ts";
import type { Stopping } from "./stop-control.ts";
import { taskEnvironment } from "./task-environment.ts";
import type { TaskNode } from "./task-graph.ts";
import { wholeCharacters } from "./whole-characters.ts";

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
}

/** A task whose environment is there and whose command was found. */
export interface PreparedTask {
  readonly launch: Launch;
  readonly shell: string;
  readonly keepable: boolean;
  readonly notices: readonly Notice[];
}

/** Everything up to the start of a task: its environment, its variables, its program. */
export async function prepareTask(node: Pick<TaskNode, "id" | "verb" | "args">, context: TaskContext): Promise<Result<PreparedTask>> {
  const { verb, id } = node;
  const { service } = verb;
  const { workspace, callerEnv, stateFolder, colour } = context;
  const folder = existingFolder(service);
  if (!folder.ok) return folder;
  const environment = await environmentOf(context.provider, verb.shell);
  if (!environment.ok) return environment;
  const runtime = await context.runtimeOf(service);
  if (!runtime.ok) return runtime;
  const { provider } = environment.value;
  const globalEnv = workspace.globalEnv;
  const variables = taskEnvironment({ verb, provider, callerEnv, runtime: runtime.value, globalEnv, stateFolder, colour });
  if (!variables.ok) return variables;
  const { base, overlay, keepable } = variables.value;
  const launch = await launchIn(environment.value, { node, base, overlay, keepable });
  if (!launch.ok) return launch;
  const { env } = launch.value;
  const notice = missingVariables({ task: id, required: runtime.value.required, env, callerEnv, root: workspace.root });
  return ok({ launch: launch.value, shell: environment.value.shell, keepable, notices: notice === undefined ? [] : [notice] });
}

/** Runs one captured task, telling the sink, and returns how it went. */
export async function runTask(
  node: TaskNode,
  context: TaskContext & { readonly sink: Sink; readonly stopping: Stopping; readonly now: () => number },
): Promise<TaskOutcome> {
  const { sink, now, stopping, callerEnv } = context;
  const task = node.id;
  const prepared = await prepareTask(node, context);
  if (stopping.stop.aborted) return { kind: "not-started", because: { kind: "stopped" } };
  if (!prepared.ok) return { kind: "unavailable", failure: withTask(prepared.error, node) };
  const { launch, shell, keepable, notices } = prepared.value;
  for (const notice of notices) sink(notice);

  const secrets = secretValues(launch.env);
  const command = maskText(commandText(node.verb, node.args), secrets);
  const start = now();
  sink({ type: "task-started", task, at: start, command, shell });
  const maskers = { stdout: wholeCharacters(createMasker(secrets)), stderr: wholeCharacters(createMasker(secrets)) };
  const tail = createTail();
  const emit = (stream: "stdout" | "stderr", chunk: Uint8Array): void => {
    if (chunk.length === 0) return;
    if (stream === "stderr") tail.push(chunk);
    sink({ type: "task-output", task, stream, chunk });
  };
  const end = await runAction({ launch, stopping, onOutput: (stream, chunk) => emit(stream, maskers[stream].push(chunk)) });
  for (const stream of ["stdout", "stderr"] as const) emit(stream, maskers[stream].flush());

  if (end.kind === "not-started") return { kind: "unavailable", failure: withTask(end.failure, node) };
  if (end.leftovers) {
    sink({ type: "notice", level: "verbose", task, text: "it left processes running behind it; they were ended" });
  }
  const durationMs = now() - start;
  if (end.status.kind === "code" && end.status.code === 0) return { kind: "passed", durationMs };
  const { env, cwd } = launch;
  const hint = failureHint({ task, status: end.status, stderr: tail.text(), shell, keepable, callerEnv, env, cwd });
  return { kind: "failed", durationMs, status: end.status, ...(hint === undefined ? {} : { hint }) };
}

export function existingFolder({ name, folder, place }: Service): Result<string> {
  return existsSync(folder) ? ok(folder) : { ok: false, error: { code: "folder-missing", service: name, folder, place } };
}

async function launchIn(
  environment: Environment,
  {
    node,
    base,
    overlay,
    keepable,
  }: {
    node: Pick<TaskNode, "verb" | "args">;
    base: Variables;
    overlay: Variables;
    keepable: boolean;
  },
): Promise<Result<Launch>> {
  const { run, source, service, options } = node.verb;
  const { shellHook } = service;
  const hook = keepable ? "once-per-run" : "every-start";
  const taskFile = source.kind === "delegate" ? service.taskFiles.find(({ tool }) => tool === source.tool) : undefined;
  if (taskFile !== undefined) {
    const hostTools = [...service.hostTools, ...(options.hostTools ?? [])];
    const there = await requireTool(taskFile, { environment, hostTools, base, overlay, cwd: service.folder, hook, shellHook });
    if (!there.ok) return there;
  }
  const args = node.args.length > 0 && source.kind === "delegate" ? [...DELEGATES[source.tool].beforeArgs, ...node.args] : node.args;
  return await environment.launch({ run, args, cwd: service.folder, base, overlay, hook, shellHook });
}

/** A command that was missed before the start is told like one that a shell missed: with the task, and with what the caller has. */
function withTask(failure: Failure, { id }: TaskNode): Failure {
  return failure.code === "command-not-found" || failure.code === "start-failed" ? { ...failure, task: id } : failure;
}

/** The last few thousand bytes of a stream. */
function createTail(): { push: (chunk: Uint8Array) => void; text: () => string } {
  let kept = Buffer.alloc(0);
  return {
    push(chunk) {
      kept = chunk.length >= TAIL_BYTES ? Buffer.from(chunk.slice(-TAIL_BYTES)) : Buffer.concat([kept, chunk]).subarray(-TAIL_BYTES);
    },
    text: () => kept.toString("utf8"),
  };
}

const TAIL_BYTES = 8_192;
