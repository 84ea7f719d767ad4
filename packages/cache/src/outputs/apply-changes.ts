import {
  chmodSync,
  constants,
  copyFileSync,
  lstatSync,
  mkdirSync,
  readlinkSync,
  renameSync,
  rmdirSync,
  rmSync,
  symlinkSync,
  unlinkSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { temporaryName } from "../store/temporaries.ts";
import { isGone } from "./file-reason.ts";
import { permissionsOf } from "./modes.ts";
import { lookAt } from "./placed-outputs.ts";
import type { Changes } from "./plan-changes.ts";
import type { StagedChanges } from "./stage-changes.ts";

/**
 * Makes the changes, in an order in which each is possible. Killed anywhere it leaves whole files, some old and some new; another process that makes the same
 * changes at the same time does no harm. Throws what the file system says.
 */
export function applyChanges(changes: Changes, { folder, staged }: { folder: string; staged: StagedChanges }): void {
  const at = (path: string) => (path === "" ? folder : `${folder}/${path}`);
  const opened = openFolders(changes, at);
  for (const path of changes.removed) unlessGone(() => unlinkSync(at(path)));
  for (const path of changes.removedFolders) unlessGone(() => rmdirSync(at(path)));
  for (const { path, isThere } of changes.folders) if (!isThere) makeFolder(at(path));
  for (const { path } of [...changes.symlinks, ...changes.files]) {
    const prepared = staged.get(path);
    if (prepared === undefined) throw new Error(`${path} was not prepared`);
    moveInPlace(prepared, at(path));
    staged.delete(path);
  }
  for (const { path, mode } of changes.modes) chmodSync(at(path), mode);
  closeFolders(changes, { opened, at });
}

/** Folders that are outputs may be such that nothing can be written to them. @returns what they allowed */
function openFolders({ foundFolders, folders, removedFolders }: Changes, at: (path: string) => string): ReadonlyMap<string, number> {
  const ours = new Set([...folders.filter(({ mode }) => mode !== undefined).map(({ path }) => path), ...removedFolders]);
  const opened = new Map<string, number>();
  for (const [path, stat] of foundFolders) {
    const mode = permissionsOf(stat);
    if ((mode & 0o700) === 0o700 || !ours.has(path)) continue;
    chmodSync(at(path), mode | 0o700);
    opened.set(path, mode | 0o700);
  }
  return opened;
}

function closeFolders(
  { folders, foundFolders }: Changes,
  { opened, at }: { opened: ReadonlyMap<string, number>; at: (path: string) => string },
): void {
  // Those within others first: the others may not be entered any more.
  for (const { path, mode } of folders.toReversed()) {
    const found = foundFolders.get(path);
    const present = opened.get(path) ?? permissionsOf(found ?? lstatSync(at(path)));
    if (mode !== undefined && present !== mode) chmodSync(at(path), mode);
  }
}

function unlessGone(remove: () => void): void {
  try {
    remove();
  } catch (error) {
    if (!isGone(error)) throw error;
  }
}

/** As wide as possible first: files are still to come. */
function makeFolder(path: string): void {
  try {
    mkdirSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST" || !lookAt(path)?.isDirectory()) throw error;
  }
}

function moveInPlace(prepared: string, target: string): void {
  try {
    renameSync(prepared, target);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EXDEV") throw error;
    moveAcross(prepared, target);
  }
}

/** The outputs are on another file system: still whole, by way of a name beside. */
function moveAcross(prepared: string, target: string): void {
  const beside = join(dirname(target), `.repo-${temporaryName()}`);
  try {
    const stat = lstatSync(prepared);
    if (stat.isSymbolicLink()) symlinkSync(readlinkSync(prepared), beside);
    else {
      copyFileSync(prepared, beside, constants.COPYFILE_EXCL);
      chmodSync(beside, permissionsOf(stat));
    }
    renameSync(beside, target);
    unlinkSync(prepared);
  } catch (error) {
    rmSync(beside, { force: true });
    throw error;
  }
}
