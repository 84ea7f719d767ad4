import { posix, relative } from "node:path";
import { ok, type Result, type Service, type Verb, type Workspace } from "@nix-repo/model";

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
  const written = options.inputs === undefined ? outputs : [];
  const wanted = await globsOf([...inputs, ...written.map((glob) => `!${glob}`)], { folder, root });
  const bases = inputs.filter((glob) => !glob.startsWith("!")).map((glob) => baseOf(glob, { folder, root }));
  return { folders: [...new Set(bases)], matches: wanted };
}

interface Bases {
  /** What a glob is relative to, and what one that begins with `//` is. Absolute. */
  readonly folder: string;
  readonly root: string;
}

/** Whether a path is meant by a list of globs: `!` takes out again, whatever stands before it. A folder means all that is in it. */
async function globsOf(globs: readonly string[], { folder, root }: Bases): Promise<(path: string) => boolean> {
  const { default: picomatch } = await import("picomatch");
  const matcherOf = (glob: string) => {
    const [base, pattern] = glob.startsWith("//") ? [root, glob.slice(2)] : [folder, posix.normalize(glob)];
    const plain = pattern.replace(/\/+$/, "");
    const matches = picomatch([plain, `${plain}/**`], { dot: true });
    return (path: string) => matches(relative(base, path));
  };
  const wanted = globs.filter((glob) => !glob.startsWith("!")).map(matcherOf);
  const unwanted = globs.filter((glob) => glob.startsWith("!")).map((glob) => matcherOf(glob.slice(1)));
  return (path) => wanted.some((matches) => matches(path)) && !unwanted.some((matches) => matches(path));
}

/** The part of a glob before its first special character: a folder, or a file where nothing in it is special. */
function baseOf(glob: string, { folder, root }: Bases): string {
  const [base, pattern] = glob.startsWith("//") ? [root, glob.slice(2)] : [folder, glob];
  const special = pattern.search(/[*?[\]{}()!+@]/);
  const plain = special === -1 ? pattern : pattern.slice(0, pattern.lastIndexOf("/", special) + 1);
  return posix.join(base, plain).replace(/(?<=.)\/$/, "");
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
