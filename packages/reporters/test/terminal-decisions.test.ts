import { describe, expect, test } from "@jest/globals";
import {
  ASCII,
  chooseReporter,
  decideColour,
  displayPath,
  formatDuration,
  formatElapsed,
  formatLimit,
  symbolsFor,
  UNICODE,
} from "@nix-repo/reporters";

describe("colour", () => {
  test.each([
    ["a terminal", { env: {}, isTTY: true }, true],
    ["a pipe", { env: {}, isTTY: false }, false],
    ["a dumb terminal", { env: { TERM: "dumb" }, isTTY: true }, false],
    ["NO_COLOR on a terminal", { env: { NO_COLOR: "1" }, isTTY: true }, false],
    ["an empty NO_COLOR", { env: { NO_COLOR: "" }, isTTY: true }, true],
    ["FORCE_COLOR in a pipe", { env: { FORCE_COLOR: "1" }, isTTY: false }, true],
    ["FORCE_COLOR=0 on a terminal", { env: { FORCE_COLOR: "0" }, isTTY: true }, false],
    ["NO_COLOR against FORCE_COLOR", { env: { NO_COLOR: "1", FORCE_COLOR: "1" }, isTTY: true }, false],
    ["the flag against NO_COLOR", { flag: true, env: { NO_COLOR: "1" }, isTTY: false }, true],
    ["the flag against FORCE_COLOR", { flag: false, env: { FORCE_COLOR: "1" }, isTTY: true }, false],
  ])("%s", (_, question, expected) => {
    expect(decideColour(question)).toBe(expected);
  });
});

test.each([
  [{}, UNICODE],
  [{ LANG: "C.UTF-8" }, UNICODE],
  [{ LANG: "en_US.utf8" }, UNICODE],
  [{ LC_CTYPE: "UTF-8" }, UNICODE],
  [{ LANG: "C" }, ASCII],
  [{ LANG: "en_US.UTF-8", LC_ALL: "POSIX" }, ASCII],
  [{ LC_ALL: "", LANG: "de_DE.ISO-8859-1" }, ASCII],
  [{ LANG: "C.UTF-8", TERM: "linux" }, ASCII],
])("symbols for %j", (env, expected) => {
  expect(symbolsFor(env)).toBe(expected);
});

describe("the reporter for", () => {
  const terminal = { json: false, tasks: 3, stdoutIsTTY: true, stderrIsTTY: true, env: {} };
  test.each([
    ["several tasks on a terminal", terminal, "live"],
    ["one task", { ...terminal, tasks: 1 }, "streaming"],
    ["stdout in a pipe", { ...terminal, stdoutIsTTY: false }, "prefixed"],
    ["stderr in a file", { ...terminal, stderrIsTTY: false }, "prefixed"],
    ["a dumb terminal", { ...terminal, env: { TERM: "dumb" } }, "prefixed"],
    ["CI with a terminal", { ...terminal, env: { CI: "true" } }, "prefixed"],
    ["CI=false", { ...terminal, env: { CI: "false" } }, "live"],
    ["GitHub Actions", { ...terminal, stdoutIsTTY: false, env: { CI: "true", GITHUB_ACTIONS: "true" } }, "github"],
    ["GitLab", { ...terminal, stdoutIsTTY: false, env: { CI: "true", GITLAB_CI: "true" } }, "gitlab"],
    ["one task on GitHub Actions", { ...terminal, tasks: 1, env: { CI: "true", GITHUB_ACTIONS: "true" } }, "streaming"],
    ["GitHub Actions, where lines are asked for", { ...terminal, env: { GITHUB_ACTIONS: "true" }, output: "prefixed" }, "prefixed"],
    ["a program on GitHub Actions", { ...terminal, json: true, env: { GITHUB_ACTIONS: "true" } }, "json"],
    ["GITHUB_ACTIONS=false", { ...terminal, env: { GITHUB_ACTIONS: "false" } }, "live"],
    ["a pipe, where GitHub's form is asked for", { ...terminal, tasks: 1, stdoutIsTTY: false, output: "github" }, "github"],
    ["a program", { ...terminal, json: true }, "json"],
    ["one task, where lines are asked for", { ...terminal, tasks: 1, output: "prefixed" }, "prefixed"],
    ["a terminal, where groups are asked for", { ...terminal, output: "grouped" }, "grouped"],
    ["a pipe, where failures are asked for", { ...terminal, stdoutIsTTY: false, output: "failures" }, "failures"],
    ["CI with a terminal, where the live view is asked for", { ...terminal, env: { CI: "true" }, output: "live" }, "live"],
    ["a pipe, where the live view is asked for", { ...terminal, stdoutIsTTY: false, output: "live" }, "prefixed"],
  ] as const)("%s", (_, question, expected) => {
    expect(chooseReporter(question)).toBe(expected);
  });
});

test.each([
  [0, "0ms"],
  [38.4, "38ms"],
  [999.6, "1.0s"],
  [1234, "1.2s"],
  [9949, "9.9s"],
  [9950, "10s"],
  [12_400, "12s"],
  [59_600, "1m 00s"],
  [64_000, "1m 04s"],
  [3_599_700, "1h 00m"],
  [7_500_000, "2h 05m"],
])("%d ms last %s", (ms, text) => {
  expect(formatDuration(ms)).toBe(text);
});

test.each([
  [500, "500ms"],
  [1500, "1.5s"],
  [30_000, "30s"],
  [600_000, "10m"],
  [5_400_000, "1h 30m"],
  [3_601_000, "1h 1s"],
])("a limit of %d ms reads %s", (ms, text) => {
  expect(formatLimit(ms)).toBe(text);
});

test.each([
  [-5, "0s"],
  [999, "0s"],
  [61_999, "1m 01s"],
])("%d ms so far read %s", (ms, text) => {
  expect(formatElapsed(ms)).toBe(text);
});

test.each([
  ["/ws/code/web", "/ws", "code/web"],
  ["/ws", "/ws", "."],
  ["/ws2/x", "/ws", "/ws2/x"],
  ["/ws/..x", "/ws", "..x"],
  ["./flake", "/ws", "./flake"],
  ["/ws/x", undefined, "/ws/x"],
])("%s in %s is shown as %s", (path, base, shown) => {
  expect(displayPath(path, base)).toBe(shown);
});
