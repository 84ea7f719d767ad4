import { FailedTest } from "./failed-test.ts";
import { type CreateMatcher, levelOf, placeOf, type SightedPlace } from "./problem-matcher.ts";

/** `dart analyze`, `flutter analyze`, `dart test` and `flutter test`. The compiler prints what gcc does. */
export const matchDart: CreateMatcher = (found) => {
  let test: FailedTest | undefined;
  /** Within what Flutter prints of an exception, which has its own beginning and end. */
  let isBoxed = false;
  const endTest = () => {
    test?.end();
    test = undefined;
    isBoxed = false;
  };

  return {
    take(line) {
      const analyzed = analyzedOf(line);
      if (analyzed !== undefined) return found(analyzed);
      if (/^══╡ EXCEPTION CAUGHT BY /.test(line)) {
        endTest();
        test = new FailedTest(found, "");
        isBoxed = true;
        return;
      }
      const [, name] = /^\d\d:\d\d \+\d+(?: ~\d+)?(?: -\d+)?: (.+) \[E\]$/.exec(line) ?? [];
      if (name !== undefined) {
        endTest();
        test = new FailedTest(found, name);
        return;
      }
      if (test === undefined) return;
      if (/^(?:═{4,}|\d\d:\d\d \+\d+)/.test(line)) return endTest();
      const place = frameOf(line);
      if (place !== undefined) test.see(place);
      else if (line === "" && test.hasPlace && !isBoxed) endTest();
      else if (line === "" || test.hasPlace || NOTHING_SAID.test(line)) return;
      else test.say(line);
    },
    end: endTest,
  };
};

const NOTHING_SAID = /^(?:The following .* was thrown|When the exception was thrown|#\d+ |<asynchronous suspension>|\s+package:)/;

/** `error • Undefined name 'x' • lib/main.dart:8:5 • undefined_identifier`; dart has the place second, and other signs where it is not read on a terminal. */
function analyzedOf(line: string) {
  const [, level, separator] = /^\s*(error|warning|info|hint|lint) (•|-) /.exec(line) ?? [];
  if (level === undefined) return undefined;
  const [, ...parts] = line.trim().split(` ${separator} `);
  const code = parts.pop();
  for (const index of [0, parts.length - 1]) {
    const place = /^(?<file>\S.*\.dart):(?<line>\d+):(?<column>\d+)$/.exec(parts[index] ?? "")?.groups;
    if (place === undefined) continue;
    const message = parts.filter((_, other) => other !== index).join(` ${separator} `);
    return { level: levelOf(level), places: [placeOf(place)], message: `${message} (${code})` };
  }
  return undefined;
}

/** `  test/sum_test.dart 5:5  main.<fn>`, `#4  main.<anonymous closure> (file:///w/test/widget_test.dart:19:5)`. */
function frameOf(line: string): SightedPlace | undefined {
  const frame =
    /^\s+(?<file>[^\s:]+\.dart) (?<line>\d+):(?<column>\d+)\s/.exec(line) ??
    /^#\d+ .*\((?<file>file:[^\s()]+\.dart):(?<line>\d+):(?<column>\d+)\)$/.exec(line);
  return frame?.groups === undefined ? undefined : placeOf(frame.groups);
}
