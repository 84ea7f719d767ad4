import { type CreateMatcher, type LineForm, matchLines } from "./problem-matcher.ts";

const FORMS: readonly LineForm[] = [
  // prettier
  { pattern: /^\[error\] (?<file>[^:]+): (?<message>.+) \((?<line>\d+):(?<column>\d+)\)$/ },
  { pattern: /^\[error\] (?<file>[^:]+): (?<message>.+)$/ },
  { pattern: /^\[warn\] (?<file>.+)$/, message: "not formatted as prettier would" },
  // black, isort, ruff
  { pattern: /^would reformat (?<file>.+)$/, message: "not formatted as black would" },
  { pattern: /^Would reformat: (?<file>.+)$/, message: "not formatted as ruff would" },
  { pattern: /^error: cannot format (?<file>[^:]+): (?<message>Cannot parse)[^:]*: (?<line>\d+):(?<column>\d+)/ },
  { pattern: /^ERROR: (?<file>.+) (?<message>Imports are incorrectly sorted and\/or formatted\.)$/ },
  // rustfmt, nixfmt, dart format
  { pattern: /^Diff in (?<file>[^:]+?)(?: at line |:)(?<line>\d+):$/, message: "not formatted as rustfmt would" },
  { pattern: /^(?<file>[^:]+\.nix): not formatted$/, message: "not formatted as nixfmt would" },
  { pattern: /^Changed (?<file>.+\.dart)$/, message: "not formatted as dart format would" },
];

/** What formatters say when they only check. */
export const matchFormatters: CreateMatcher = matchLines(FORMS);
