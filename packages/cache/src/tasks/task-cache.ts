import { existsSync } from "node:fs";
import { join, relative } from "node:path";
import type { CacheableTask, Kept, KeptResult, KeyChange, KeyParts, Lookup, Miss, ResultCache, Variables, Verb } from "@nix-repo/model";
import { type Digest, digestOf } from "../digest.ts";
import { type InputFiles, type InputReader, type InputsRequest, openInputReader } from "../inputs/input-reader.ts";
import type { OutputsPlace } from "../outputs/outputs-place.ts";
import { areInPlace, areThere, type PlacedOutputs } from "../outputs/placed-outputs.ts";
import type { StandingOutputs } from "../outputs/untouched-outputs.ts";
import { encodeActionResult } from "../reapi/encode.ts";
import type { ActionResult } from "../reapi/messages.ts";
import type { ActionStore } from "../store/action-store.ts";
import { keyChanges } from "./key-changes.ts";
import { replay } from "./recorded-output.ts";
import type { TaskKey } from "./task-key.ts";
import { taskKey } from "./task-key.ts";
import { type TaskState, taskStates } from "./task-state.ts";
import { type ToolsKnown, toolIdentities } from "./tool-identity.ts";
import { trackedFiles } from "./tracked-files.ts";

export interface TaskCacheOptions {
  /** Absolute. */
  readonly workspaceRoot: string;
  /** Absolute path of `.repo`. */
  readonly stateFolder: string;
  readonly callerEnv: Variables;
  /** Relative to the workspace's root. */
  readonly globalInputs: readonly string[];
  /** Absolute folders of the services that the run concerns. */
  readonly expected: readonly string[];
  /** Absolute, the store's. */
  readonly storeFolder: string;
  /** What tells the store from others, and from itself after it was cleared. */
  readonly storeIdentity: string;
  /** Opened when it is asked for the first time. */
  readonly openStore: () => Promise<ActionStore>;
  /** Whether results are kept, or only taken. */
  readonly mode: "rw" | "r";
  /** Nothing that was kept is taken. */
  readonly force: boolean;
}

/** A cache of tasks' results that can also tell what its answer is made of. */
export interface TaskCache extends ResultCache {
  explain(task: CacheableTask): Promise<KeyExplained>;
  /** At the end of a run: what was learned of inputs is kept. */
  close(): Promise<void>;
}

export type KeyExplained =
  | { readonly kind: "unknown"; readonly why: string }
  | {
      readonly kind: "known";
      readonly action: Digest;
      readonly parts: KeyParts;
      /** Whether its result would be taken if it were run now. */
      readonly kept: "in-place" | "in-store" | "no";
      /** What stands for it in the keys of others, where it is kept. */
      readonly result?: string;
      /** When it had run, in milliseconds since the epoch. */
      readonly keptAt?: number;
      /** Since the last run here; empty where nothing changed, or nothing is known of one. */
      readonly changes: readonly KeyChange[];
      readonly hasRun: boolean;
      /** Why the result of the last run was not kept, in one clause. */
      readonly unkept?: string;
    };

