import { type CreateMatcher, levelOf, matchLines } from "./problem-matcher.ts";

const matchOneLine = matchLines([
  { holds: ", col ", pattern: /^(?<file>[^\s:][^:]*): line (?<line>\d+), col (?<column>\d+), (?<level>Error|Warning) - (?<message>.+)/ },
  {
    holds: " [",
    pattern: /^(?<file>[^\s:][^:]*):(?<line>\d+):(?<column>\d+): (?<message>.+) \[(?<level>Error|Warning)(?:\/(?<code>[^\]]*))?\]$/,
  },
]);

/** eslint: stylish, which stylelint prints too (a file, below it rows), compact and unix. */
export const matchEslint: CreateMatcher = (found) => {
  const oneLine = matchOneLine(found);
  let file: string | undefined;
  return {
    take(line) {
      const row = file === undefined ? null : ROW.exec(line);
      const [, atLine, column, level = "", rest = ""] = row ?? [];
      if (row === null || file === undefined) {
        file = /^[^\s].*[./]/.test(line) ? line : undefined;
        oneLine.take(line);
      } else found({ level: levelOf(level), places: [{ file, line: Number(atLine), column: Number(column) }], message: withRule(rest) });
    },
  };
};

const ROW = /^\s+(\d+):(\d+)\s+(error|warning|✖|×|⚠|‼)\s+(\S.*)/;

/** The rule stands in a column of its own. */
function withRule(text: string): string {
  const gap = text.lastIndexOf("  ");
  return gap === -1 ? text : `${text.slice(0, gap).trimEnd()} (${text.slice(gap).trim()})`;
}
