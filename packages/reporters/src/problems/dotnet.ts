import { FailedTest } from "./failed-test.ts";
import { type CreateMatcher, levelOf, type SightedPlace } from "./problem-matcher.ts";

/** MSBuild and its compilers, `Program.cs(3,5): error CS1002: ; expected [/w/app.csproj]`; tests of xunit, NUnit and MSTest; exceptions that nobody caught. */
export const matchDotnet: CreateMatcher = (found) => {
  let test: FailedTest | undefined;
  let isStack = false;
  const endTest = () => {
    test?.end();
    test = undefined;
    isStack = false;
  };

  return {
    take(line) {
      const isBuilt = line.includes(": error ") || line.includes(": warning ");
      const built = isBuilt ? (BUILT.exec(line)?.groups ?? OF_PROJECT.exec(line)?.groups) : undefined;
      if (built !== undefined) {
        const { file = "", line: atLine, column, level = "", code = "", message = "" } = built;
        const place: SightedPlace = {
          file: file.trim(),
          ...(atLine === undefined ? {} : { line: Number(atLine) }),
          ...(column === undefined ? {} : { column: Number(column) }),
        };
        if (!/^TS\d/.test(code)) found({ level: levelOf(level), places: [place], message: `${code}: ${withoutProject(message)}` });
        return;
      }
      const [, failed] = /^\s*(?:Failed|failed) (\S.*) [[(](?:< )?\d[^\])]*[\])]$/.exec(line) ?? [];
      const [, unhandled] = /^Unhandled exception\. (\S.*)/.exec(line) ?? [];
      if (failed !== undefined || unhandled !== undefined) {
        endTest();
        test = new FailedTest(found, failed ?? "");
        if (unhandled !== undefined) test.say(unhandled);
        return;
      }
      if (test === undefined) return;
      const place = dotnetFrame(line);
      if (place !== undefined) test.see(place);
      if (isFrame(line)) isStack = true;
      else if (isStack && line !== "") endTest();
      else if (!/^\s*(?:Error Message|Stack Trace|Stacktrace):$/.test(line) && line !== "") test.say(line);
    },
    end: endTest,
  };
};

/** A number and `>` before it say which project of several at once. */
const BUILT =
  /^\s*(?:\d+>)?(?<file>[^\s(][^(]*)\((?<line>\d+)(?:,(?<column>\d+))?(?:,\d+,\d+)?\) ?: (?<level>error|warning) (?<code>[A-Za-z]+\d+): (?<message>.+)/;
const OF_PROJECT = /^\s*(?:\d+>)?(?<file>\/[^:]*\.\w*proj) : (?<level>error|warning) (?<code>[A-Za-z]+\d+): (?<message>.+)/;

function withoutProject(message: string): string {
  const bracket = message.lastIndexOf(" [");
  return bracket !== -1 && /proj(?:::[^\]]*)?\]$/.test(message) ? message.slice(0, bracket) : message;
}

function isFrame(line: string): boolean {
  return /^\s+(?:at |--- End of )/.test(line) || line.startsWith("--- End of ");
}

/** `   at Shop.Tests.Adds() in /w/Tests.cs:line 14`; the newer runner leaves `line` out. */
function dotnetFrame(line: string): SightedPlace | undefined {
  if (!isFrame(line)) return undefined;
  const [, file, atLine] = /^(.+):(?:line )?(\d+)$/.exec(line.slice(line.lastIndexOf(" in ") + " in ".length)) ?? [];
  return file === undefined ? undefined : { file, line: Number(atLine) };
}
