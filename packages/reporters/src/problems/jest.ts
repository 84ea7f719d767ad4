import { FailedTest } from "./failed-test.ts";
import { javascriptFrame } from "./javascript-frame.ts";
import type { CreateMatcher } from "./problem-matcher.ts";

/**
 * jest:
 *
 *     FAIL test/sum.test.ts
 *       ● sum › adds
 *
 *         expect(received).toBe(expected) // Object.is equality
 *         …
 *           at Object.<anonymous> (test/sum.test.ts:5:23)
 */
export const matchJest: CreateMatcher = (found) => {
  let file: string | undefined;
  let test: FailedTest | undefined;
  const endTest = () => {
    test?.end();
    test = undefined;
  };

  return {
    take(line) {
      const head = /^\s*(FAIL|PASS) +(\S.*)/.exec(line);
      if (head !== null) {
        endTest();
        file = head[1] === "FAIL" ? fileOf(head[2] ?? "") : undefined;
        return;
      }
      if (/^(?:Test Suites|Tests|Snapshots): /.test(line)) {
        endTest();
        file = undefined;
      }
      if (file === undefined) return;
      const [, name] = /^ {2}● (\S.*)/.exec(line) ?? [];
      if (name !== undefined) {
        endTest();
        if (name !== "Console") test = new FailedTest(found, name === "Test suite failed to run" ? "" : name, { file });
        return;
      }
      const place = javascriptFrame(line);
      if (place !== undefined) test?.see(place);
      else if (/^ {4}\S/.test(line) && (test?.hasMessage === false || /^ {4}(?:Expected|Received)\b.*:/.test(line))) test?.say(line);
    },
    end: endTest,
  };
};

/** Behind it may stand how long it took, before it the name of a project. */
function fileOf(text: string): string {
  const path = text.replace(/ \([\d.]+ m?s\)$/, "");
  return path.slice(path.lastIndexOf("  ") + 1).trim();
}
