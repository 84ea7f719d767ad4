import { type Insertion, insertInto } from "./insertion.ts";

/** What came of adding something to a text that is somebody's own. All else in it stays as it is, byte for byte. */
export type Addition =
  | { readonly kind: "added"; readonly text: string; readonly insertions: readonly Insertion[] }
  /** It is there already. */
  | { readonly kind: "there" }
  | ByHand;

/** The text is too unusual to be changed by anybody who does not know what it means. */
export interface ByHand {
  readonly kind: "by-hand";
  /** One clause: "its services are computed". */
  readonly why: string;
  /** Where it probably belongs, from 1. */
  readonly line: number;
  /** What to add. */
  readonly add: string;
}

export function added(text: string, insertions: readonly Insertion[]): Addition {
  return { kind: "added", text: insertInto(text, insertions), insertions };
}

/** The number of the line that an offset is on, from 1. */
export function lineAt(text: string, offset: number): number {
  return text.slice(0, offset).split("\n").length;
}
