import { join } from "node:path";
import type { Orphan } from "@nix-repo/model";
import { findLeft, type LeftTask } from "@nix-repo/tasks";
import { leftUnits } from "../../up/units-folder.ts";
import type { Check, Checked } from "../check.ts";
import type { Surroundings } from "../surroundings.ts";

/** What a `repo` that was killed has left running: tasks of runs, units of `repo up`. */
export const leftRunningCheck: Check = {
  name: "left running",
  async run({ workspace, root }: Surroundings) {
    if (workspace.kind === "none") return [];
    const stateFolder = join(root, ".repo");
    return leftRunning({ tasks: findLeft(stateFolder), units: leftUnits({ stateFolder }) });
  },
};

export function leftRunning({ tasks, units }: { tasks: readonly LeftTask[]; units: readonly Orphan[] }): readonly Checked[] {
  const check = "left running";
  const why = "They hold ports, memory and files, and may write into outputs.";
  const findings: Checked[] = [];
  if (tasks.length > 0)
    findings.push({
      check,
      severity: "problem",
      what: "tasks of runs that were killed",
      details: tasks.map(({ task, run, pids, command }) => `${task}   run ${run}   ${processes(pids)}   ${command}`),
      why,
      fix: "End them:",
      command: "repo doctor --end",
    });
  if (units.length > 0)
    findings.push({
      check,
      severity: "problem",
      what: "units of a repo up that was killed",
      details: units.map(({ unit, pids, command }) => [unit, processes(pids), ...(command === undefined ? [] : [command])].join("   ")),
      why,
      fix: "End them:",
      command: "repo down",
    });
  return findings.length > 0 ? findings : [{ check, severity: "fine", what: "nothing of earlier runs" }];
}

function processes([pid, ...others]: readonly number[]): string {
  return `process ${pid}${others.length === 0 ? "" : ` and ${others.length} more`}`;
}
