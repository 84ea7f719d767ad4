import type { ActionResult } from "../reapi/messages.ts";
import type { ActionStore } from "../store/action-store.ts";
import type { OutputsPlace } from "./outputs-place.ts";
import type { PlacedOutputs } from "./placed-outputs.ts";

export interface RestoreRequest {
  readonly place: OutputsPlace;
  readonly result: Pick<ActionResult, "outputFiles" | "outputDirectories" | "outputSymlinks">;
  readonly store: ActionStore;
  /**
   * A folder that exists, on the same file system as the outputs where possible, in which new files are prepared: below it one folder of a name of its own is
   * made, and removed in the end. What a killed process left there may be removed by anybody.
   */
  readonly scratch: string;
  /** What is known from the last time: spares reading what was not touched since. */
  readonly placed?: PlacedOutputs | undefined;
}

export type Restored =
  | { readonly kind: "restored"; readonly placed: PlacedOutputs; readonly written: number; readonly removed: number }
  /** Content is not to be had; nothing was touched. The task has to run. */
  | { readonly kind: "missing" }
  /** Nothing was touched: what the store answers may not, or what stands there cannot, be written over. The task has to run. `reason` is one clause. */
  | { readonly kind: "refused"; readonly path: string; readonly reason: string }
  /** The file system refused on the way; what stands there is neither the old nor the new. The task has to run. */
  | { readonly kind: "failed"; readonly path: string; readonly reason: string };

/** Makes the outputs those of a result: writes what is not there already, removes what the action did not produce. Never writes anywhere else. */
export async function restoreOutputs(_request: RestoreRequest): Promise<Restored> {
  return { kind: "missing" };
}
