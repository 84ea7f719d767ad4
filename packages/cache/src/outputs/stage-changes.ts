import { chmodSync, lstatSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import type { ActionStore } from "../store/action-store.ts";
import { fewAtOnce } from "./few-at-once.ts";
import { permissionsOf } from "./modes.ts";
import type { Changes } from "./plan-changes.ts";

/** New files and links as they will be, in a folder of their own. */
export interface StagedChanges {
  /** Absolute, by the path that they are for. */
  readonly paths: ReadonlyMap<string, string>;
  /** The folder, with all that nobody has taken. */
  remove(): void;
}

/**
 * Has everything ready before anything is touched. Throws what the file system says.
 * @returns "missing" where the store has not all of the content; then nothing is left.
 */
export async function stageChanges(
  { files, symlinks }: Changes,
  { store, scratch }: { store: ActionStore; scratch: string },
): Promise<StagedChanges | "missing"> {
  const paths = new Map<string, string>();
  if (files.length + symlinks.length === 0) return { paths, remove: () => undefined };
  mkdirSync(scratch, { recursive: true });
  const folder = mkdtempSync(`${scratch}/outputs-`);
  const staged = { paths, remove: () => rmSync(folder, { recursive: true, force: true }) };
  let isDone = false;
  try {
    for (const [index, { path, target }] of symlinks.entries()) {
      symlinkSync(target, `${folder}/link-${index}`);
      paths.set(path, `${folder}/link-${index}`);
    }
    isDone = await fewAtOnce(files, async ({ path, digest, isExecutable, mode }, index) => {
      const file = `${folder}/${index}`;
      if (!(await store.placeBlob(digest, { path: file, isExecutable }))) return false;
      if (permissionsOf(lstatSync(file)) !== mode) chmodSync(file, mode);
      paths.set(path, file);
      return true;
    });
    return isDone ? staged : "missing";
  } finally {
    if (!isDone) staged.remove();
  }
}
