import type { Lab, Missing } from "./bench-case.ts";

/** What cannot be told by starting a command until it ends: how long until something is ready, what something costs that stays. */
export interface Figure {
  readonly name: string;
  /** With its unit. */
  readonly value: string;
  /** What it should be at most, and whether it is; empty where it is what others are held against. */
  readonly verdict: string;
}

/** What a file in `figures/` exports by default. */
export type FigureFile = (lab: Lab, options: { readonly rounds: number }) => Promise<readonly Figure[] | Missing>;
