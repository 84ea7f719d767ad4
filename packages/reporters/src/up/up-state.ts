import type { UnitView } from "@nix-repo/model";
import type { Palette } from "../palette.ts";
import type { Symbols } from "../symbols.ts";
import type { Steering } from "./steering.ts";
import type { LogLines } from "./unit-logs.ts";
import type { UnitSamples } from "./up-view.ts";

/** All that the live view shows, at one moment. */
export interface UpState {
  readonly units: readonly UnitView[];
  readonly samples: UnitSamples;
  readonly steering: Steering;
  /** What `steering.shows` says. */
  readonly log: LogLines;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** When all this began. */
  readonly since: number;
  /** Stands where something is under way. */
  readonly spinner: string;
}

export interface UpSize {
  readonly columns: number;
  readonly rows: number;
}

export interface UpStyle {
  readonly palette: Palette;
  readonly symbols: Symbols;
  readonly root: string;
}
