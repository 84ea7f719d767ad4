import { type CreateMatcher, type LineForm, matchLines } from "./problem-matcher.ts";

const FORMS: readonly LineForm[] = [
  // prettier
  { holds: "[error] ", pattern: /^\[error\] (?<file>[^:]+): (?<message>.+) \((?<line>\d+):(?<column>\d+)\)$/ },
  { holds: "[error] ", pattern: /^\[error\] (?<file>[^:]+): (?<message>.+)$/ },
  { holds: "[warn] ", pattern: /^\[warn\] (?<file>.+)$/, message: "not formatted as prettier would" },
  // black, isort, ruff
  { holds: "would reformat ", pattern: /^would reformat (?<file>.+)$/, message: "not formatted as black would" },
  { holds: "Would reformat: ", pattern: /^Would reformat: (?<file>.+)$/, message: "not formatted as ruff would" },
  { holds: "cannot format ", pattern: /^error: cannot format (?<file>[^:]+): (?<message>Cannot parse)[^:]*: (?<line>\d+):(?<column>\d+)/ },
  { holds: "Imports are ", pattern: /^ERROR: (?<file>.+) (?<message>Imports are incorrectly sorted and\/or formatted\.)$/ },
  // rustfmt, nixfmt, dart format
  { holds: "Diff in ", pattern: /^Diff in (?<file>[^:]+?)(?: at line |:)(?<line>\d+):$/, message: "not formatted as rustfmt would" },
  { holds: ".nix: not formatted", pattern: /^(?<file>[^:]+\.nix): not formatted$/, message: "not formatted as nixfmt would" },
  { holds: "Changed ", pattern: /^Changed (?<file>.+\.dart)$/, message: "not formatted as dart format would" },
];

/** What formatters say when they only check. */
export const matchFormatters: CreateMatcher = matchLines(FORMS);
