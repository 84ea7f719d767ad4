import { readdirSync, renameSync } from "node:fs";
import { join } from "node:path";
import type { Variables } from "@nix-repo/model";
import { readRecord } from "./generations.ts";
import { forgetRoots, removeWithRoots } from "./leftovers.ts";
import { type Turn, takeTurn } from "./turn.ts";

export interface PruneRequest {
  /** `.repo/environments`. */
  readonly root: string;
  /** Of shells that stay. */
  readonly folders: ReadonlySet<string>;
  /** Names of files in `choices` that stay. */
  readonly choices: ReadonlySet<string>;
  readonly env: Variables;
}

/** Removes what is kept of all other shells. @returns the names of the shells */
export function pruneFolders({ root, folders, choices, env }: PruneRequest): readonly string[] {
  for (const name of namesIn(root)) if (name.startsWith(GONE)) removeWithRoots(join(root, name), env);
  const removed = otherFolders({ root, folders }).flatMap((name) => removeShell(root, name, env));
  for (const name of namesIn(join(root, "choices"))) if (!choices.has(name)) removeWithRoots(join(root, "choices", name), env);
  return removed;
}

/** @returns the names of the shells of which `pruneFolders` would remove something that is kept; what a capture that failed has left holds nothing */
export function prunableShells(request: Pick<PruneRequest, "root" | "folders">): readonly string[] {
  return otherFolders(request).flatMap((name) => readRecord(join(request.root, name))?.shell ?? []);
}

function otherFolders({ root, folders }: Pick<PruneRequest, "root" | "folders">): readonly string[] {
  return namesIn(root).filter((name) => !OUR_OWN.has(name) && !name.startsWith(GONE) && !folders.has(join(root, name)));
}

const GONE = "gone-";
const OUR_OWN = new Set(["choices", "answers"]);

/** @returns its name; none where somebody is just capturing it, or nothing can be written */
function removeShell(root: string, name: string, env: Variables): readonly string[] {
  const folder = join(root, name);
  const shell = readRecord(folder)?.shell ?? name;
  let turn: Turn | undefined;
  try {
    turn = takeTurn(folder);
    if (turn === undefined) return [];
    for (const generation of namesIn(folder)) forgetRoots(join(folder, generation), env);
    // At once, so that nobody who waits for its turn finds half of it.
    renameSync(folder, join(root, `${GONE}${name}`));
    removeWithRoots(join(root, `${GONE}${name}`), env);
    return [shell];
  } catch {
    turn?.end();
    return [];
  }
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
