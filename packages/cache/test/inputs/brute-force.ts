import { createHash } from "node:crypto";
import { existsSync, lstatSync, readdirSync, readFileSync, readlinkSync, type Stats } from "node:fs";
import { dirname, join, relative } from "node:path";
import { git } from "@nix-repo/testkit";
import picomatch from "picomatch";
import type { InputsRequest } from "../../src/inputs/input-reader.ts";
import type { InputEntry } from "../../src/inputs/input-root.ts";
import { compareCodePoints } from "../../src/reapi/code-points.ts";

/** What tasks read, found the slow way: by `git ls-files`, and by reading everything. Nothing is remembered. */
export function bruteForce(workspaceRoot: string, requests: readonly InputsRequest[]): InputEntry[][] {
  const listed = listedFiles(workspaceRoot);
  return requests.map((request) => entriesOf(request, { workspaceRoot, listed }));
}

function entriesOf(request: InputsRequest, { workspaceRoot, listed }: { workspaceRoot: string; listed: readonly string[] }): InputEntry[] {
  const { folder, globs, outputs, globalGlobs, always } = request;
  const paths = new Set<string>();
  const addAll = (found: Iterable<string>) => {
    for (const path of found) paths.add(path);
  };
  if (globs === undefined) {
    const written = matcherOf(outputs, folder, workspaceRoot);
    addAll(listed.filter((path) => path.startsWith(`${folder}/`) && !written(path)));
  } else addAll(chosen(globs, { folder, workspaceRoot, listed }));
  addAll(chosen(globalGlobs, { folder: workspaceRoot, workspaceRoot, listed }));
  addAll(always.filter((path) => existsSync(path)));
  return [...paths]
    .map((path) => entryAt(path, workspaceRoot))
    .filter((entry) => entry !== undefined)
    .sort((a, b) => compareCodePoints(a.path, b.path));
}

interface Choice {
  readonly folder: string;
  readonly workspaceRoot: string;
  readonly listed: readonly string[];
}

function chosen(globs: readonly string[], { folder, workspaceRoot, listed }: Choice): string[] {
  const unwanted = globs.filter((glob) => glob.startsWith("!"));
  const leavesOut = matcherOf(
    unwanted.map((glob) => glob.slice(1)),
    folder,
    workspaceRoot,
  );
  return globs
    .filter((glob) => !glob.startsWith("!"))
    .flatMap((glob) => {
      const literal = join(glob.startsWith("//") ? workspaceRoot : folder, glob.replace(/^\/\//, "").replace(/[^/]*[*?[{].*$/, ""));
      return (isIgnored(workspaceRoot, literal) ? filesBelow(literal) : listed).filter(matcherOf([glob], folder, workspaceRoot));
    })
    .filter((path) => !leavesOut(path));
}

function matcherOf(globs: readonly string[], folder: string, root: string): (path: string) => boolean {
  const patterns = globs.map((glob) => (glob.startsWith("//") ? glob.slice(2) : join(relative(root, folder), glob)));
  const matches = picomatch(
    patterns.flatMap((pattern) => [pattern, `${pattern}/**`]),
    { dot: true },
  );
  return (path) => globs.length > 0 && matches(relative(root, path));
}

function isIgnored(root: string, asked: string): boolean {
  // With a slash behind, git takes it for something in it.
  const path = asked.replace(/\/$/, "");
  if (path === root || !existsSync(path)) return false;
  try {
    git(root, "check-ignore", "--quiet", "--no-index", path);
    return true;
  } catch {
    return false;
  }
}

/** Absolute paths of all that git tracks or does not ignore; of repositories within it all files. */
function listedFiles(root: string): string[] {
  const top = git(root, "rev-parse", "--show-toplevel").trim();
  const listed = git(top, "ls-files", "-z", "--cached", "--others", "--exclude-standard").split("\0").filter(Boolean);
  const found = new Set<string>();
  for (const path of new Set(listed.map((each) => join(top, each.replace(/\/$/, ""))))) {
    if (isBehindSymlink(path, top)) continue;
    const nested = nestedAbove(path, top);
    if (nested !== undefined) for (const file of filesBelow(nested, ["node_modules", ".repo"])) found.add(file);
    else if (lookAt(path)?.isDirectory() === false) found.add(path);
  }
  return [...found];
}

function isBehindSymlink(path: string, top: string): boolean {
  for (let at = dirname(path); at.length > top.length; at = dirname(at)) if (lookAt(at)?.isSymbolicLink()) return true;
  return false;
}

function nestedAbove(path: string, top: string): string | undefined {
  let found: string | undefined;
  for (let at = path; at.length > top.length; at = dirname(at)) if (existsSync(join(at, ".git"))) found = at;
  return found;
}

function* below(folder: string, without: readonly string[]): Generator<string> {
  if (lookAt(folder)?.isDirectory() !== true) return;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.name === ".git") continue;
    if (!entry.isDirectory()) yield path;
    else if (!without.includes(entry.name)) yield* below(path, without);
  }
}

function filesBelow(folder: string, without: readonly string[] = []): string[] {
  return [...below(folder.replace(/\/$/, ""), without)];
}

function lookAt(path: string): Stats | undefined {
  try {
    return lstatSync(path);
  } catch {
    return undefined;
  }
}

function entryAt(absolute: string, root: string): InputEntry | undefined {
  const path = relative(root, absolute);
  const look = lookAt(absolute);
  if (look?.isSymbolicLink()) return { path, target: readlinkSync(absolute) };
  if (!look?.isFile()) return undefined;
  const content = readFileSync(absolute);
  const hash = createHash("sha256").update(content).digest("hex");
  return { path, digest: { hash, sizeBytes: content.length }, isExecutable: (look.mode & 0o100) !== 0 };
}
