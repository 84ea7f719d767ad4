import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { temporaryFolder } from "@nix-repo/testkit";
import { isYoung, lookAt, NONE, settingSignature, UNSURE } from "../../src/inputs/look.ts";

describe("whether another change might leave the times as they are", () => {
  const now = 1_700_000_000_000;
  test.each<[string, { ctimeMs: number; mtimeMs: number }, boolean]>([
    ["changed long ago", { ctimeMs: now - 5000.25, mtimeMs: now - 5000.25 }, false],
    ["changed just now", { ctimeMs: now - 0.25, mtimeMs: now - 0.25 }, true],
    ["within the slowest clock's grain", { ctimeMs: now - 29.75, mtimeMs: now - 29.75 }, true],
    ["its state alone has changed", { ctimeMs: now - 1.25, mtimeMs: now - 5000.25 }, true],
    ["it says that it comes from the future", { ctimeMs: now - 5000.25, mtimeMs: now + 5000.25 }, true],
    ["the clock was set back", { ctimeMs: now + 3_600_000.25, mtimeMs: now + 3_600_000.25 }, true],
    ["whole seconds: a coarse file system", { ctimeMs: now - 2000, mtimeMs: now - 2000 }, true],
    ["… long ago", { ctimeMs: now - 3000, mtimeMs: now - 3000 }, false],
  ])("%s", (_, times, expected) => {
    expect(isYoung(times, now)).toBe(expected);
  });
});

test("a file is signed once it is old enough", () => {
  using folder = temporaryFolder({ file: "content" });
  const file = join(folder.path, "file");
  const changed = lookAt(file)?.ctimeMs ?? 0;
  expect(settingSignature(file, changed + 10)).toBe(UNSURE);
  const signature = settingSignature(file, changed + 5000);
  expect(signature).toMatch(/^7:/);
  writeFileSync(file, "CONTENT");
  expect(settingSignature(file, changed + 50_000)).not.toBe(signature);
  expect(settingSignature(join(folder.path, "none"), changed)).toBe(NONE);
  expect(settingSignature(join(file, "below"), changed)).toBe(NONE);
});
