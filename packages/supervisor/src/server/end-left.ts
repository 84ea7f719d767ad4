import { type Orphan, ok, type Result } from "@nix-repo/model";
import { endOrphans } from "../processes/unit-record.ts";
import type { ServerPlace } from "./server-place.ts";
import type { ServerRecord } from "./server-record.ts";
import { takePlace } from "./take-place.ts";

export interface EndLeftOptions {
  readonly place: ServerPlace;
  /** Where the units' record is: see `recordUnits`. */
  readonly recordFolder: string;
  /** How long they may take to end after they were asked, in milliseconds. */
  readonly graceMs: number;
  /** Kills them at once. */
  readonly kill?: AbortSignal;
}

export type LeftEnded =
  /** `left`: what could not be ended. */
  | { readonly kind: "ended"; readonly left: readonly Orphan[] }
  /** There is a server, so that nothing is left of another one. */
  | { readonly kind: "taken"; readonly by: ServerRecord };

/** Ends what a killed server has left running. No other server comes meanwhile: it would find its units half ended. */
export async function endLeft({ place, recordFolder, ...ending }: EndLeftOptions): Promise<Result<LeftEnded>> {
  const taken = await takePlace(place);
  if (!taken.ok) return taken;
  if (taken.value.kind === "taken") return ok(taken.value);
  try {
    return ok({ kind: "ended", left: await endOrphans(recordFolder, ending) });
  } finally {
    taken.value.place.release();
  }
}
