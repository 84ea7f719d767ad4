import type { CreateMatcher, SightedPlace } from "./problem-matcher.ts";

/**
 * pytest, whichever way it prints tracebacks. A section for each failure, in which lines with an `E` in front say what is wrong:
 *
 *     ______ test_adds ______
 *     …
 *     E       assert 3 == 4
 *
 *     test_prices.py:15: AssertionError
 *
 * With `--tb=short` the places come first, with `--tb=line` there are no sections, with `--tb=no` only the summary at the end.
 */
export const matchPytest: CreateMatcher = (found) => {
  let part: "details" | "summary" | undefined;
  let name = "";
  let message: string | undefined;
  let places: SightedPlace[] = [];
  let isInError = false;
  let hasDetails = false;

  const endSection = (next: string) => {
    if (message !== undefined && places.length > 0)
      found({ level: "error", places, message: name === "" ? message : `${name}: ${message}` });
    name = next;
    message = undefined;
    places = [];
    isInError = false;
  };

  return {
    take(line) {
      const [, headline] = /^={3,} (.+?) ={3,}$/.exec(line) ?? [];
      if (headline !== undefined) {
        endSection("");
        part =
          headline === "FAILURES" || headline === "ERRORS" ? "details" : headline === "short test summary info" ? "summary" : undefined;
        if (headline === "test session starts") hasDetails = false;
        return;
      }
      if (part === "summary" && !hasDetails) {
        const [, file, test, why = "failed"] = /^(?:FAILED|ERROR) ([^\s:]+\.py)(?:::(\S+))?(?: - (.*))?$/.exec(line) ?? [];
        if (file !== undefined) found({ level: "error", places: [{ file }], message: test === undefined ? why : `${test}: ${why}` });
      }
      if (part !== "details") return;
      const [, section] = /^_{3,} (.+?) _{3,}$/.exec(line) ?? [];
      if (section !== undefined) return endSection(section);
      hasDetails ||= line.startsWith("Traceback (most recent call last):");
      const [, error] = /^E +(\S.*)/.exec(line) ?? [];
      if (error !== undefined) {
        hasDetails = true;
        // Of several exceptions the last one is what ended the test.
        if (!isInError) message = error;
        isInError = true;
        return;
      }
      if (!line.startsWith("E")) isInError = false;
      const [, file, atLine, rest = ""] = /^([^\s:][^:]*\.py):(\d+):(?: (.*))?$/.exec(line) ?? [];
      if (file === undefined) return;
      // The last one is the nearest to the error.
      places = [{ file, line: Number(atLine) }, ...places.slice(0, MOST_FRAMES)];
      if (name === "" && rest !== "") endSection("");
    },
    end: () => endSection(""),
  };
};

const MOST_FRAMES = 50;
