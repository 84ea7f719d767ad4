import { matchLines } from "./problem-matcher.ts";

/** The form of gcc, clang, javac, mypy, dart's compiler and `shellcheck -f gcc`. Notes belong to the line before them, but for shellcheck's, which have codes. */
export const matchGcc = matchLines([
  { pattern: /^(?<file>[^\s:][^:]*):(?<line>\d+)(?::(?<column>\d+))?: (?:fatal )?(?<level>error|warning|Error|Warning): (?<message>.+)/ },
  { pattern: /^(?<file>[^\s:][^:]*):(?<line>\d+):(?<column>\d+): note: (?<message>.+ \[SC\d+\])$/, level: "warning" },
]);
