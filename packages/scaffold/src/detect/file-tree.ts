/** The files of a repository by their folders. Paths are relative to the workspace's root, with slashes; the root itself is `.`. */
export interface FileTree {
  /** Every folder that holds a file, at whatever depth: those above before those below. */
  readonly folders: readonly string[];
  /** Names of the files in a folder. */
  names(folder: string): ReadonlySet<string>;
  /** Names of the folders in a folder. */
  foldersIn(folder: string): ReadonlySet<string>;
  /** A file's text, read once; undefined where it cannot be read (it is listed and gone, or not text). */
  read(path: string): string | undefined;
}

export interface Listing {
  /** All files that git does not ignore. */
  readonly paths: readonly string[];
  readonly read: (path: string) => string | undefined;
}

export function fileTree({ paths, read }: Listing): FileTree {
  const contents = new Map<string, { readonly files: Set<string>; readonly folders: Set<string> }>();
  const enter = (folder: string) => {
    const known = contents.get(folder);
    if (known !== undefined) return known;
    const made = { files: new Set<string>(), folders: new Set<string>() };
    contents.set(folder, made);
    if (folder !== ".") enter(parentOf(folder)).folders.add(nameOf(folder));
    return made;
  };
  enter(".");
  for (const path of paths) enter(parentOf(path)).files.add(nameOf(path));
  const texts = new Map<string, string | undefined>();
  return {
    folders: [...contents.keys()].sort((a, b) => depthOf(a) - depthOf(b) || (a < b ? -1 : 1)),
    names: (folder) => contents.get(folder)?.files ?? NOTHING,
    foldersIn: (folder) => contents.get(folder)?.folders ?? NOTHING,
    read(path) {
      if (!texts.has(path)) texts.set(path, read(path));
      return texts.get(path);
    },
  };
}

const NOTHING: ReadonlySet<string> = new Set();

export function parentOf(path: string): string {
  const slash = path.lastIndexOf("/");
  return slash === -1 ? "." : path.slice(0, slash);
}

export function nameOf(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

/** A path below a folder. */
export function below(folder: string, path: string): string {
  return folder === "." ? path : `${folder}/${path}`;
}

/** Whether a path is a folder, or in it. */
export function isWithin(path: string, folder: string): boolean {
  return folder === "." || path === folder || path.startsWith(`${folder}/`);
}

/** The way from a folder to what is in it. */
export function wayFrom(folder: string, path: string): string {
  return folder === "." ? path : path.slice(folder.length + 1);
}

export function depthOf(folder: string): number {
  return folder === "." ? 0 : folder.split("/").length;
}
