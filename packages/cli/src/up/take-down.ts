import { existsSync } from "node:fs";
import { ok, type Result, type UnitId } from "@nix-repo/model";
import { type Containers, findEngine, forgetProject, type ProjectRecord, recordedProjects } from "@nix-repo/supervisor";
import type { Session } from "../open-session.ts";
import { openProject } from "./container-engine.ts";
import { projectsFolder } from "./units-folder.ts";

/**
 * Stops and removes the containers that we have started, and their networks; their volumes only where that is asked for. What others have started in the
 * same projects stays as it is.
 * @returns the containers that were there
 */
export async function takeDownContainers(session: Session, { volumes }: { volumes: boolean }): Promise<Result<readonly UnitId[]>> {
  const folder = projectsFolder(session);
  const records = recordedProjects(folder);
  if (records.length === 0) return ok([]);
  const neededBy = records.flatMap(unitsOf);
  const engine = await findEngine({ env: session.caller, cwd: session.workspace.root, neededBy });
  if (!engine.ok) return engine;
  const removed: UnitId[] = [];
  for (const record of records) {
    // Compose finds a project by its name alone, where its files are gone.
    const isThere = record.files.every((file) => existsSync(file));
    const project = isThere ? record : { ...record, files: [], folder: session.stateFolder };
    const containers = openProject(session, { engine: engine.value, project });
    const names = await removeOurs(containers, { record, volumes });
    if (!names.ok) return names;
    removed.push(...names.value.map((name) => `${record.service}@${name}`));
    forgetProject(folder, record.project);
  }
  return ok(removed);
}

async function removeOurs(
  containers: Containers,
  { record, volumes }: { record: ProjectRecord; volumes: boolean },
): Promise<Result<readonly string[]>> {
  const state = await containers.state();
  if (!state.ok) return state;
  const there = [...new Set(state.value.map(({ name }) => name))];
  const ours = there.filter((name) => Object.hasOwn(record.startedBy, name));
  const isAllOurs = ours.length === there.length;
  const done = isAllOurs ? await containers.down({ volumes }) : await containers.remove(ours);
  return done.ok ? ok(ours) : done;
}

function unitsOf({ service, startedBy }: ProjectRecord): readonly UnitId[] {
  return Object.keys(startedBy).map((name) => `${service}@${name}`);
}
