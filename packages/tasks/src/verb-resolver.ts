import { type Failure, type Result, type TaskId, taskId, type Verb, type Workspace } from "@nix-repo/model";
import type { RecipeBook } from "./delegates/recipe-book.ts";
import { resolveVerb } from "./resolve-verb.ts";

/** Finds verbs of services, each once however many tasks ask for it. */
export interface VerbResolver {
  readonly workspace: Workspace;
  verb(service: string, verb: string): Promise<Result<Verb>>;
}

export function createVerbResolver(workspace: Workspace, recipes: RecipeBook): VerbResolver {
  const verbs = new Map<TaskId, Promise<Result<Verb>>>();
  const resolve = async (service: string, verb: string): Promise<Result<Verb>> => {
    const found = await workspace.service(service);
    return found.ok ? await resolveVerb({ service: found.value, verb, recipes }) : found;
  };
  return {
    workspace,
    verb(service, verb) {
      const id = taskId(service, verb);
      let resolved = verbs.get(id);
      if (resolved === undefined) {
        resolved = resolve(service, verb);
        verbs.set(id, resolved);
      }
      return resolved;
    },
  };
}

/** Whether a verb was asked for that the service does not have, rather than anything else being wrong. */
export function isMissing(failure: Failure, service: string, verb: string): boolean {
  return failure.code === "unknown-verb" && failure.service === service && failure.verb === verb;
}
