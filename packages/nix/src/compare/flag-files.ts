import { relative, resolve } from "node:path";
import { isBelow } from "../keep/plan.ts";
import { physicalPath } from "./physical-path.ts";

export interface FlagFilesOptions {
  /** Absolute: where Nix is started, which relative paths start from. */
  readonly workspaceRoot: string;
  /** Absolute path of the top of the work tree. */
  readonly workTree: string;
  readonly changedFiles: readonly string[];
}

/**
 * A folder or file of the repository that a flag for Nix names (`--override-input lib path:./lib`), and that may have changed: on both sides Nix would take
 * it as it is now.
 * @returns as the flag writes it; undefined where there is none
 */
export function changedPathInFlags(flags: readonly string[], options: FlagFilesOptions): string | undefined {
  return flags.find((flag) => {
    const path = PATH.exec(flag);
    if (path === null) return false;
    const { scheme = "", url = "", plain = "" } = path.groups ?? {};
    const below = belowTop(url === "" ? plain : decoded(url), options);
    // What git knows of is taken with all of its repository.
    const folder = below !== undefined && scheme !== "path:" ? "" : below;
    return folder !== undefined && options.changedFiles.some((file) => isBelow(file, folder));
  });
}

const PATH = /^(?<scheme>path:|git\+file:)(?:\/\/(?=\/))?(?<url>[^?#]*)|^(?<plain>\.{1,2}(?=$|[/?#])[^?#]*|\/[^?#]*)/;

function belowTop(place: string, { workspaceRoot, workTree }: FlagFilesOptions): string | undefined {
  const below = relative(physicalPath(workTree), physicalPath(resolve(workspaceRoot, place)));
  return below === ".." || below.startsWith("../") ? undefined : below;
}

function decoded(place: string): string {
  try {
    return decodeURIComponent(place);
  } catch {
    return place;
  }
}
