import type { Dirent } from "node:fs";
import { type IgnoreRules, rulesName, type TrackedPaths } from "./ignore-rules.ts";
import type { InputTree } from "./input-tree.ts";
import { isFile, isFolder, isSymlink, lookAt, settingSignature } from "./look.ts";
import { isAsBefore, type KnownFiles, readFile } from "./read-file.ts";
import { ABSENT, type KeptFile, type KeptFolder, keptNames, type Snapshot } from "./snapshot.ts";
import { lengthToSkip } from "./walk.ts";

/**
 * - "same": all is as it was
 * - "moved": the same files count; the snapshot says now what they are like
 * - "differs": others may count
 */
export type Standing = "same" | "moved" | "differs";

export interface StandsOptions {
  readonly tree: InputTree;
  readonly rules: IgnoreRules | undefined;
  readonly known: KnownFiles;
}

/** Whether a snapshot still tells what counts, by one look at everything. Throws `Unreadable`. */
export function stands(snapshot: Snapshot, options: StandsOptions): Standing {
  if (!startsStand(snapshot, options)) return "differs";
  const folders = foldersStand(snapshot, options);
  if (folders === "differs") return folders;
  const tracked = trackedStand(snapshot, options);
  if (tracked === "differs") return tracked;
  const files = filesStand(snapshot, options);
  return files === "same" && folders === "same" ? tracked : files === "differs" ? files : "moved";
}

function startsStand({ starts }: Snapshot, { tree, rules }: StandsOptions): boolean {
  return starts.every((start) => {
    const path = tree.absolute(start.path);
    if (start.rules !== rulesOutside(path, rules)) return false;
    return start.kind === "folder" || kindAt(path) === (start.kind === "link" ? "file" : start.kind);
  });
}

/** What a walk can start at. A folder is looked at as one. */
export function kindAt(path: string): "folder" | "file" | "none" {
  const look = lookAt(path);
  if (look === undefined) return "none";
  return isFolder(look) ? "folder" : isFile(look) || isSymlink(look) ? "file" : "none";
}

/** Those that say whether a path itself is ignored; empty where git has no say. */
export function rulesOutside(path: string, rules: IgnoreRules | undefined): string {
  if (rules === undefined) return "";
  const { workTree } = rules.repository;
  if (path === workTree) return rules.outermost;
  return path.startsWith(workTree === "/" ? workTree : `${workTree}/`) ? rules.within(path.slice(0, path.lastIndexOf("/")) || "/") : "";
}

function foldersStand({ folders }: Snapshot, { tree }: StandsOptions): Standing {
  let standing: Standing = "same";
  for (const folder of folders) {
    const path = tree.absolute(folder.path);
    const nowMs = Date.now();
    const look = folder.isLink ? tree.lookBehind(path) : lookAt(path);
    if (look === undefined || !isFolder(look)) return "differs";
    if (look.ctimeMs !== folder.look[1] || look.mtimeMs !== folder.look[0] || look.ino !== folder.look[2]) {
      const found = tree.readFolder(path);
      if (found === undefined || !namesStand(folder, found)) return "differs";
      folder.look = tree.keptLook(look, nowMs);
      standing = "moved";
    }
    if (folder.rules !== undefined && folder.rules.signature !== "") {
      const file = `${path}/.gitignore`;
      const signature = settingSignature(file, nowMs);
      if (signature !== folder.rules.signature) {
        if (rulesName(file) !== folder.rules.name) return "differs";
        folder.rules.signature = signature;
        standing = "moved";
      }
    }
  }
  return standing;
}

