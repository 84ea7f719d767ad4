import type { CommandClass } from "clipanion";
import { type CommandName, isOwnCommand } from "../command-names.ts";
import type { RepoContext } from "../repo-command.ts";

/** Each is loaded only when it is meant. */
const LOADERS: Record<CommandName, () => Promise<CommandClass<RepoContext>>> = {
  run: async () => (await import("./run.ts")).RunCommand,
  exec: async () => (await import("./exec.ts")).ExecCommand,
  shell: async () => (await import("./shell.ts")).ShellCommand,
  ci: async () => (await import("./ci.ts")).CiCommand,
  affected: async () => (await import("./affected.ts")).AffectedCommand,
  graph: async () => (await import("./graph.ts")).GraphCommand,
  up: async () => (await import("./up.ts")).UpCommand,
  status: async () => (await import("./status.ts")).StatusCommand,
  stop: async () => (await import("./stop.ts")).StopCommand,
  restart: async () => (await import("./restart.ts")).RestartCommand,
  down: async () => (await import("./down.ts")).DownCommand,
  list: async () => (await import("./list.ts")).ListCommand,
  explain: async () => (await import("./explain.ts")).ExplainCommand,
  runs: async () => (await import("./runs.ts")).RunsCommand,
  logs: async () => (await import("./logs.ts")).LogsCommand,
  env: async () => (await import("./env.ts")).EnvCommand,
  cache: async () => (await import("./cache.ts")).CacheCommand,
  setup: async () => (await import("./setup.ts")).SetupCommand,
  doctor: async () => (await import("./doctor.ts")).DoctorCommand,
  config: async () => (await import("./config.ts")).ConfigCommand,
  init: async () => (await import("./init.ts")).InitCommand,
  new: async () => (await import("./new.ts")).NewCommand,
  import: async () => (await import("./import.ts")).ImportCommand,
  hooks: async () => (await import("./hooks.ts")).HooksCommand,
  completion: async () => (await import("./completion.ts")).CompletionCommand,
  __complete: async () => (await import("./complete.ts")).CompleteCommand,
};

/** Those that a second word makes another command. */
const SECOND: Readonly<Record<string, () => Promise<CommandClass<RepoContext>>>> = {
  "ci plan": async () => (await import("./ci-plan.ts")).CiPlanCommand,
  "ci merge": async () => (await import("./ci-merge.ts")).CiMergeCommand,
};

/** Any other word is a verb. */
export async function loadCommand(name: string, next?: string): Promise<CommandClass<RepoContext>> {
  const second = SECOND[`${name} ${next}`];
  if (second !== undefined) return await second();
  if (isOwnCommand(name)) return await LOADERS[name]();
  return (await import("./verb.ts")).VerbCommand;
}
