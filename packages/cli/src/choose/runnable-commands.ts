import { WORKSPACE_SERVICE } from "@nix-repo/model";
import { listVerbs } from "@nix-repo/tasks";
import { isOwnCommand, OWN_COMMANDS } from "../command-names.ts";
import type { Session } from "../open-session.ts";
import { servicesHere } from "../where-we-are.ts";

/** A command line that runs a verb. */
export interface RunnableCommand {
  /** Behind `repo`: `test web`. */
  readonly words: readonly string[];
  readonly verb: string;
  /** Those that it runs the verb of; `//` for the workspace itself. */
  readonly services: readonly string[];
  /** One line for people. */
  readonly about: string;
}

/**
 * All that can be run, as one would type it: of the service whose folder we are in first, then of the workspace itself, of the others, and of all
 * that share a verb. Starts neither Nix nor a task runner: recipes of task files that nobody has asked yet are not among them.
 */
export async function runnableCommands(session: Session): Promise<readonly RunnableCommand[]> {
  const { workspace, recipes } = session;
  const here = servicesHere(session);
  const names = [...here, WORKSPACE_SERVICE, ...workspace.serviceNames.filter((name) => !here.includes(name))];
  const commands: RunnableCommand[] = [];
  const having = new Map<string, string[]>();
  for (const name of names) {
    const service = await workspace.service(name);
    const listing = service.ok ? await listVerbs(service.value, { recipes, mode: "known" }) : service;
    if (!listing.ok) continue;
    for (const { name: verb, options } of listing.value.verbs) {
      commands.push({ words: wordsOf(verb, name, here), verb, services: [name], about: options.description ?? "" });
      if (name !== WORKSPACE_SERVICE) having.set(verb, [...(having.get(verb) ?? []), name]);
    }
  }
  for (const [verb, services] of having) {
    if (services.length > 1 && !isOurs(verb))
      commands.push({ words: [verb, "--all"], verb, services, about: `in ${services.length} services` });
  }
  return commands;
}

/** A verb that one of our own commands hides is reached as a task; where no service is meant, one of the workspace needs no name. */
function wordsOf(verb: string, service: string, here: readonly string[]): readonly string[] {
  if (isOurs(verb)) return ["run", `${service}:${verb}`];
  return service === WORKSPACE_SERVICE && here.length === 0 ? [verb] : [verb, service];
}

function isOurs(verb: string): boolean {
  return isOwnCommand(verb) || (OWN_COMMANDS as readonly string[]).includes(verb);
}
