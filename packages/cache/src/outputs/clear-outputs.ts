import { rmdirSync, unlinkSync } from "node:fs";
import { findOutputs } from "./find-outputs.ts";
import { outputGlobs } from "./output-globs.ts";
import type { OutputsPlace } from "./outputs-place.ts";

/**
 * Removes what stands at a task's outputs before it runs, so that its result holds nothing that it did not produce. What git tracks stays, and so does
 * what cannot be removed: the task may still be able to write over it.
 */
export async function clearOutputs({ folder, globs, isTracked }: Omit<OutputsPlace, "isEdited">): Promise<void> {
  const meant = await outputGlobs({ folder, globs });
  const found = findOutputs(folder, meant);
  if (!found.ok) return;
  for (const path of found.value.entries.keys()) if (!isTracked(path)) attempt(() => unlinkSync(`${folder}/${path}`));
  // Those inside first; what is not empty stays.
  const folders = [...found.value.folders.keys()].filter((path) => path !== "" && meant.matches(path));
  for (const path of folders.reverse()) attempt(() => rmdirSync(`${folder}/${path}`));
}

function attempt(remove: () => void): void {
  try {
    remove();
  } catch {
    // Another process was quicker, or something is left in it.
  }
}
