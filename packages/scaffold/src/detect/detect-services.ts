import { join } from "node:path";
import { belongsTo, localReferences } from "../manifests/local-dependencies.ts";
import type { WorkspaceLayout } from "../manifests/manifest.ts";
import { readManifestDependencies, type UnreadableManifest } from "../manifests/read-manifests.ts";
import { findBesides } from "./besides.ts";
import { findDotnetProjects } from "./dotnet-projects.ts";
import { below, depthOf, type FileTree, isWithin, parentOf, wayFrom } from "./file-tree.ts";
import { findProjects } from "./find-projects.ts";
import type { FoundService, LeftOut, Project } from "./found-service.ts";
import { leadsToTests, purposeOf } from "./left-alone.ts";
import { hasOwnCode } from "./own-code.ts";
import { serviceNames } from "./service-names.ts";
import { type Edge, withoutCircles } from "./without-circles.ts";

export interface Detection {
  /** In the order of their folders. */
  readonly services: readonly FoundService[];
  readonly leftOut: readonly LeftOut[];
  /** Dependencies that are left out, since with them services would depend on each other in a circle. */
  readonly circles: readonly Edge[];
  readonly unreadable: readonly UnreadableManifest[];
}

export interface DetectOptions {
  readonly tree: FileTree;
  /** Absolute path of the workspace. */
  readonly root: string;
}

/** Finds the services of a repository by its manifests, and which of them depends on which. */
export async function detectServices({ tree, root }: DetectOptions): Promise<Detection> {
  const others = await findProjects(tree);
  const presets = others.filter(({ kind }) => kind !== "other");
  const dotnet = findDotnetProjects(tree, { elsewhere: presets.map(({ folder }) => folder) });
  // Where several manifests stand in one folder, a preset goes before none.
  const taken = new Set(dotnet.projects.map(({ folder }) => folder));
  const all = [...others.filter(({ folder }) => !taken.has(folder)), ...dotnet.projects].sort(
    (a, b) => depthOf(a.folder) - depthOf(b.folder) || (a.folder < b.folder ? -1 : 1),
  );
  const chosen = await chooseServices(all, { tree, root });
  const names = serviceNames(chosen.services, root);
  const needs = await dependenciesOf(chosen.services, { names, root, tree });
  const byFolder = chosen.services.toSorted((a, b) => (a.folder < b.folder ? -1 : 1));
  const services = byFolder.map((project): FoundService => {
    const name = nameIn(names, project.folder);
    return { ...project, name, dependsOn: needs.dependsOn.get(name) ?? [], besides: findBesides(project.folder, tree) };
  });
  const leftOut = [...chosen.leftOut, ...dotnet.leftOut].sort((a, b) => (a.folder < b.folder ? -1 : 1));
  return { services, leftOut, circles: needs.circles, unreadable: needs.unreadable };
}

interface Chosen {
  readonly services: readonly Project[];
  readonly leftOut: readonly LeftOut[];
}

/** @param projects those above before those below */
async function chooseServices(projects: readonly Project[], { tree, root }: DetectOptions): Promise<Chosen> {
  const leftOut: LeftOut[] = [];
  const wanted: Project[] = [];
  const isMember = membership(root);
  for (const project of projects) {
    const why = purposeOf(project.folder);
    if (why === undefined || (await isMember(project))) wanted.push(project);
    else leftOut.push({ folder: project.folder, why });
  }
  const services: Project[] = [];
  const heldBy = holdersAmong(wanted);
  const subpaths = await subpathsAmong(wanted, { tree, isMember });
  for (const project of wanted) {
    const why = await whyNone(project);
    if (why === undefined) services.push(project);
    else leftOut.push({ folder: project.folder, ...why });
  }
  return { services, leftOut };

  async function whyNone(project: Project): Promise<Omit<LeftOut, "folder"> | undefined> {
    const { folder } = project;
    const owner = services.findLast((service) => isWithin(folder, service.folder));
    if (owner !== undefined) {
      const of = owner.folder;
      if (leadsToTests(wayFrom(of, folder)) && !(await isMember(project))) return { why: "tests", of };
      if (isPartOf(project, { owner, subpaths })) return { why: "part", of };
    }
    const inside = heldBy.get(folder) ?? [];
    const holds = inside.some(
      (other) => other.kind !== "other" && !leadsToTests(wayFrom(folder, other.folder)) && !isPartOf(other, { owner: project, subpaths }),
    );
    if (!holds || hasOwnCode(project, { tree, taken: new Set(inside.map((other) => other.folder)) })) return undefined;
    return { why: "holder" };
  }
}

