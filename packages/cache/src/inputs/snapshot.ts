/** What is kept of one part of a task's inputs: what was looked at, so that one look at each tells whether all is as it was. */
export interface Snapshot {
  readonly starts: readonly KeptStart[];
  /** Name of the set of tracked paths; empty where none matters. */
  tracked: string;
  readonly folders: readonly KeptFolder[];
  /** Sorted by path; what counts in any case may be absent. */
  files: readonly KeptFile[];
  /** Of the whole input tree, together with the shared part that it was made with. */
  root: KeptRoot | undefined;
}

export const SNAPSHOT_VERSION = 2;

export interface KeptRoot {
  /** Hash of the shared part's own tree. */
  readonly shared: string;
  readonly hash: string;
  readonly sizeBytes: number;
  readonly count: number;
}

/** Where a walk started. */
export interface KeptStart {
  /** Relative to the workspace's root, empty for itself; it may begin with `../`. */
  readonly path: string;
  /** Of git, from outside of it; empty where no git is. */
  readonly rules: string;
  /** "link": a service's folder that is a symlink to one. */
  readonly kind: "folder" | "link" | "file" | "none";
  /** Whether git ignores it; of folders that git was asked about. */
  readonly ignored?: boolean;
}

/**
 * How the names in a folder are judged.
 * - "git": what git ignores does not count, unless it is tracked
 * - "tracked": within a folder that is ignored: what is tracked counts alone
 * - "all": all counts but git's own and our state
 * - "plain": where no git is, likewise without `node_modules`
 */
export type Mode = "git" | "tracked" | "all" | "plain";

export interface KeptFolder {
  readonly path: string;
  readonly mode: Mode;
  /** Looked at behind the symlink that it is. */
  readonly isLink?: true;
  /** mtime, ctime, inode. */
  look: readonly [number, number, number];
  /**
   * Each with what it is in front, joined by slashes:
   * f a file or symlink that counts, d a folder that was walked; t, T the same, ignored by git but tracked;
   * i, I a file or folder that is ignored; x, X one that no glob means; s something else (a pipe, a socket); n git's own or our state.
   */
  names: string;
  /** The same of names that are gone, as far as git was asked (f and d stand for what it does not ignore), and of folders of outputs that are still to come (X). */
  gone: string;
  /** Of its `.gitignore`, where rules count. */
  readonly rules?: KeptRules;
}

export interface KeptRules {
  readonly name: string;
  /** Empty where the file counts: then it is looked at with the others. */
  signature: string;
}

/** Where it is, relative to the workspace's root; the hash of a file, `>` and the target of a symlink, or `-` where there is nothing; size, mtime, ctime, inode, mode. */
export type KeptFile = [path: string, content: string, size: number, mtimeMs: number, ctimeMs: number, ino: number, mode: number];

/** Of a `KeptFile`. */
export const ABSENT = "-";

/** A time that no file has: it is looked into again. */
export const NEVER = -1;

/** Apart by what they are. */
export function* keptNames(text: string): Generator<[kind: string, name: string]> {
  if (text === "") return;
  for (const each of text.split("/")) yield [each[0] ?? "", each.slice(1)];
}
