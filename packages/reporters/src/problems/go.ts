import { FailedTest } from "./failed-test.ts";
import { type CreateMatcher, matchLines } from "./problem-matcher.ts";

const matchCompiler = matchLines([
  { holds: ".go:", pattern: /^(?:vet: )?(?<file>[^\s:][^:]*\.go):(?<line>\d+):(?<column>\d+): (?<message>.+)/ },
  // golangci-lint, where a linter knows no column. Without its name at the end it would be any line of Go's own logger.
  { holds: ".go:", pattern: /^(?<file>[^\s:][^:]*\.go):(?<line>\d+): (?<message>.+ \([a-z][\w-]*\))$/ },
]);

/**
 * go build, go vet, golangci-lint, and what a program prints when it panics:
 *
 *     panic: boom
 *
 *     goroutine 1 [running]:
 *     main.main()
 *             /w/main.go:12 +0x1d
 */
export const matchGo: CreateMatcher = (found) => {
  const compiler = matchCompiler(found);
  let panic: FailedTest | undefined;
  const endPanic = () => {
    panic?.end();
    panic = undefined;
  };
  return {
    take(line) {
      compiler.take(line);
      const [, what] = /^(?:panic|fatal error): (\S.*)/.exec(line) ?? [];
      if (what !== undefined) {
        endPanic();
        panic = new FailedTest(found, "panic");
        panic.say(what.replace(/ \[recovered\]$/, ""));
        return;
      }
      if (panic === undefined) return;
      const [, file, atLine] = /^\s+(\/.*\.go):(\d+)(?: \+0x[0-9a-f]+)?$/.exec(line) ?? [];
      if (file !== undefined) panic.see({ file, line: Number(atLine) });
      // The first goroutine is the one that panicked.
      else if (line === "" && panic.hasPlace) endPanic();
    },
    end: endPanic,
  };
};
