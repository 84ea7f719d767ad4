import { WORKSPACE_SERVICE } from "@nix-repo/model";
import { paramsOf, resolveVerb, selectServices } from "@nix-repo/tasks";
import type { Session } from "../open-session.ts";

/**
 * Whether the words behind a verb are for the parameters of the workspace's own verb: it has some, and none of the words names a service that has
 * the verb itself.
 */
export async function areForWorkspace(words: readonly string[], { verb, session }: { verb: string; session: Session }): Promise<boolean> {
  const { workspace } = session;
  const own = await workspace.service(WORKSPACE_SERVICE);
  if (!own.ok || paramsOf(own.value, verb) === undefined || words.includes(".")) return false;
  for (const word of words) if (await isServiceWith(verb, { word, session })) return false;
  return true;
}

/** A service, a path or a glob of services, any of which has the verb. */
async function isServiceWith(verb: string, { word, session }: { word: string; session: Session }): Promise<boolean> {
  const { workspace, recipes } = session;
  if (word === WORKSPACE_SERVICE) return true;
  const selected = await selectServices(workspace, { patterns: [word] });
  if (!selected.ok) return false;
  for (const name of selected.value) {
    const service = await workspace.service(name);
    // What is wrong with it is told by who runs it.
    if (!service.ok) return true;
    const resolved = await resolveVerb({ service: service.value, verb, recipes });
    if (resolved.ok || resolved.error.code !== "unknown-verb") return true;
  }
  return false;
}