/** Who cannot be a service beside the one above: modules of a build in a language without a preset, and folders that only say how they are imported. */
function isPartOf({ folder, kind, manifest }: Project, { owner, subpaths }: { owner: Project; subpaths: ReadonlySet<string> }): boolean {
  if (kind !== "other") return owner.kind === "node" && subpaths.has(folder);
  // Below a repository's root there may be anything; below any other folder it belongs together.
  return (
    owner.folder !== "." || manifest.replace(".kts", "") === owner.manifest.replace(".kts", "") || /^(android|ios|macos)(\/|$)/.test(folder)
  );
}

/**
 * The folders by which a part of a package is imported, as `package/react`: their package.json has nothing to run, needs nothing, has its code elsewhere, and
 * is in no workspace.
 */
async function subpathsAmong(
  projects: readonly Project[],
  { tree, isMember }: { tree: FileTree; isMember: IsMember },
): Promise<ReadonlySet<string>> {
  const found = new Set<string>();
  for (const project of projects) {
    if (project.kind !== "node") continue;
    const text = tree.read(below(project.folder, project.manifest)) ?? "";
    const isBare = !/"(scripts|dependencies|devDependencies)"\s*:/.test(text);
    const isElsewhere = text.includes('"../') || tree.names(project.folder).size + tree.foldersIn(project.folder).size === 1;
    if (isBare && isElsewhere && !(await isMember(project))) found.add(project.folder);
  }
  return found;
}

/** By each folder the projects below it. */
function holdersAmong(projects: readonly Project[]): ReadonlyMap<string, readonly Project[]> {
  const folders = new Set(projects.map(({ folder }) => folder));
  const held = new Map<string, Project[]>();
  for (const project of projects) {
    for (let at = project.folder; at !== "."; ) {
      at = parentOf(at);
      if (!folders.has(at)) continue;
      const known = held.get(at);
      if (known === undefined) held.set(at, [project]);
      else known.push(project);
    }
  }
  return held;
}

/** Whether a workspace that a package manager knows names the project as one of its own. */
type IsMember = (project: Project) => Promise<boolean>;

function membership(root: string): IsMember {
  const layouts = new Map<string, Promise<readonly WorkspaceLayout[]>>();
  const layoutsIn = (folder: string) => {
    const known = layouts.get(folder) ?? readManifestDependencies(join(root, folder)).then((read) => read.layouts);
    layouts.set(folder, known);
    return known;
  };
  return async ({ folder }) => {
    for (let at = folder; at !== "."; ) {
      at = parentOf(at);
      // Cargo takes in whatever it is led to; whoever lists a folder means it.
      for (const layout of await layoutsIn(at)) if (await belongsTo({ ...layout, takesAllBelow: false }, join(root, folder))) return true;
    }
    return false;
  };
}

interface Needs extends Pick<Detection, "circles" | "unreadable"> {
  readonly dependsOn: ReadonlyMap<string, readonly string[]>;
}

async function dependenciesOf(
  services: readonly Project[],
  { names, root, tree }: { names: ReadonlyMap<string, string> } & DetectOptions,
): Promise<Needs> {
  const folders = services.map(({ folder }) => folder);
  const byPath = new Map(folders.map((folder) => [join(root, folder), nameIn(names, folder)]));
  const { references, unreadable } = await localReferences([...byPath.keys()], root);
  const dependsOn = new Map<string, readonly string[]>([...names.values()].sort().map((name) => [name, []]));
  for (const { from, to } of references) {
    const name = byPath.get(from);
    const needed = byPath.get(to);
    if (name !== undefined && needed !== undefined) dependsOn.set(name, [...new Set([...(dependsOn.get(name) ?? []), needed])].sort());
  }
  const projects = new Map(services.map((project) => [nameIn(names, project.folder), project]));
  const circles = await withoutCircles(dependsOn, { projects, tree });
  return { dependsOn, circles, unreadable };
}

function nameIn(names: ReadonlyMap<string, string>, folder: string): string {
  const name = names.get(folder);
  if (name === undefined) throw new Error(`no name was given to ${folder}`);
  return name;
}
