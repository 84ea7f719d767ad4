import { mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { isAlive, ownIdentity, type ProcessIdentity, writeWhole } from "@nix-repo/model";

/** A compose project of which we have started containers: enough to take it down, whoever started it. */
export interface ProjectRecord {
  readonly version: 1;
  readonly project: string;
  readonly service: string;
  readonly files: readonly string[];
  readonly folder: string;
  /** By whom each container was started, by the name of its compose service. */
  readonly startedBy: Readonly<Record<string, ProcessIdentity>>;
}

export type RecordedProject = Omit<ProjectRecord, "version" | "startedBy">;

/** All that are written down in a folder. */
export function recordedProjects(folder: string): readonly ProjectRecord[] {
  let names: readonly string[];
  try {
    names = readdirSync(folder);
  } catch {
    // Nobody has ever started any.
    return [];
  }
  return names.flatMap((name) => (name.endsWith(".json") ? (recordIn(join(folder, name)) ?? []) : []));
}

/** Writes down that a container is being started by this process. Where the disk is full, everything goes on without. */
export function recordContainer(folder: string, project: RecordedProject, container: string): void {
  const file = fileOf(folder, project.project);
  const startedBy = { ...recordIn(file)?.startedBy, [container]: ownIdentity() };
  const record: ProjectRecord = { version: 1, ...project, startedBy };
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    writeWhole(file, `${JSON.stringify(record)}\n`);
  } catch {
    // It can be taken down by docker compose as well.
  }
}

/** Whether a container was started by this process, or by one that has ended since. */
export function isOursToStop(folder: string, project: string, container: string): boolean {
  const by = recordIn(fileOf(folder, project))?.startedBy[container];
  return by !== undefined && (by.pid === process.pid || !isAlive(by));
}

/** They are gone; where no others are left, so is the record of their project. */
export function forgetContainers(folder: string, project: string, containers: readonly string[]): void {
  const file = fileOf(folder, project);
  const record = recordIn(file);
  const others = Object.entries(record?.startedBy ?? {}).filter(([name]) => !containers.includes(name));
  if (record === undefined || others.length === 0) rmSync(file, { force: true });
  else writeWhole(file, `${JSON.stringify({ ...record, startedBy: Object.fromEntries(others) })}\n`);
}

function fileOf(folder: string, project: string): string {
  return join(folder, `${project}.json`);
}

function recordIn(file: string): ProjectRecord | undefined {
  try {
    const record = JSON.parse(readFileSync(file, "utf8")) as Partial<ProjectRecord> | null;
    const { version, project, service, files, folder, startedBy } = record ?? {};
    const isWhole = version === 1 && typeof project === "string" && typeof service === "string" && typeof folder === "string";
    return isWhole && Array.isArray(files) && typeof startedBy === "object" ? (record as ProjectRecord) : undefined;
  } catch {
    return undefined;
  }
}
