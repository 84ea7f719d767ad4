import type { ActionStore } from "../store/action-store.ts";
import { applyChanges } from "./apply-changes.ts";
import { fileReason } from "./file-reason.ts";
import { findOutputs, type Obstacle } from "./find-outputs.ts";
import { type OutputGlobs, outputGlobs } from "./output-globs.ts";
import type { OutputsPlace } from "./outputs-place.ts";
import type { PlacedOutputs } from "./placed-outputs.ts";
import { type Blocked, isNothing, planChanges } from "./plan-changes.ts";
import { discardStaged, stageChanges } from "./stage-changes.ts";
import { type OutputsOf, type Unwanted, type WantedOutputs, wantedOutputs } from "./wanted-outputs.ts";

export interface RestoreRequest {
  readonly place: OutputsPlace;
  readonly result: OutputsOf;
  readonly store: ActionStore;
  /**
   * Absolute; made when it is needed. A folder on the same file system as the outputs where possible, in which new files are prepared: what a killed process
   * left there is nobody's output.
   */
  readonly scratch: string;
  /** What is known from the last time: spares reading what was not touched since. */
  readonly placed?: PlacedOutputs | undefined;
}

export type Restored =
  /** @param written files and links that were not in place */
  | { readonly kind: "restored"; readonly placed: PlacedOutputs; readonly written: number; readonly removed: number }
  /** Content is not to be had; nothing was touched. The task has to run. */
  | { readonly kind: "missing" }
  /** What the store answers may not be written, or not over what stands there; nothing was touched. The task has to run. */
  | { readonly kind: "refused"; readonly why: Exclude<Unwanted, { readonly kind: "missing" }> | Blocked | Obstacle }
  /** The file system did not let us; what stands there may be neither the old nor the new. The task has to run. `reason` is one clause. */
  | { readonly kind: "failed"; readonly reason: string };

/** Makes the outputs those of a result: writes what is not there already, removes what the action did not produce. Never writes anywhere else. */
export async function restoreOutputs(request: RestoreRequest): Promise<Restored> {
  const globs = await outputGlobs(request.place);
  const wanted = await wantedOutputs(request.result, { store: request.store, globs });
  if ("kind" in wanted) return wanted.kind === "missing" ? wanted : { kind: "refused", why: wanted };
  for (let tries = 1; ; tries++) {
    try {
      return await restoreWanted(wanted, { ...request, globs });
    } catch (error) {
      const reason = fileReason(error);
      if (tries === MOST_TRIES || !isByOthers(error)) return { kind: "failed", reason };
    }
  }
}

const MOST_TRIES = 5;

/** Something came or went since it was looked at: another process may be restoring the same. */
function isByOthers(error: unknown): boolean {
  return ["ENOENT", "ENOTDIR", "EEXIST", "ENOTEMPTY", "EISDIR"].includes((error as NodeJS.ErrnoException).code ?? "");
}

type RestoreWantedRequest = RestoreRequest & { readonly globs: OutputGlobs };

/** Throws what the file system says. */
async function restoreWanted(wanted: WantedOutputs, { place, globs, store, scratch, placed }: RestoreWantedRequest): Promise<Restored> {
  const nowMs = Date.now();
  const found = findOutputs(place.folder, globs);
  if (!found.ok) return { kind: "refused", why: found.error };
  const plan = await planChanges({ place, globs, wanted, found: found.value, placed, nowMs });
  if (!plan.ok) return { kind: "refused", why: plan.error };
  const { changes, placed: afterwards } = plan.value;
  if (!isNothing(changes)) {
    const staged = await stageChanges(changes, { store, scratch });
    if (staged === undefined) return { kind: "missing" };
    try {
      applyChanges(changes, { folder: place.folder, staged });
    } finally {
      discardStaged(staged);
    }
  }
  const { files, symlinks, removed } = changes;
  return { kind: "restored", placed: afterwards, written: files.length + symlinks.length, removed: removed.length };
}
