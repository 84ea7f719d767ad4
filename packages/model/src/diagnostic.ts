import type { Place } from "./place.ts";

/** One mistake in one file of the user's. A file's mistakes are reported all at once. */
export interface Diagnostic {
  readonly place: Place;
  /** How many characters the marker underlines; 1 where unknown. */
  readonly length?: number;
  /** The path of the value inside the file: `services.web.dependsOn[0]`. Empty for the file itself. */
  readonly path: string;
  /** What is wrong and what was expected, as one sentence without a full stop. */
  readonly message: string;
  /** The nearest valid name, where there is one. */
  readonly suggestion?: string;
  /** The line of the file that the place points at. */
  readonly excerpt?: string;
}
