import { chmodSync, rmdirSync, unlinkSync } from "node:fs";
import { findOutputs } from "./find-outputs.ts";
import { permissionsOf } from "./modes.ts";
import { outputGlobs } from "./output-globs.ts";
import type { OutputsPlace } from "./outputs-place.ts";

/**
 * Removes what stands at a task's outputs before it runs, so that its result holds nothing that it did not produce. What git tracks stays, and so does
 * what cannot be removed: the task may still be able to write over it.
 * @returns whether anything stood there, or may have
 */
export async function clearOutputs({ folder, globs, isTracked }: Omit<OutputsPlace, "isEdited">): Promise<boolean> {
  const meant = await outputGlobs({ folder, globs });
  const found = findOutputs(folder, meant);
  if (!found.ok) return true;
  const { entries, folders } = found.value;
  const ours = [...folders].filter(([path]) => path !== "" && meant.matches(path));
  // Some are such that nothing can be taken out of them.
  for (const [path, stat] of ours)
    if ((stat.mode & 0o700) !== 0o700) attempt(() => chmodSync(`${folder}/${path}`, permissionsOf(stat) | 0o700));
  for (const path of entries.keys()) if (!isTracked(path)) attempt(() => unlinkSync(`${folder}/${path}`));
  // Those inside first; what is not empty stays.
  for (const [path] of ours.reverse()) attempt(() => rmdirSync(`${folder}/${path}`));
  return entries.size > 0 || ours.length > 0;
}

function attempt(remove: () => void): void {
  try {
    remove();
  } catch {
    // Another process was quicker, or something is left in it.
  }
}
