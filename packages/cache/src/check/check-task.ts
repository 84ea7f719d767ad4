import { rmSync } from "node:fs";
import { join, relative } from "node:path";
import type { CacheableTask, CheckedStart, Launch, TaskCheck, UndeclaredUse, Variables, Verb } from "@nix-repo/model";
import { openInputReader } from "../inputs/input-reader.ts";
import { clearOutputs } from "../outputs/clear-outputs.ts";
import { outputGlobs } from "../outputs/output-globs.ts";
import { scratchFolder } from "../scratch-folder.ts";
import { trackedFiles } from "../tasks/tracked-files.ts";
import { gathered } from "./gathered-paths.ts";
import { layScratchCopy } from "./scratch-copy.ts";
import { canTrace, tracedArgv, usesInTrace } from "./trace-files.ts";
import { undeclaredUses } from "./undeclared-uses.ts";

export interface TaskCheckOptions {
  /** Absolute. */
  readonly workspaceRoot: string;
  /** Absolute path of `.repo`. */
  readonly stateFolder: string;
  readonly callerEnv: Variables;
  /** Relative to the workspace's root. */
  readonly globalInputs: readonly string[];
  /** Absolute path of strace; left out, a task runs in a copy of what it declares. */
  readonly strace: string | undefined;
}

/** Watches what tasks use: by strace where that may trace here, and else by a copy of the workspace that holds what a task declares and nothing else. */
export function createTaskCheck(options: TaskCheckOptions): TaskCheck {
  const { workspaceRoot, stateFolder } = options;
  const strace = options.strace !== undefined && canTrace(options.strace) ? options.strace : undefined;
  const inputs = openInputReader({ ...options, expected: [] });
  const tracked = trackedFiles(workspaceRoot);
  return {
    async begin(task, needed) {
      const { verb } = task;
      const { folder } = verb.service;
      const { inputs: globs, outputs = [], clean } = verb.options;
      const read = await inputs.read({ folder, globs, outputs, globalGlobs: options.globalInputs, always: task.definitionFiles });
      await inputs.close();
      if (!read.ok) return undefined;
      const declared = read.value.entries().map(({ path }) => path);
      const scratch = scratchFolder(join(stateFolder, "placing"), "check");
      if (strace === undefined) return await inCopy({ task, declared, needed, scratch });
      if (clean !== false) await clearOutputs({ folder, globs: outputs, isTracked: (path) => tracked.has(join(folder, path)) });
      return await traced({ task, declared, needed, scratch, strace });
    },
  };

  async function traced({ task, declared, needed, scratch, strace }: Check & { readonly strace: string }): Promise<CheckedStart> {
    const traceFile = join(scratch, "trace");
    const isNeeded = await outputsOf(needed);
    const isOutput = await outputsOf([task.verb]);
    const known = new Set([...declared.map((path) => join(workspaceRoot, path)), ...task.definitionFiles]);
    return {
      wrap: (launch) => ({ ...launch, file: strace, argv: tracedArgv([launch.file, ...launch.argv.slice(1)], { strace, traceFile }) }),
      async finish() {
        try {
          const uses = await usesInTrace(traceFile, { folder: task.verb.service.folder });
          const { read, written, removed } = undeclaredUses(uses, {
            root: workspaceRoot,
            isInput: (path) => known.has(path) || isNeeded(path),
            isOutput,
            isOurs: (path) => path.startsWith(`${stateFolder}/`),
          });
          return { how: "trace", read: show(read, declared), written: show(written, declared), removed: show(removed, declared) };
        } finally {
          rmSync(scratch, { recursive: true, force: true });
        }
      },
    };
  }

  async function inCopy({ task, declared, needed, scratch }: Check): Promise<CheckedStart> {
    const copy = join(scratch, "copy");
    const { folder } = task.verb.service;
    const isOutput = await outputsOf([task.verb]);
    const made: string[] = [];
    for (const verb of needed) made.push(...(await pathsAtOutputs(verb)));
    const laid = layScratchCopy({ root: workspaceRoot, copy, inputs: [...declared, ...made], folder: relative(workspaceRoot, folder) });
    const moved = (text: string) => text.replaceAll(workspaceRoot, copy);
    return {
      wrap: ({ file, argv, env, cwd }: Launch) => ({
        file,
        argv: argv.map(moved),
        env: Object.fromEntries(Object.entries(env).map(([name, value]) => [name, moved(value)])),
        cwd: moved(cwd),
      }),
      async finish() {
        try {
          const written = laid.changes().filter((path) => !isOutput(join(workspaceRoot, path)));
          return { how: "copy", read: [], written: gathered(written, declared), removed: [] };
        } finally {
          rmSync(scratch, { recursive: true, force: true });
        }
      },
    };
  }

  async function pathsAtOutputs(verb: Verb): Promise<readonly string[]> {
    const { folder } = verb.service;
    const read = await inputs.read({ folder, globs: verb.options.outputs ?? [], outputs: [], globalGlobs: [], always: [] });
    return read.ok ? read.value.entries().map(({ path }) => path) : [];
  }

  function show(paths: readonly string[], declared: readonly string[]): UndeclaredUse["read"] {
    return gathered(
      paths.map((path) => relative(workspaceRoot, path)),
      declared,
    );
  }
}

interface Check {
  readonly task: CacheableTask;
  /** Relative to the workspace's root. */
  readonly declared: readonly string[];
  readonly needed: readonly Verb[];
  /** Absolute: a folder of its own, to be removed. */
  readonly scratch: string;
}

/** Whether an absolute path is among what verbs say that they write. */
async function outputsOf(verbs: readonly Verb[]): Promise<(path: string) => boolean> {
  const matchers = await Promise.all(
    verbs.map(async ({ service: { folder }, options: { outputs = [] } }) => {
      const { matches } = await outputGlobs({ folder, globs: outputs });
      return (path: string) => path.startsWith(`${folder}/`) && matches(relative(folder, path));
    }),
  );
  return (path) => matchers.some((matches) => matches(path));
}
