import { err, type KeptRun, ok, type Result } from "@nix-repo/model";
import { keptRunIds, keptRuns, readRun } from "@nix-repo/tasks";
import type { Session } from "./open-session.ts";

/** The run that a number names, or the latest. */
export function findRun(id: string | undefined, { stateFolder }: Session): Result<KeptRun> {
  if (id === undefined) {
    for (const run of keptRuns(stateFolder)) return ok(run);
    return err({ code: "usage", message: "nothing has been run yet" });
  }
  const number = /^\d+$/.test(id) ? Number(id) : undefined;
  const run = number === undefined ? undefined : readRun(stateFolder, number);
  if (run !== undefined) return ok(run);
  const isThere = number !== undefined && keptRunIds(stateFolder).includes(number);
  const message = isThere ? `run ${id} cannot be read: another version of repo wrote it, or it never began` : `there is no run "${id}"`;
  return err({ code: "usage", message, hint: "repo runs" });
}
