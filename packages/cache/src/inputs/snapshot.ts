/** What is kept of one part of a task's inputs: what was looked at, so that one look at each tells whether all is as it was. */
export interface Snapshot {
  readonly version: number;
  /** What it answers, as text: files are named by a short hash, and two questions may share one. */
  readonly asked: string;
  readonly starts: readonly KeptStart[];
  /** Name of the set of tracked paths; empty where none matters. */
  tracked: string;
  readonly folders: readonly KeptFolder[];
  /** Sorted by path; what counts in any case may be absent. */
  files: readonly KeptFile[];
  /** Of the whole input tree, together with the shared part that it was made with. */
  root: KeptRoot | undefined;
  /** Day of its last use, counted from the epoch. */
  day: number;
}

export const SNAPSHOT_VERSION = 1;

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
  /** The same of names that are gone, as far as git was asked: f and d stand for what it does not ignore. */
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

/**
 * The file in which a part is kept.
 * @param folder relative to the workspace's root
 * @param rest what else is asked, as text
 */
export function snapshotName(folder: string, rest: string): string {
  return `${folderPrefix(folder)}${shortHash(rest)}.json`;
}

/** Of all that is kept of a folder, whatever is asked about it. */
export function folderPrefix(folder: string): string {
  const name = encodeURIComponent(folder);
  // File systems allow 255 bytes; a whole write adds some.
  return `${name.length > 150 ? shortHash(folder) : name}-`;
}

/** Services are asked about in the same words. */
function shortHash(text: string): string {
  let hash = hashes.get(text);
  if (hash === undefined) {
    hash = hashText(text);
    hashes.set(text, hash);
  }
  return hash;
}

const hashes = new Map<string, string>();

/** 53 bits, for names alone: a start on kept inputs does not load a digest. After "cyrb53" by bryc (public domain). */
function hashText(text: string): string {
  let [a, b] = [0xdeadbeef, 0x41c6ce57];
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    a = Math.imul(a ^ unit, 2654435761);
    b = Math.imul(b ^ unit, 1597334677);
  }
  a = Math.imul(a ^ (a >>> 16), 2246822507) ^ Math.imul(b ^ (b >>> 13), 3266489909);
  b = Math.imul(b ^ (b >>> 16), 2246822507) ^ Math.imul(a ^ (a >>> 13), 3266489909);
  return (4294967296 * (2097151 & b) + (a >>> 0)).toString(36);
}
