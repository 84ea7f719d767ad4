import { join } from "node:path";
import { markProcesses, type ProcessMark, type TemporaryFolder, temporaryFolder } from "@nix-repo/testkit";
import {
  type Containers,
  type ContainersOptions,
  composeProjectName,
  type Engine,
  findEngine,
  openContainers,
  readCompose,
  readTextFile,
} from "../../src/index.ts";

/** A service's folder with a compose file, and its containers. */
export interface Project extends Disposable {
  readonly folder: TemporaryFolder;
  readonly containers: Containers;
  readonly engine: Engine;
  /** What compose has told of its progress. */
  readonly progress: readonly string[];
  /** By which all that was started for it on this side of the engine is found. */
  readonly mark: ProcessMark;
  /** The same project once more, as another process would have it. */
  reopen(options?: Partial<ContainersOptions>): Containers;
}

export interface ProjectOptions extends Partial<ContainersOptions> {
  readonly compose: string;
  readonly env: Readonly<Record<string, string>>;
}

/** Containers are steered by files in `steer`, which they have as `/steer`. */
export async function openProject({ compose, env: given, ...more }: ProjectOptions): Promise<Project> {
  const folder = temporaryFolder({ "compose.yaml": compose, "steer/.keep": "" });
  const mark = markProcesses();
  const env = { ...given, ...mark.env };
  const found = await findEngine({ env, cwd: folder.path });
  if (!found.ok) throw new Error(JSON.stringify(found.error));
  const file = join(folder.path, "compose.yaml");
  const read = readCompose({ files: [file], read: readTextFile, env });
  if (!read.ok) throw new Error(JSON.stringify(read.error));
  const progress: string[] = [];
  const reopen = (options: Partial<ContainersOptions> = {}) =>
    openContainers({
      engine: found.value,
      project: composeProjectName(folder.path, "api"),
      files: [file],
      projectFolder: folder.path,
      services: read.value.services,
      env,
      signal: new AbortController().signal,
      sink: (line) => progress.push(line),
      ...more,
      ...options,
    });
  return { folder, containers: reopen(), engine: found.value, progress, mark, reopen, [Symbol.dispose]: () => folder[Symbol.dispose]() };
}
