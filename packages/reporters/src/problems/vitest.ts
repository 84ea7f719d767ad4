import { FailedTest } from "./failed-test.ts";
import type { CreateMatcher } from "./problem-matcher.ts";

/**
 * vitest:
 *
 *      FAIL  test/sum.test.ts > sum > adds
 *     AssertionError: expected 3 to be 4 // Object.is equality
 *      …
 *      ❯ test/sum.test.ts:6:23
 */
export const matchVitest: CreateMatcher = (found) => {
  let test: FailedTest | undefined;
  const endTest = () => {
    test?.end();
    test = undefined;
  };

  return {
    take(line) {
      const [, head] = /^ FAIL {2}(\S.*)/.exec(line) ?? [];
      if (head !== undefined) {
        endTest();
        const [file = "", ...names] = head.replace(/^\|[^|]*\| /, "").split(" > ");
        test = new FailedTest(found, names.join(" > "), { file: file.replace(/ \[ .* \]$/, "") });
        return;
      }
      if (test === undefined) return;
      if (line.startsWith("⎯⎯")) return endTest();
      const [, file, atLine, column] = /^ ❯ (?:.* )?(\S+):(\d+):(\d+)$/.exec(line) ?? [];
      if (file !== undefined) test.see({ file, line: Number(atLine), column: Number(column) });
      else if (test.wantsMessage && line !== "") test.say(line);
    },
    end: endTest,
  };
};
