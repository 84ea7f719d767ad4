import { posix } from "node:path";

/** Which paths a list of globs means: `!` takes out again, whatever stands before it, and a folder means all that is in it. All paths are absolute. */
export interface Globs {
  /** What holds everything that is meant: folders, or files where nothing in a glob is special. */
  readonly bases: readonly string[];
  matches(path: string): boolean;
  /** Whether a `!` takes this out, and with it all that is in it. */
  leavesOut(path: string): boolean;
  /** Whether anything in a folder can be meant. */
  mayHold(folder: string): boolean;
}

export interface GlobFolders {
  /** What a glob is relative to. */
  readonly folder: string;
  /** What one is relative to that begins with `//`. */
  readonly root: string;
}

/** The library that knows globs is loaded only where one needs it: a folder, a file and `dist/**` do not. */
export async function openGlobs(globs: readonly string[], folders: GlobFolders): Promise<Globs> {
  const wanted = await patternsOf(
    globs.filter((glob) => !glob.startsWith("!")),
    folders,
  );
  const unwanted = await patternsOf(
    globs.filter((glob) => glob.startsWith("!")).map((glob) => glob.slice(1)),
    folders,
  );
  const leavesOut = (path: string) => unwanted.some(({ matches }) => matches(path));
  return {
    bases: [...new Set(wanted.map(({ base }) => base))],
    matches: (path) => wanted.some(({ matches }) => matches(path)) && !leavesOut(path),
    leavesOut,
    mayHold: (folder) => wanted.some(({ mayHold }) => mayHold(folder)) && !leavesOut(folder),
  };
}

/** One glob. */
interface Pattern {
  readonly base: string;
  matches(path: string): boolean;
  mayHold(folder: string): boolean;
}

function patternsOf(globs: readonly string[], folders: GlobFolders): Promise<Pattern[]> {
  return Promise.all(globs.map((glob) => patternOf(glob, folders)));
}

async function patternOf(glob: string, folders: GlobFolders): Promise<Pattern> {
  const { base, rest } = splitGlob(glob, folders);
  const inside = (path: string) => isInside(path, base);
  if (rest === "") return { base, matches: inside, mayHold: (folder) => inside(folder) || isInside(base, folder) };
  const start = base === "/" ? 1 : base.length + 1;
  const matches = await matcherOf(rest);
  const parts = await Promise.all(partsOf(rest).map(matcherOf));
  return {
    base,
    matches: (path) => inside(path) && matches(path.slice(start)),
    mayHold(folder) {
      if (isInside(base, folder)) return true;
      if (!inside(folder)) return false;
      const names = folder.slice(start).split("/");
      return parts.every((part, i) => i >= names.length || part(names[i] ?? ""));
    },
  };
}

/** @returns `base`: the part before the first special character, a folder or a file, absolute; `rest`: what is to be matched in it, empty for all */
function splitGlob(glob: string, { folder, root }: GlobFolders): { base: string; rest: string } {
  const [from, text] = glob.startsWith("//") ? [root, glob.slice(2)] : [folder, glob];
  const pattern = posix
    .normalize(text)
    .replace(/\/+$/, "")
    .replace(/(^|\/)\*\*$/, "");
  const special = pattern.search(/[*?[\]{}()\\]/);
  const end = special === -1 ? pattern.length : pattern.lastIndexOf("/", special) + 1;
  return { base: posix.join(from, pattern.slice(0, end)).replace(/(?<=.)\/$/, ""), rest: pattern.slice(end) };
}

/** What the names of folders on the way have to match, as far as each stands for one. */
function partsOf(pattern: string): string[] {
  // Braces, brackets and parentheses may hold slashes.
  const plain = /[[\]{}()\\]/.exec(pattern)?.index ?? pattern.length;
  const whole = plain === pattern.length ? pattern : pattern.slice(0, pattern.lastIndexOf("/", plain) + 1);
  const parts = whole.split("/").filter((part) => part !== "");
  const many = parts.indexOf("**");
  return many === -1 ? parts : parts.slice(0, many);
}

/** Services say the same of themselves: each glob is understood once. */
function matcherOf(pattern: string): Promise<(path: string) => boolean> {
  let matcher = matchers.get(pattern);
  if (matcher === undefined) {
    // A name may hold a line feed.
    const options = { dot: true, flags: "s" };
    matcher = import("picomatch").then(({ default: picomatch }) => picomatch([pattern, `${pattern}/**`], options));
    matchers.set(pattern, matcher);
  }
  return matcher;
}

const matchers = new Map<string, Promise<(path: string) => boolean>>();

function isInside(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder === "/" ? folder : `${folder}/`);
}
