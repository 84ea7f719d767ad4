import { posix } from "node:path";

/** What a list of globs means, in paths relative to the folder of the globs. */
export interface OutputGlobs {
  matches(path: string): boolean;
  /** Whether anything in a folder can match. Where the folder itself matches, all in it does, less what is taken out again. */
  mayHold(folder: string): boolean;
  /** Where to look: the folders, or files, that the globs name before their first special character; none is inside another. */
  readonly bases: readonly string[];
  /** Whether a glob speaks of what is in a folder, and not of the path alone. */
  opens(path: string): boolean;
}

/** `!` takes out again, whatever stands before it. A folder means all that is in it. */
export async function outputGlobs(globs: readonly string[]): Promise<OutputGlobs> {
  const wanted = await Promise.all(globs.filter((glob) => !glob.startsWith("!")).map(patternOf));
  const unwanted = await Promise.all(globs.filter((glob) => glob.startsWith("!")).map((glob) => patternOf(glob.slice(1))));
  const isUnwanted = (path: string) => unwanted.some(({ matches }) => matches(path));
  return {
    matches: (path) => wanted.some(({ matches }) => matches(path)) && !isUnwanted(path),
    mayHold: (folder) => wanted.some(({ mayHold }) => mayHold(folder)) && !isUnwanted(folder),
    bases: topMost(wanted.map(({ base }) => base)),
    opens: (path) => wanted.some(({ base, isPlain }) => (base === path ? !isPlain : isInside(base, path))),
  };
}

interface Pattern {
  readonly base: string;
  /** A path without anything special. */
  readonly isPlain: boolean;
  matches(path: string): boolean;
  mayHold(folder: string): boolean;
}

async function patternOf(glob: string): Promise<Pattern> {
  const normal = posix.normalize(glob).replace(/\/+$/, "");
  const pattern = normal === "." ? "" : normal;
  const special = pattern.search(SPECIAL);
  if (special === -1) return { ...folderPattern(pattern), isPlain: true };
  const base = pattern.slice(0, Math.max(0, pattern.lastIndexOf("/", special)));
  // So frequent that it is worth not loading a library for it.
  if (pattern === posix.join(base, "**")) return { ...folderPattern(base), isPlain: false };
  // A name may hold a line feed.
  const { default: picomatch } = await import("picomatch");
  const options = { dot: true, flags: "s" };
  const names = pattern.split("/").map((name) => (mayHoldSlash(name) ? undefined : picomatch(name, options)));
  return { base, isPlain: false, matches: picomatch([pattern, `${pattern}/**`], options), mayHold: (folder) => leadsTo(folder, names) };
}

const SPECIAL = /[*?[\]{}()!+@\\]/;

function folderPattern(folder: string): Omit<Pattern, "isPlain"> {
  const matches = (path: string) => isInside(path, folder);
  return { base: folder, matches, mayHold: (path) => matches(path) || isInside(folder, path) };
}

/** Whether one part of a glob, between two slashes, may stand for several names. */
function mayHoldSlash(part: string): boolean {
  const count = (characters: RegExp) => part.match(characters)?.length ?? 0;
  return part.includes("**") || count(/[{([]/g) !== count(/[})\]]/g);
}

/** @param names what tells whether a name is meant, one for each part of the glob; undefined where any number of names may be */
function leadsTo(folder: string, names: readonly (((name: string) => boolean) | undefined)[]): boolean {
  if (folder === "") return true;
  for (const [index, name] of folder.split("/").entries()) {
    const isMeant = names[index];
    if (isMeant === undefined) return true;
    if (!isMeant(name)) return false;
  }
  return true;
}

function topMost(paths: readonly string[]): readonly string[] {
  const unique = [...new Set(paths)].sort();
  return unique.filter((path) => !unique.some((other) => other !== path && isInside(path, other)));
}

/** Everything is inside the empty path. */
export function isInside(path: string, folder: string): boolean {
  return folder === "" || path === folder || path.startsWith(`${folder}/`);
}
