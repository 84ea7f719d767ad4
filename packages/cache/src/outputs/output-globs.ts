import { posix } from "node:path";
import { openGlobs } from "@nix-repo/model";

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

/** @param folder absolute */
export async function outputGlobs({ folder, globs }: { folder: string; globs: readonly string[] }): Promise<OutputGlobs> {
  const { matches, mayHold, bases } = await openGlobs(globs, { folder, root: folder });
  const absolute = (path: string) => (path === "" ? folder : `${folder}/${path}`);
  const texts = globs.filter((glob) => !glob.startsWith("!")).map((glob) => posix.normalize(glob));
  return {
    matches: (path) => matches(absolute(path)),
    mayHold: (path) => mayHold(absolute(path)),
    bases: topMost(bases.map((base) => posix.relative(folder, base))),
    opens: (path) => texts.some((text) => text.startsWith(`${path}/`) && text !== `${path}/`),
  };
}

function topMost(paths: readonly string[]): readonly string[] {
  const unique = [...new Set(paths)].sort();
  return unique.filter((path) => !unique.some((other) => other !== path && isInside(path, other)));
}

/** Everything is inside the empty path. */
export function isInside(path: string, folder: string): boolean {
  return folder === "" || path === folder || path.startsWith(`${folder}/`);
}
