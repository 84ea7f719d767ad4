import type { UnitId } from "../units/unit-spec.ts";
import type { UnitState } from "./unit-state.ts";

/** Everything that units tell the world, in order. `at` is in milliseconds since the epoch. */
export type UnitEvent =
  | {
      readonly type: "unit-changed";
      readonly unit: UnitId;
      readonly at: number;
      readonly from: UnitState["kind"];
      readonly state: UnitState;
    }
  /** Secrets are masked. A chunk may end within a line, but within a character (of UTF-8) only where the stream ends there. */
  | {
      readonly type: "unit-output";
      readonly unit: UnitId;
      readonly at: number;
      readonly stream: "stdout" | "stderr";
      readonly chunk: Uint8Array;
    }
  /** Its first process has ended by itself and left others behind, which were ended. */
  | { readonly type: "unit-left-behind"; readonly unit: UnitId; readonly at: number };

export type UnitSink = (event: UnitEvent) => void;
