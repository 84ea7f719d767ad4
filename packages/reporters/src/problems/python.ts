import { type CreateMatcher, matchLines, type SightedPlace } from "./problem-matcher.ts";

/**
 * Python's tracebacks, as unittest and programs print them; a mistake in the syntax has no first line:
 *
 *     Traceback (most recent call last):
 *       File "/w/test_prices.py", line 8, in test_adds
 *         self.assertEqual(total([1, 2]), 4)
 *     AssertionError: 3 != 4
 */
export const matchPython: CreateMatcher = (found) => {
  /** Of unittest, the test that the next traceback belongs to. */
  let test: string | undefined;
  let trace: { readonly indent: number; readonly places: SightedPlace[] } | undefined;
  return {
    take(line) {
      const [, failed] = /^(?:FAIL|ERROR): (\S+) \(/.exec(line) ?? [];
      if (failed !== undefined) test = failed;
      else if (line.startsWith("====")) test = undefined;
      const indent = line.length - line.trimStart().length;
      if (line.endsWith("Traceback (most recent call last):")) {
        trace = { indent, places: [] };
        return;
      }
      const [, file, atLine] = /^\s+File "([^"]+)", line (\d+)/.exec(line) ?? [];
      if (file !== undefined) {
        trace ??= { indent: indent - 2, places: [] };
        // The last ones are the nearest to the error.
        if (trace.places.length >= MOST_FRAMES) trace.places.pop();
        trace.places.unshift({ file, line: Number(atLine) });
        return;
      }
      if (trace === undefined || (line !== "" && indent > trace.indent)) return;
      const { places } = trace;
      trace = undefined;
      if (line === "" || places.length === 0) return;
      found({ level: "error", places, message: test === undefined ? line : `${test}: ${line}` });
      test = undefined;
    },
  };
};

const MOST_FRAMES = 50;

const matchOneLine = matchLines([
  // pylint, whose codes say by their letter how bad it is
  { holds: ".py", pattern: /^(?<file>[^\s:][^:]*\.pyi?):(?<line>\d+):(?<column>\d+): (?<message>[CRW]\d{4}: .+)/, level: "warning" },
  { holds: ".py", pattern: /^(?<file>[^\s:][^:]*\.pyi?):(?<line>\d+):(?<column>\d+): (?<message>[EF]\d{4}: .+)/ },
  // flake8, and ruff with --output-format concise
  {
    holds: ".py",
    pattern: /^(?<file>[^\s:][^:]*\.pyi?):(?<line>\d+):(?<column>\d+): (?<message>(?:[A-Z]{1,6}\d{2,5}|SyntaxError:|invalid-syntax:) .+)/,
  },
  // pyright
  { holds: " - ", pattern: /^\s+(?<file>[^\s:][^:]*):(?<line>\d+):(?<column>\d+) - (?<level>error|warning): (?<message>.+)/ },
]);

/** ruff marks what it can correct. */
function withoutFixSign(message: string): string {
  return message.replace(/^(\S+) \[\*\] /, "$1 ");
}

/** ruff, flake8, pylint, pyright. mypy prints what gcc does. */
export const matchPythonLinters: CreateMatcher = (found) => {
  const oneLine = matchOneLine((sighting) => found({ ...sighting, message: withoutFixSign(sighting.message) }));
  let head = "";
  return {
    take(line) {
      oneLine.take(line);
      // ruff's own form: a headline, below it the place.
      const [, file, atLine, column] = /^\s*--> (.+):(\d+):(\d+)$/.exec(line) ?? [];
      if (file !== undefined && RUFF_HEAD.test(head)) {
        found({ level: "error", places: [{ file, line: Number(atLine), column: Number(column) }], message: withoutFixSign(head) });
      }
      head = line;
    },
  };
};

const RUFF_HEAD = /^(?:[A-Z]{1,6}\d{2,5} |invalid-syntax: |unformatted: )/;
