import { FailedTest } from "./failed-test.ts";
import { framePlace, javascriptFrame } from "./javascript-frame.ts";
import { type CreateMatcher, type OnSighting, placeOf, type SightedPlace } from "./problem-matcher.ts";

/** The test runner of Node: its report for people, and TAP. */
export const matchNodeTest: CreateMatcher = (found) => {
  const forms = [matchSpec(found), matchTap(found)];
  return {
    take(line) {
      for (const form of forms) form.take(line);
    },
    end() {
      for (const form of forms) form.end();
    },
  };
};

/** `✖ adds (2.5ms)`, set in below it the error and its stack. A suite has nothing below it, or says how many of its tests failed. */
function matchSpec(found: OnSighting) {
  let test: FailedTest | undefined;
  let indent = 0;
  let testAt: SightedPlace | undefined;
  const end = () => {
    test?.end();
    test = undefined;
  };
  return {
    take(line: string) {
      const [, blanks = "", name] = /^(\s*)✖ (\S.*) \([\d.]+ms\)$/.exec(line) ?? [];
      if (name !== undefined) {
        end();
        test = new FailedTest(found, name, testAt);
        indent = blanks.length;
        testAt = undefined;
        return;
      }
      const at = /^test at (?<file>.+):(?<line>\d+):(?<column>\d+)$/.exec(line)?.groups;
      if (at !== undefined) testAt = placeOf(at);
      if (test === undefined || line === "") return;
      if (!line.startsWith(" ".repeat(indent + 2)) || /^\s+'\d+ subtests? failed'$/.test(line)) {
        // What is set in less far is not its own; a suite's count is no message.
        if (test.hasMessage) end();
        else test = undefined;
        return;
      }
      const place = javascriptFrame(line);
      if (place !== undefined) test.see(place);
      else if (!test.hasPlace && isSentence(line)) test.say(line);
    },
    end,
  };
}

/** `not ok 1 - adds`, set in below it a block of YAML. */
function matchTap(found: OnSighting) {
  let test: FailedTest | undefined;
  let location: SightedPlace | undefined;
  let block: "error" | "stack" | undefined;
  const end = () => {
    if (location !== undefined) test?.see(location);
    test?.end();
    test = undefined;
    location = undefined;
    block = undefined;
  };
  return {
    take(line: string) {
      const [, name] = /^\s*not ok \d+(?: - (.*))?$/.exec(line) ?? [];
      if (line.includes("not ok ") && /^\s*not ok \d/.test(line)) {
        end();
        test = new FailedTest(found, name ?? "");
        return;
      }
      if (test === undefined) return;
      const text = line.trim();
      if (text === "...") return end();
      const [, key, value = ""] = /^(location|failureType|error|stack|code|name|expected|at): ?(.*)$/.exec(text) ?? [];
      if (key === undefined) {
        if (block === "error" && isSentence(text)) test.say(text);
        const place = block === "stack" ? framePlace(text) : undefined;
        if (place !== undefined) test.see(place);
        return;
      }
      block = value.startsWith("|") && (key === "error" || key === "stack") ? key : undefined;
      if (key === "failureType" && value === "'subtestsFailed'") test = undefined;
      else if (key === "error" && block === undefined) test.say(unquoted(value));
      else if (key === "location") location = framePlace(unquoted(value));
      else if (key === "at") {
        const place = framePlace(value);
        if (place !== undefined) test.see(place);
      }
    },
    end,
  };
}

/** Neither blank, nor a part of a comparison that says nothing by itself. */
function isSentence(line: string): boolean {
  return /\w/.test(line) && !/^\s*[+-] (?:actual|expected)/.test(line);
}

function unquoted(text: string): string {
  return /^'.*'$/.test(text) ? text.slice(1, -1).replaceAll("''", "'") : text;
}
