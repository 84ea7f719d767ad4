import { ok, openGlobs, type Result, type Service, type Verb, type Workspace } from "@nix-repo/model";

/** The files that a task reads, as far as its definition tells. */
export interface TaskInputs {
  /** Absolute paths of what holds them all. */
  readonly folders: readonly string[];
  /** @param path absolute */
  matches(path: string): boolean;
}

/**
 * What the verb says under `inputs`, or else its service's own files without its `outputs`; and the files of all services that its service depends on.
 * Fails as a service does that cannot be read.
 */
export async function taskInputs(verb: Verb, workspace: Workspace): Promise<Result<TaskInputs>> {
  const needed = await servicesBelow(verb.service, workspace);
  if (!needed.ok) return needed;
  const own = await ownInputs(verb, workspace.root);
  const folders = needed.value.map(({ folder }) => folder);
  return ok({
    folders: [...own.folders, ...folders],
    matches: (path) => own.matches(path) || folders.some((folder) => isInside(path, folder)),
  });
}

async function ownInputs({ service: { folder }, options }: Verb, root: string): Promise<TaskInputs> {
  const { inputs = ["**"], outputs = [] } = options;
  const wanted = await openGlobs(inputs, { folder, root });
  const written = await openGlobs(options.inputs === undefined ? outputs : [], { folder, root });
  return { folders: wanted.bases, matches: (path) => wanted.matches(path) && !written.matches(path) };
}

async function servicesBelow(service: Service, workspace: Workspace): Promise<Result<readonly Service[]>> {
  const found = new Map<string, Service>();
  const open = [...service.dependsOn];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (found.has(name)) continue;
    const next = await workspace.service(name);
    if (!next.ok) return next;
    found.set(name, next.value);
    open.push(...next.value.dependsOn);
  }
  return ok([...found.values()]);
}

function isInside(path: string, folder: string): boolean {
  return path === folder || path.startsWith(`${folder}/`);
}
