import { readdirSync } from "node:fs";
import { resolve } from "node:path";
import { STACK_NAMES } from "@nix-repo/config";
import { GRAPH_FORMATS, OUTPUT_MODES } from "@nix-repo/reporters";
import { keptRuns } from "@nix-repo/tasks";
import type { Session } from "../open-session.ts";

export interface Candidate {
  readonly name: string;
  readonly description?: string;
}

/** The values of an option that takes one of a few, or a file; undefined where it is no such option. */
export function valuesOf(
  option: string | undefined,
  { command, typed, cwd }: { command: string | undefined; typed: string; cwd: string },
): readonly Candidate[] | undefined {
  switch (option) {
    case "--provider":
      return [{ name: "nix" }, { name: "host" }];
    case "--ci":
      return [{ name: "github" }];
    case "--template":
      return [{ name: "hybrid" }];
    case "--stack":
      return STACK_NAMES.map((name) => ({ name }));
    case "--format":
      return command === "graph" ? GRAPH_FORMATS.map((name) => ({ name })) : undefined;
    case "--output":
      return OUTPUT_MODES.map((name) => ({ name }));
    case "--events":
    case "--junit":
    case "--trace":
      return filesFor(typed, cwd);
    default:
      return undefined;
  }
}

/** Files and folders that a path which is being typed may become. */
function filesFor(typed: string, cwd: string): readonly Candidate[] {
  const folder = typed.slice(0, typed.lastIndexOf("/") + 1);
  try {
    const entries = readdirSync(resolve(cwd, folder), { withFileTypes: true });
    return entries.map((entry) => ({ name: `${folder}${entry.name}${entry.isDirectory() ? "/" : ""}` })).sort(byName);
  } catch {
    return [];
  }
}

function byName(a: Candidate, b: Candidate): number {
  return a.name < b.name ? -1 : 1;
}

/** The numbers of runs, each with what was typed. */
export function runNumbers({ stateFolder }: Session): readonly Candidate[] {
  return [...keptRuns(stateFolder)].map(({ id, command }) => ({ name: String(id), description: command.join(" ") }));
}

/** The tasks that have a log: in one run, or in any. */
export function loggedTasks({ stateFolder }: Session, run: string | undefined): readonly Candidate[] {
  const wanted = run === undefined ? undefined : Number(run);
  const names = new Set<string>();
  for (const { id, tasks } of keptRuns(stateFolder)) {
    if (wanted !== undefined && id !== wanted) continue;
    for (const [task, { log }] of Object.entries(tasks)) if (log !== undefined) names.add(task);
  }
  return [...names].map((name) => ({ name }));
}
