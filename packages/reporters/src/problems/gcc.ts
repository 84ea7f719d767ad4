import { matchLines } from "./problem-matcher.ts";

/** The form of gcc, clang, javac, mypy, dart's compiler and `shellcheck -f gcc`. Notes belong to the line before them, but for shellcheck's, which have codes. */
export const matchGcc = matchLines([
  { holds: "rror: ", pattern: /^(?<file>[^\s:][^:]*):(?<line>\d+)(?::(?<column>\d+))?: (?:fatal )?(?<level>error|Error): (?<message>.+)/ },
  { holds: "arning: ", pattern: /^(?<file>[^\s:][^:]*):(?<line>\d+)(?::(?<column>\d+))?: (?<level>warning|Warning): (?<message>.+)/ },
  { holds: ": note: ", pattern: /^(?<file>[^\s:][^:]*):(?<line>\d+):(?<column>\d+): note: (?<message>.+ \[SC\d+\])$/, level: "warning" },
]);