export function createTaskCache(options: TaskCacheOptions): TaskCache {
  const { workspaceRoot, stateFolder, globalInputs, storeIdentity, mode, force } = options;
  const states = taskStates(stateFolder);
  const inputs: InputReader = openInputReader({ ...options, blobs: { folder: options.storeFolder, mode } });
  const tracked = trackedFiles(workspaceRoot);
  let opened: Promise<ActionStore> | undefined;
  const store = () => {
    opened ??= options.openStore();
    return opened;
  };

  return {
    async lookup(task) {
      const asked = await ask(task);
      if (asked.kind === "unknown") return asked;
      const found = force ? undefined : await find(asked);
      return found ?? missed(asked);
    },
    expect: (task) => inputs.readAhead(inputsOf(task)),
    taskEnded: () => inputs.filesMayHaveChanged(),
    async outputsOf({ service: { folder }, options: { outputs = [] } }: Verb) {
      const read = await inputs.read({ folder, globs: outputs, outputs: [], globalGlobs: [], always: [] });
      return read.ok ? `outputs ${read.value.digest.hash}` : undefined;
    },
    async close() {
      states.flush();
      await inputs.close();
    },
    async explain(task) {
      const asked = await ask(task);
      if (asked.kind === "unknown") return asked;
      const { key, state } = asked;
      const last = states.readLast(task.id, task.args);
      const parts = last?.parts;
      const result = isKnown(asked) ? undefined : await (await store()).findResult(key.action);
      const inPlace = isKnown(asked) && state !== undefined;
      const keptAt = inPlace ? state.keptAt : result?.metadata.executionCompletedMs;
      const outputs = inPlace ? state.outputs : result === undefined ? undefined : outputsHash(result);
      return {
        kind: "known",
        action: key.action,
        parts: key.parts,
        kept: isKnown(asked) ? "in-place" : result === undefined ? "no" : "in-store",
        ...(outputs === undefined ? {} : { result: resultOf(key.action, outputs) }),
        ...(keptAt === undefined ? {} : { keptAt }),
        changes: parts === undefined ? [] : changesBetween(parts, key.parts, task),
        hasRun: parts !== undefined,
        ...(last?.unkept === undefined ? {} : { unkept: last.unkept }),
      };
    },
  };

  /** What a task reads, and its key. */
  async function ask(task: CacheableTask): Promise<Asked | Extract<Lookup, { kind: "unknown" }>> {
    const read = await inputs.read(inputsOf(task));
    if (!read.ok) return { kind: "unknown", why: `${relative(workspaceRoot, read.error.path)} cannot be read: ${read.error.reason}` };
    const state = states.read(task.id, task.args);
    const tools = toolIdentities(task.tools, state?.tools ?? {});
    if (tools === undefined) return { kind: "unknown", why: "one of its hostTools cannot be read" };
    return {
      kind: "asked",
      task,
      files: read.value,
      state,
      tools,
      key: taskKey({ task, workspaceRoot, inputs: read.value, tools }),
      outputs: task.verb.options.outputs ?? [],
    };
  }

  function inputsOf({ verb, definitionFiles }: Pick<CacheableTask, "verb" | "definitionFiles">): InputsRequest {
    const { inputs: globs, outputs = [] } = verb.options;
    return { folder: verb.service.folder, globs, outputs, globalGlobs: globalInputs, always: definitionFiles };
  }

  /** Whether the last result here is the one, with all that it made in its place. */
  function isKnown({ state, key, task }: Asked): boolean {
    return state?.key === key.text && state.store === storeIdentity && areInPlace(state.placed, task.verb.service.folder);
  }

  async function find(asked: Asked): Promise<KeptResult | undefined> {
    const { state, key, task } = asked;
    const isSameKey = state?.key === key.text && state.store === storeIdentity;
    if (isSameKey && state.output !== undefined) {
      const standing = isKnown(asked) ? state : await asItStands(asked, state);
      if (standing !== undefined) {
        const isOld = mode === "rw" && Date.now() - standing.touchedAt > TOUCHED_EVERY_MS;
        if (isOld) (await store()).touch(state.action);
        if (isOld || standing !== state) states.write(task.id, task.args, isOld ? { ...standing, touchedAt: Date.now() } : standing);
        return hitOf(state, state.output);
      }
    }
    const { findInStore } = await import("./find-in-store.ts");
    const found = await findInStore({ ...asked, store: await store(), place: placeOf(asked), scratch: join(stateFolder, "placing") });
    if (found === undefined) return undefined;
    const fresh = stateOf(asked, found.result, found);
    states.write(task.id, task.args, fresh);
    if (!isSameKey) states.writeLast(task.id, task.args, { parts: key.parts });
    inputs.filesMayHaveChanged();
    (await store()).touch(key.action);
    return hitOf(fresh, found.output);
  }

  /** The state with how its outputs look now, where they are what they were: written too lately to tell by looks, or touched since. */
  async function asItStands(asked: Asked, state: TaskState): Promise<TaskState | undefined> {
    const [first] = state.placed.entries;
    if (first !== undefined && !existsSync(join(asked.task.verb.service.folder, first[0]))) return undefined;
    if (!areThere(state.placed, asked.task.verb.service.folder)) return undefined;
    const [{ collectOutputs }, { digestingStore }] = await Promise.all([
      import("../outputs/collect-outputs.ts"),
      import("../store/digesting-store.ts"),
    ]);
    const collected = await collectOutputs(placeOf(asked), digestingStore(), { known: state.placed });
    return collected.ok && outputsHash(collected.value) === state.outputs ? { ...state, placed: collected.value.placed } : undefined;
  }

  async function missed(asked: Asked): Promise<Miss> {
    const { task, key } = asked;
    const { recordOutput } = await import("./output-recorder.ts");
    const recorder = recordOutput(join(stateFolder, "placing"));
    const before = states.readLast(task.id, task.args)?.parts;
    let standing: StandingOutputs = new Map();
    let done = false;
    return {
      kind: "miss",
      changes: force ? [{ kind: "forced", text: "--force" }] : before === undefined ? [] : changesBetween(before, key.parts, task),
      async clear() {
        if (asked.outputs.length === 0) return;
        if (task.verb.options.clean !== false) {
          const { clearOutputs } = await import("../outputs/clear-outputs.ts");
          // Where nothing stood, nothing has changed since it was looked at, and nothing of git's stands there (`standing`).
          if (!(await clearOutputs(placeOf(asked)))) return;
          inputs.filesMayHaveChanged();
        }
        const { standingOutputs } = await import("../outputs/untouched-outputs.ts");
        standing = await standingOutputs(placeOf(asked));
      },
      onOutput: recorder.onOutput,
      async keep(end) {
        done = true;
        const { keepResult } = await import("./keep-result.ts");
        const kept = await keepResult({ ...asked, end, recorder, place: placeOf(asked), standing, store: await writableStore() });
        recorder.discard();
        if (kept.kind === "unkept") {
          states.writeLast(task.id, task.args, { parts: key.parts, unkept: kept.why });
          return { why: kept.why };
        }
        if (mode === "rw") states.write(task.id, task.args, stateOf(asked, kept.result, kept));
        states.writeLast(task.id, task.args, { parts: key.parts });
        return { result: resultOf(key.action, outputsHash(kept.result)) } satisfies Kept;
      },
      discard() {
        if (done) return;
        states.writeLast(task.id, task.args, { parts: key.parts });
        recorder.discard();
      },
    };
  }

  async function writableStore(): Promise<ActionStore> {
    if (mode === "rw") return await store();
    const { digestingStore } = await import("../store/digesting-store.ts");
    return digestingStore();
  }

  function placeOf({ task, outputs }: Asked): OutputsPlace {
    const { folder } = task.verb.service;
    return {
      folder,
      globs: outputs,
      isTracked: (path) => tracked.has(join(folder, path)),
      isEdited: (path) => tracked.isEdited(join(folder, path)),
    };
  }

  function stateOf(
    asked: Asked,
    result: ActionResult,
    { placed, recorded }: { placed: PlacedOutputs; recorded?: TaskState["output"] },
  ): TaskState {
    const { executionStartMs, executionCompletedMs } = result.metadata;
    return {
      store: storeIdentity,
      key: asked.key.text,
      action: asked.key.action,
      exitCode: result.exitCode,
      durationMs: executionCompletedMs - executionStartMs,
      keptAt: executionCompletedMs,
      outputs: outputsHash(result),
      ...(recorded === undefined ? {} : { output: recorded }),
      placed,
      tools: Object.fromEntries(Object.entries(asked.tools).map(([name, { signature, hash }]) => [name, { signature, hash: hash() }])),
      touchedAt: Date.now(),
    };
  }
}

