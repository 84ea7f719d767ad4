import { utimesSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { temporaryFolder } from "@nix-repo/testkit";
import { lookAt, lookOf, outsideDigest, trusted } from "../../src/keep/signature.ts";

const SECOND = 1_000_000_000n;

/** A file as `lstat` has it, changed at a time in nanoseconds. */
function fileOf(ctimeNs: bigint, mtimeNs = ctimeNs) {
  return lookOf({ size: 1n, mtimeNs, ctimeNs, ino: 1n, mode: 0o100644n });
}

describe("when times can be trusted", () => {
  const at = 1_700_000_000n * SECOND;
  test.each([
    ["a fine clock, at once", fileOf(at + 5n), 0, false],
    ["a fine clock, after a tick", fileOf(at + 5n), 40, true],
    ["whole seconds, after a tick", fileOf(at), 40, false],
    ["whole seconds, after a second", fileOf(at), 1100, false],
    ["whole seconds, after two", fileOf(at), 2100, true],
    // As tar and touch leave it: what nobody can set is fine.
    ["a whole second of the content's alone", fileOf(at + 5n, at - 9n * SECOND), 40, true],
    ["a whole second of the state's alone", fileOf(at, at - 9n), 40, false],
  ])("%s", (_what, look, age, expected) => {
    expect(trusted(look, Number(at / 1_000_000n) + age) !== "").toBe(expected);
  });

  test("a real file has both, and other permissions or content another signature", () => {
    using folder = temporaryFolder({ a: "1" });
    const file = join(folder.path, "a");
    const before = lookAt(file);
    utimesSync(file, 1, 1);
    expect(lookAt(file)).toMatchObject({ kind: "file" });
    expect(lookAt(file)?.signature).not.toBe(before?.signature);
    expect(lookAt(join(file, "below"))).toBeUndefined();
  });
});

test("of a folder outside of the flake all that is in it counts, and whether it is young", () => {
  using folder = temporaryFolder({ "input/a": "1", "input/deep/b": "1" });
  const input = join(folder.path, "input");
  const first = outsideDigest(input);
  expect(first?.young).toBe(true);
  folder.write({ "input/deep/b": "22" });
  const second = outsideDigest(input);
  expect(second?.digest).not.toBe(first?.digest);
  expect(outsideDigest(join(input, "a"))?.digest).not.toBe(outsideDigest(join(input, "deep/b"))?.digest);
  expect(outsideDigest(join(folder.path, "none"))).toMatchObject({ young: false });
});
