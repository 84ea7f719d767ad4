import { type EngineFailure, ok, type Result } from "@nix-repo/model";
import { type Containers, forgetContainers } from "@nix-repo/supervisor";

interface Removal {
  /** Where it is written down what we have started. */
  readonly folder: string;
  /** As their compose file calls them. */
  readonly names: readonly string[];
  readonly volumes: boolean;
}

/**
 * Stops and removes containers that we have started, and their networks where nothing else is there of the project; their volumes only where that is asked for.
 * @returns the containers that were there
 */
export async function removeRecorded(
  containers: Containers,
  { folder, names, volumes }: Removal,
): Promise<Result<readonly string[], EngineFailure>> {
  const state = await containers.state();
  if (!state.ok) return state;
  const there = [...new Set(state.value.map(({ name }) => name))];
  const ours = there.filter((name) => names.includes(name));
  const isAllOurs = ours.length === there.length;
  const done = isAllOurs ? await containers.down({ volumes }) : await containers.remove(ours);
  if (!done.ok) return done;
  forgetContainers(folder, containers.project, names);
  return ok(ours);
}