/** A result that is used every day is told to be. */
const TOUCHED_EVERY_MS = 86_400_000;

/** A task and its key, as it would run now. */
export interface Asked {
  readonly kind: "asked";
  readonly task: CacheableTask;
  readonly files: InputFiles;
  readonly state: TaskState | undefined;
  readonly tools: ToolsKnown;
  readonly key: TaskKey;
  readonly outputs: readonly string[];
}

function hitOf(state: TaskState, output: Parameters<typeof replay>[0]): KeptResult {
  return {
    kind: "hit",
    status: { kind: "code", code: state.exitCode },
    durationMs: state.durationMs,
    keptAt: state.keptAt,
    async replay(onOutput) {
      replay(output, onOutput);
    },
    result: resultOf(state.action, state.outputs),
  };
}

/** What stands for a result in the keys of others: what made it, and what it made. */
function resultOf(action: Digest, outputs: string): string {
  return `${action.hash} ${outputs}`;
}

function outputsHash({
  outputFiles,
  outputDirectories,
  outputSymlinks,
}: Pick<ActionResult, "outputFiles" | "outputDirectories" | "outputSymlinks">): string {
  const metadata = { executionStartMs: 0, executionCompletedMs: 0, auxiliary: [] };
  return digestOf(encodeActionResult({ outputFiles, outputDirectories, outputSymlinks, exitCode: 0, metadata })).hash;
}

function changesBetween(before: KeyParts, now: KeyParts, { environment }: CacheableTask): readonly KeyChange[] {
  const changes = keyChanges(before, now, { environmentBecause: environment.because?.() });
  return changes.length > 0 ? changes : [{ kind: "store", text: "its result is not kept any more" }];
}
