import type { Place, ProcessDefinition } from "@nix-repo/model";

/** A line of a Procfile. */
export interface ProcfileEntry {
  readonly name: string;
  /** For a shell, as it stands. */
  readonly command: string;
  readonly place: Place;
}

/**
 * A service's processes with those of its Procfile. What registry and override say goes first: a `run` of theirs stays, and where they leave it out it
 * is that of the Procfile.
 */
export function withProcfile(
  processes: ReadonlyMap<string, ProcessDefinition>,
  entries: Iterable<ProcfileEntry>,
): ReadonlyMap<string, ProcessDefinition> {
  const all = new Map(processes);
  for (const { name, command, place } of entries) {
    const run = { kind: "bash", script: command } as const;
    const said = all.get(name);
    all.set(name, said === undefined ? { ...NOTHING_SAID, name, run, place } : { run, ...said });
  }
  return all;
}

const NOTHING_SAID = { dependsOn: [], env: {}, passEnv: [], hostTools: [], ports: [], watch: [], replicas: 1 } as const;
