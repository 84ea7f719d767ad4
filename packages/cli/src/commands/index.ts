import type { CommandClass } from "clipanion";
import type { RepoContext } from "../repo-command.ts";

type Loader = () => Promise<CommandClass<RepoContext>>;

/** Our own commands, each loaded only when it is meant. They win over verbs of the same name. */
const COMMANDS = {
  run: async () => (await import("./run.ts")).RunCommand,
  exec: async () => (await import("./exec.ts")).ExecCommand,
  shell: async () => (await import("./shell.ts")).ShellCommand,
  ci: async () => (await import("./ci.ts")).CiCommand,
  list: async () => (await import("./list.ts")).ListCommand,
  explain: async () => (await import("./explain.ts")).ExplainCommand,
  config: async () => (await import("./config.ts")).ConfigCommand,
  completion: async () => (await import("./completion.ts")).CompletionCommand,
  __complete: async () => (await import("./complete.ts")).CompleteCommand,
} satisfies Record<string, Loader>;

export const OWN_COMMANDS: readonly string[] = ["help", ...Object.keys(COMMANDS).filter((name) => !name.startsWith("_"))];

export function isOwnCommand(name: string): name is keyof typeof COMMANDS {
  return Object.hasOwn(COMMANDS, name);
}

/** Any other word is a verb. */
export async function loadCommand(name: string): Promise<CommandClass<RepoContext>> {
  if (isOwnCommand(name)) return await COMMANDS[name]();
  return (await import("./verb.ts")).VerbCommand;
}
