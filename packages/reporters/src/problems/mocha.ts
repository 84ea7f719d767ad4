import { FailedTest } from "./failed-test.ts";
import { javascriptFrame } from "./javascript-frame.ts";
import type { CreateMatcher } from "./problem-matcher.ts";

/**
 * mocha, at its end:
 *
 *     1 failing
 *
 *     1) sum
 *          adds:
 *         AssertionError: …
 *         at Context.<anonymous> (test/sum.test.js:7:12)
 */
export const matchMocha: CreateMatcher = (found) => {
  let isListing = false;
  /** The parts of a name, until the one that ends in a colon. */
  let names: string[] | undefined;
  let test: FailedTest | undefined;
  const endTest = () => {
    test?.end();
    test = undefined;
    names = undefined;
  };
  return {
    take(line) {
      if (/^\s+\d+ failing$/.test(line)) {
        endTest();
        isListing = true;
        return;
      }
      if (!isListing) return;
      const [, first] = /^\s{1,4}\d+\) (\S.*)/.exec(line) ?? [];
      const text = first ?? line.trim();
      if (first !== undefined) {
        endTest();
        names = [];
      }
      if (names !== undefined && text !== "") {
        names.push(text.replace(/:$/, ""));
        if (names.length > MOST_NAMES) names = undefined;
        else if (text.endsWith(":")) {
          test = new FailedTest(found, names.join(" "));
          names = undefined;
        }
        return;
      }
      const place = javascriptFrame(line);
      if (place !== undefined) test?.see(place);
      else if (test?.wantsMessage === true && text !== "") test.say(text);
    },
    end: endTest,
  };
};

const MOST_NAMES = 20;
