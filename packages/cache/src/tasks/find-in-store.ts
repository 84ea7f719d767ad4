import { mkdirSync } from "node:fs";
import type { OutputsPlace } from "../outputs/outputs-place.ts";
import type { PlacedOutputs } from "../outputs/placed-outputs.ts";
import { restoreOutputs } from "../outputs/restore-outputs.ts";
import type { ActionResult } from "../reapi/messages.ts";
import type { ActionStore } from "../store/action-store.ts";
import { asRecordedOutput, type OutputPieces, outputOf, type RecordedOutput } from "./recorded-output.ts";
import type { TaskKey } from "./task-key.ts";
import type { TaskState } from "./task-state.ts";

export interface FoundResult {
  readonly result: ActionResult;
  readonly output: OutputPieces;
  readonly placed: PlacedOutputs;
  readonly recorded?: RecordedOutput;
}

/** Takes a result from the store and puts its outputs in their place. @returns undefined where it is not there whole, or may not be put there: the task has to run */
export async function findInStore({
  key,
  store,
  place,
  state,
  scratch,
}: {
  readonly key: TaskKey;
  readonly store: ActionStore;
  readonly place: OutputsPlace;
  readonly state: TaskState | undefined;
  /** Absolute. */
  readonly scratch: string;
}): Promise<FoundResult | undefined> {
  const result = await store.findResult(key.action);
  if (result === undefined) return undefined;
  const output = await outputOf(result, store);
  if (output === undefined) return undefined;
  try {
    mkdirSync(scratch, { recursive: true });
  } catch {
    return undefined;
  }
  const restored = await restoreOutputs({ place, result, store, scratch, placed: state?.placed });
  if (restored.kind !== "restored") return undefined;
  const recorded = asRecordedOutput(output);
  return { result, output, placed: restored.placed, ...(recorded === undefined ? {} : { recorded }) };
}
