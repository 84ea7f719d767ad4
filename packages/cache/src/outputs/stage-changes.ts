import { chmodSync, mkdirSync, rmSync, symlinkSync } from "node:fs";
import type { ActionStore } from "../store/action-store.ts";
import { temporaryName } from "../store/temporaries.ts";
import { fewAtOnce } from "./few-at-once.ts";
import { ownModes } from "./modes.ts";
import type { Changes } from "./plan-changes.ts";

/** New files and links as they will be: their absolute paths, by those that they are for. Who takes one takes it out. */
export type StagedChanges = Map<string, string>;

/**
 * Has everything ready before anything is touched. Throws what the file system says.
 * @returns undefined where the store has not all of the content; then nothing is left.
 */
export async function stageChanges(
  { files, symlinks }: Changes,
  { store, scratch }: { store: ActionStore; scratch: string },
): Promise<StagedChanges | undefined> {
  const staged: StagedChanges = new Map();
  if (files.length + symlinks.length > 0) mkdirSync(scratch, { recursive: true });
  const temporary = (path: string) => {
    const name = `${scratch}/${temporaryName()}`;
    staged.set(path, name);
    return name;
  };
  const own = ownModes();
  let isDone = false;
  try {
    for (const { path, target } of symlinks) symlinkSync(target, temporary(path));
    isDone = await fewAtOnce(files, async ({ path, digest, isExecutable, mode }) => {
      const file = temporary(path);
      if (!(await store.placeBlob(digest, { path: file, isExecutable, isPrivate: true }))) return false;
      if (mode !== own[isExecutable ? "executable" : "file"]) chmodSync(file, mode);
      return true;
    });
    return isDone ? staged : undefined;
  } finally {
    if (!isDone) discardStaged(staged);
  }
}

export function discardStaged(staged: StagedChanges): void {
  for (const file of staged.values()) rmSync(file, { force: true });
}