/** Whether the same names count. Those that do not may come and go, where that is known of them. */
function namesStand(folder: KeptFolder, found: readonly Dirent[]): boolean {
  const kept = new Map([...keptNames(folder.names)].map(([kind, name]) => [name, kind]));
  const gone = new Map([...keptNames(folder.gone)].map(([kind, name]) => [name, kind]));
  const names: string[] = [];
  for (const dirent of found) {
    const { name } = dirent;
    const kind = kept.get(name) ?? kindOfReturned(folder, dirent, gone.get(name));
    if (kind === undefined || !isOfKind(dirent, kind)) return false;
    names.push(`${kind}${name}`);
    kept.delete(name);
    gone.delete(name);
  }
  for (const [name, kind] of kept) {
    // What counted, or told how to judge the others.
    if (!"iIxXs".includes(kind) || name === ".gitignore") return false;
    if (kind === "i" || kind === "I" || kind === "X") gone.set(name, kind);
  }
  folder.names = names.join("/");
  folder.gone = [...gone].map(([name, kind]) => kind + name).join("/");
  return true;
}

function kindOfReturned({ mode }: KeptFolder, dirent: Dirent, gone: string | undefined): string | undefined {
  if (dirent.name === ".gitignore" || dirent.name === ".git") return undefined;
  if (gone === "i" || gone === "I" || gone === "X") return gone;
  // Where only what is tracked counts, whatever is new does not; what is tracked has another name as a whole then.
  return mode === "tracked" ? (dirent.isDirectory() ? "I" : "i") : undefined;
}

function isOfKind(dirent: Dirent, kind: string): boolean {
  if (kind === "n") return true;
  if (kind === "s") return !dirent.isDirectory() && !dirent.isFile() && !dirent.isSymbolicLink();
  if ("dITX".includes(kind)) return dirent.isDirectory();
  return kind === "x" || kind === "i" ? !dirent.isDirectory() : dirent.isFile() || dirent.isSymbolicLink();
}

/** Only for what is ignored it matters whether it is tracked. */
function trackedStand(snapshot: Snapshot, { tree, rules }: StandsOptions): Standing {
  if (snapshot.tracked === "" || rules === undefined) return "same";
  const name = rules.tracked();
  if (name === snapshot.tracked) return "same";
  const index = rules.index();
  const top = lengthToSkip(rules.repository.workTree);
  for (const folder of snapshot.folders)
    if (!isTrackedAlike(folder, { index, prefix: `${tree.absolute(folder.path)}/`.slice(top) })) return "differs";
  snapshot.tracked = name;
  return "moved";
}

function isTrackedAlike({ mode, names }: KeptFolder, { index, prefix }: { index: TrackedPaths; prefix: string }): boolean {
  if (mode !== "git" && mode !== "tracked") return true;
  for (const [kind, name] of keptNames(names)) {
    if ((kind === "i" || kind === "t") && index.has(prefix + name) !== (kind === "t")) return false;
    if ((kind === "I" || kind === "T") && index.hasBelow(prefix + name) !== (kind === "T")) return false;
  }
  return true;
}

function filesStand(snapshot: Snapshot, options: StandsOptions): Standing {
  const { tree } = options;
  let changed: KeptFile[] | undefined;
  for (let i = 0; i < snapshot.files.length; i++) {
    const file = snapshot.files[i] as KeptFile;
    const path = tree.absolute(file[0]);
    const look = lookAt(path);
    if (look === undefined ? file[1] === ABSENT : isAsBefore(look, file)) continue;
    const now = readFile(path, options);
    if (now === undefined || !isChangedAlone(file, now)) return "differs";
    if (now[1] !== file[1] || now[6] !== file[6]) snapshot.root = undefined;
    changed ??= [...snapshot.files];
    changed[i] = now;
  }
  if (changed === undefined) return "same";
  snapshot.files = changed;
  return "moved";
}

/** Rules say what else counts, and a symlink what it leads to. */
function isChangedAlone(before: KeptFile, now: KeptFile): boolean {
  if (before[1] === now[1]) return true;
  return before[1] !== ABSENT && !before[1].startsWith(">") && !now[1].startsWith(">") && !/(^|\/)\.gitignore$/.test(now[0]);
}
