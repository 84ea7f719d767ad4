import { matchLines } from "./problem-matcher.ts";

/** tsc: `src/a.ts(3,7): error TS2322: …`, and for terminals `src/a.ts:3:7 - error TS2322: …`, which ts-jest sets in. */
export const matchTypescript = matchLines([
  { holds: " TS", pattern: /^\s*(?<file>[^\s(][^(]*)\((?<line>\d+),(?<column>\d+)\): (?<level>error|warning) (?<message>TS\d+: .*)/ },
  { holds: " TS", pattern: /^\s*(?<file>[^\s:][^:]*):(?<line>\d+):(?<column>\d+) - (?<level>error|warning) (?<message>TS\d+: .*)/ },
]);
