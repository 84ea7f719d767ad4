import { shellWord } from "../shell-word.ts";
import { below, type FileTree, isWithin, nameOf, wayFrom } from "./file-tree.ts";
import type { LeftOut, Project } from "./found-service.ts";
import { isLeftAlone } from "./left-alone.ts";

interface DotnetProject {
  readonly folder: string;
  readonly file: string;
  readonly isTest: boolean;
  readonly isProgram: boolean;
  /** Folders of the projects that it references. */
  readonly references: readonly string[];
}

/**
 * The services among the projects of .NET. A solution with one program at most is one service, with its tests. Otherwise each project is one, and
 * the projects that test it are run by its `test`.
 * @param elsewhere folders of projects in other languages
 */
export function findDotnetProjects(
  tree: FileTree,
  { elsewhere }: { elsewhere: readonly string[] },
): { projects: Project[]; leftOut: LeftOut[] } {
  const folders = tree.folders.filter((folder) => !isLeftAlone(folder));
  let open = folders.flatMap((folder) => dotnetProjectIn(folder, tree) ?? []);
  const projects: Project[] = [];
  const leftOut: LeftOut[] = [];
  for (const folder of folders) {
    const solution = [...tree.names(folder)].sort().find((name) => /\.slnx?$/.test(name));
    const inside = solution === undefined ? [] : open.filter((project) => isWithin(project.folder, folder));
    if (solution === undefined || inside.length === 0 || inside.some((project) => project.folder === folder)) continue;
    const programs = inside.filter(({ isProgram }) => isProgram);
    const holdsOthers = elsewhere.some((other) => isWithin(other, folder));
    if (programs.length > 1 || holdsOthers) continue;
    projects.push({ folder, kind: "dotnet", manifest: solution, ownName: solution.replace(/\.slnx?$/, ""), ...devOf(programs, folder) });
    leftOut.push(...inside.map(({ folder: part, isTest }) => ({ folder: part, why: isTest ? "tests" : "part", of: folder }) as const));
    open = open.filter((project) => !inside.includes(project));
  }
  const testers = new Map<DotnetProject, DotnetProject[]>();
  for (const tests of open.filter(({ isTest }) => isTest)) {
    const tested = testedBy(tests, open);
    if (tested !== undefined) testers.set(tested, [...(testers.get(tested) ?? []), tests]);
  }
  const run = new Set([...testers.values()].flat());
  for (const project of open) {
    if (run.has(project)) continue;
    const tests = testers.get(project) ?? [];
    projects.push({ ...aboutProject(project), ...testsOf(project, tests) });
    leftOut.push(...tests.map(({ folder }) => ({ folder, why: "tests", of: project.folder }) as const));
  }
  return { projects, leftOut };
}

function dotnetProjectIn(folder: string, tree: FileTree): DotnetProject | undefined {
  const file = [...tree.names(folder)].sort().find((name) => /\.(cs|fs|vb)proj$/.test(name));
  const text = file === undefined ? undefined : tree.read(below(folder, file))?.replaceAll(/<!--[\s\S]*?-->/g, "");
  if (file === undefined || text === undefined) return undefined;
  const isTest = /Microsoft\.NET\.Test\.Sdk|<IsTestProject>\s*true|Sdk="MSTest/i.test(text) || /[.\w]Tests?\.\w+proj$/.test(file);
  const isProgram = !isTest && /Sdk="Microsoft\.NET\.Sdk\.(Web|Worker|BlazorWebAssembly)"|<OutputType>\s*(Win)?Exe/i.test(text);
  const references = [...text.matchAll(/<ProjectReference\s[^>]*?Include\s*=\s*["']([^"']+)/g)].flatMap(
    ([, path = ""]) => folderOf(path, folder) ?? [],
  );
  return { folder, file, isTest, isProgram, references };
}

/** The folder of a project that another one references by its path. */
function folderOf(reference: string, folder: string): string | undefined {
  const parts = folder === "." ? [] : folder.split("/");
  for (const part of reference.replaceAll("\\", "/").split("/").slice(0, -1)) {
    if (part === "..") {
      if (parts.pop() === undefined) return undefined;
    } else if (part !== "." && part !== "") parts.push(part);
  }
  return parts.join("/") || ".";
}

/** By its name, as `Shop.Api.Tests` tests `Shop.Api`; or the only project that it references. */
function testedBy(tests: DotnetProject, all: readonly DotnetProject[]): DotnetProject | undefined {
  const referenced = all.filter(({ folder, isTest }) => !isTest && tests.references.includes(folder));
  const name = stem(tests);
  return referenced.find((project) => name.startsWith(stem(project))) ?? (referenced.length === 1 ? referenced[0] : undefined);
}

function aboutProject(project: DotnetProject): Project {
  return { folder: project.folder, kind: "dotnet", manifest: project.file, ownName: stem(project) };
}

function stem({ file }: DotnetProject): string {
  return nameOf(file).replace(/\.\w+proj$/, "");
}

/** A solution as such cannot be started. */
function devOf([program]: readonly DotnetProject[], folder: string): Pick<Project, "verbs"> {
  if (program === undefined) return {};
  const run = ["dotnet", "watch", "--project", wayFrom(folder, program.folder), "run"];
  return { verbs: { dev: { run, persistent: true } } };
}

function testsOf({ folder }: DotnetProject, tests: readonly DotnetProject[]): Pick<Project, "verbs"> {
  const [first, ...others] = tests.map((project) => wayBetween(folder, project.folder));
  if (first === undefined) return {};
  const run =
    others.length === 0
      ? ["dotnet", "test", "--nologo", first]
      : [first, ...others].map((way) => `dotnet test --nologo ${shellWord(way)}`).join("\n");
  const outside = tests.filter((project) => !isWithin(project.folder, folder));
  const inputs = outside.length === 0 ? {} : { inputs: ["**", ...outside.map((project) => `//${asGlob(project.folder)}/**`)] };
  return { verbs: { test: { run, ...inputs } } };
}

function wayBetween(from: string, to: string): string {
  if (isWithin(to, from)) return wayFrom(from, to);
  const [a, b] = [from.split("/"), to === "." ? [] : to.split("/")];
  let common = 0;
  while (common < a.length && a[common] === b[common]) common += 1;
  return [...a.slice(common).map(() => ".."), ...b.slice(common)].join("/");
}

/** A path whose characters stand for themselves. */
function asGlob(path: string): string {
  return path.replaceAll(/[*?[\]{}()!\\]/g, "\\$&");
}
