import { dirname } from "node:path";
import { type Environment, err, messageOf, ok, type Result, type ShellHookUse, type TaskFile, type Variables } from "@nix-repo/model";
import type { Recipe } from "./delegate.ts";
import { DELEGATES } from "./delegates.ts";
import type { Reading } from "./kept-recipes.ts";
import { requireTool } from "./require-tool.ts";

/** Asks the task file's own tool, in an environment that has it, for the recipes. Fails as `delegate-tool-missing` or `delegate-failed`. */
export async function askDelegate(
  taskFile: TaskFile,
  {
    reading,
    environment,
    hostTools,
    shellHook,
    callerEnv,
    signal,
  }: {
    reading: Reading;
    environment: Environment;
    hostTools: readonly string[];
    shellHook: ShellHookUse;
    callerEnv: Variables;
    signal: AbortSignal | undefined;
  },
): Promise<Result<readonly Recipe[]>> {
  const delegate = DELEGATES[taskFile.tool];
  const { tool, file } = taskFile;
  const request = {
    cwd: dirname(file),
    base: withoutCallingMake(callerEnv),
    // Answers are read by what they say in English.
    overlay: { LC_ALL: "C" },
    hook: "once-per-run",
    shellHook,
  } as const;
  const there = await requireTool(taskFile, { ...request, environment, hostTools });
  if (!there.ok) return there;
  const run = { kind: "argv", argv: delegate.question(taskFile, delegate.includes(file, reading.text)) } as const;
  const launch = await environment.launch({ ...request, run, args: [] });
  const missing = () =>
    err({ code: "delegate-tool-missing", tool, file, shell: environment.shell, nixPackage: delegate.nixPackage } as const);
  if (!launch.ok) return launch.error.code === "command-not-found" ? missing() : launch;
  const { execa } = await import("execa");
  const { file: program, argv, env, cwd } = launch.value;
  const answer = await execa(program, argv.slice(1), {
    argv0: argv[0] ?? program,
    cwd,
    env,
    extendEnv: false,
    stdin: "ignore",
    reject: false,
    stripFinalNewline: false,
    ...(signal === undefined ? {} : { cancelSignal: signal }),
  });
  const failed = (message: string) => err({ code: "delegate-failed", tool, file, message } as const);
  // Where a hook is run by the same bash that starts the tool, it is bash that misses it.
  if (answer.exitCode === 127 && new RegExp(`\\b${tool}: (command )?not found`).test(answer.stderr)) return missing();
  if (answer.failed) return failed(answer.stderr.trim() || answer.shortMessage || `${tool} failed`);
  try {
    return ok(delegate.recipes(answer.stdout, taskFile));
  } catch (error) {
    return failed(`its list of recipes cannot be read: ${messageOf(error)}`);
  }
}

/** Where we are started by a recipe of make, its flags are for that make, not for the one that we ask. */
function withoutCallingMake(env: Variables): Variables {
  const { MAKEFLAGS: _, MFLAGS: __, MAKELEVEL: ___, ...rest } = env;
  return rest;
}
