import { existsSync } from "node:fs";
import { basename, dirname, join, relative, resolve } from "node:path";

/** A flake as Nix takes it on the command line, and the folder to start Nix in. */
export interface FlakeReference {
  readonly reference: string;
  readonly cwd: string;
}

/**
 * How to name a flake so that every version of Nix understands.
 *
 * A flake in a folder whose path holds a space or anything beyond ASCII is understood by Nix 2.26 as `.`, but 2.8 makes an invalid URL of it
 * (measured): there the URL that `.` stands for is spelt out, with percent signs.
 *
 * @param flake as the registry writes it: `.`, `./nix`, `github:owner/repo`
 * @param root absolute path of the workspace
 */
export function flakeReference(flake: string, root: string): FlakeReference {
  if (!isFolderPath(flake)) return { reference: flake, cwd: root };
  const folder = resolve(root, flake);
  if (/^[A-Za-z0-9._~/+@=,-]*$/.test(folder)) return { reference: flake, cwd: root };
  const { flakeFolder, gitRoot } = enclosing(folder);
  if (gitRoot === undefined) return { reference: "path:.", cwd: flakeFolder };
  const below = relative(gitRoot, flakeFolder);
  const parameters = [
    ...(below === "" ? [] : [`dir=${percentEncoded(below)}`]),
    // What `.` adds for a shallow clone.
    ...(existsSync(join(gitRoot, ".git/shallow")) ? ["shallow=1"] : []),
  ];
  return { reference: `git+file://${percentEncoded(gitRoot)}${parameters.length > 0 ? `?${parameters.join("&")}` : ""}`, cwd: root };
}

/** `.`, `./x`, `../x`, `/x`; whatever else is a URL or a name in Nix's registry. */
export function isFolderPath(flake: string): boolean {
  return /^(\.{1,2}$|\.{0,2}\/)/.test(flake);
}

/** Nix looks upwards for flake.nix, no further than the git repository. */
function enclosing(start: string): { flakeFolder: string; gitRoot: string | undefined } {
  let flakeFolder: string | undefined;
  for (let folder = start; ; folder = dirname(folder)) {
    if (flakeFolder === undefined && existsSync(join(folder, "flake.nix"))) flakeFolder = folder;
    if (existsSync(join(folder, ".git"))) return { flakeFolder: flakeFolder ?? start, gitRoot: folder };
    if (basename(folder) === "") return { flakeFolder: flakeFolder ?? start, gitRoot: undefined };
  }
}

/** A path within a URL. */
export function percentEncoded(path: string): string {
  return path.split("/").map(encodeURIComponent).join("/");
}
