import { expect, test } from "@jest/globals";
import { asStartedByBash, needsRealBash } from "../src/bash-start.ts";
import { nixSystem } from "../src/index.ts";
import { developHabits, parseNixVersion } from "../src/nix-version.ts";

test.each([
  [undefined, "0"],
  ["", "0"],
  ["1", "1"],
  ["7", "7"],
  ["many", "0"],
  ["998", "998"],
  ["999", "0"],
  ["-5", "0"],
])("SHLVL %j", (SHLVL, level) => {
  const caller = SHLVL === undefined ? {} : { SHLVL };
  expect(asStartedByBash({ environment: { _: "x" }, caller, cwd: "/usr" })).toEqual({ SHLVL: level, PWD: "/usr" });
});

test("when only a real bash will do", () => {
  const needs = (base: Record<string, string>) => needsRealBash({ base: { PATH: "/bin", ...base }, hook: "every-start" }, { greet: "" });
  expect(needs({})).toBe(false);
  expect(needs({ BASH_ENV: "" })).toBe(false);
  expect(needs({ BASH_ENV: "/x" })).toBe(true);
  expect(needs({ SHELLOPTS: "posix" })).toBe(true);
  expect(needs({ "BASH_FUNC_other%%": "() { :; }" })).toBe(false);
  expect(needs({ "BASH_FUNC_greet%%": "() { :; }" })).toBe(true);
  expect(needsRealBash({ base: {}, hook: "every-start" }, {})).toBe(true);
  expect(needsRealBash({ base: {}, hook: "once-per-run" }, {})).toBe(false);
});

test("versions of Nix and of its forks", () => {
  expect(parseNixVersion("nix (Nix) 2.26.3\n")).toBe("2.26.3");
  expect(parseNixVersion("nix (Lix, like Nix) 2.91.1\n")).toBe("2.91.1");
  expect(parseNixVersion("nix (Determinate Nix 3.6.2) 2.29.0\n")).toBe("2.29.0");
  expect(parseNixVersion("something else\n")).toBeUndefined();
  expect(developHabits("2.31pre20250701_abc")).toEqual(developHabits("2.26.3"));
});

test("Nix's names of machines", () => {
  expect(nixSystem({ platform: "linux", arch: "x64" })).toBe("x86_64-linux");
  expect(nixSystem({ platform: "darwin", arch: "arm64" })).toBe("aarch64-darwin");
});
