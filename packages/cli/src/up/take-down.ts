import { existsSync } from "node:fs";
import { ok, type Result, type UnitId } from "@nix-repo/model";
import { findEngine, type ProjectRecord, recordedProjects } from "@nix-repo/supervisor";
import type { Session } from "../open-session.ts";
import { openProject } from "./container-engine.ts";
import { removeRecorded } from "./remove-containers.ts";
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
    const names = await removeRecorded(containers, { folder, names: Object.keys(record.startedBy), volumes });
    if (!names.ok) return names;
    removed.push(...names.value.map((name) => `${record.service}@${name}`));
  }
  return ok(removed);
}

function unitsOf({ service, startedBy }: ProjectRecord): readonly UnitId[] {
  return Object.keys(startedBy).map((name) => `${service}@${name}`);
}
