import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { temporaryFolder } from "@nix-repo/testkit";
import { openDurations } from "../src/durations.ts";

function expectedIn(folder: string, ...tasks: readonly `${string}:${string}`[]): number[] {
  return [...openDurations(folder).expected(tasks).values()];
}

function tell(folder: string, tasks: Readonly<Record<`${string}:${string}`, number>>): void {
  const durations = openDurations(folder);
  for (const [task, ms] of Object.entries(tasks)) durations.took(task as `${string}:${string}`, ms);
  durations.save();
}

describe("how long tasks are expected to take", () => {
  test("a second where nothing is known, what earlier runs took, and for others the median of that", () => {
    using folder = temporaryFolder();
    const state = join(folder.path, ".repo");
    expect(expectedIn(state, "a:x", "b:x")).toEqual([1_000, 1_000]);
    tell(state, { "a:x": 10, "b:x": 30, "c:x": 5_000 });
    expect(expectedIn(state, "a:x", "b:x", "c:x", "new:x")).toEqual([10, 30, 5_000, 30]);
    tell(state, { "a:x": 20 });
    expect(expectedIn(state, "a:x", "b:x")).toEqual([15, 30]);
    expect(readdirSync(state).sort()).toEqual([".gitignore", "durations.json"]);
  });

  test("runs at the same time lose nothing of each other", () => {
    using folder = temporaryFolder();
    const [one, other] = [openDurations(folder.path), openDurations(folder.path)];
    one.took("a:x", 1);
    other.took("b:x", 2);
    one.save();
    other.save();
    expect(expectedIn(folder.path, "a:x", "b:x")).toEqual([1, 2]);
  });

  test("what is kept stays small: those that ran last stay", () => {
    using folder = temporaryFolder();
    tell(folder.path, { "old:x": 7 });
    tell(folder.path, Object.fromEntries(Array.from({ length: 5_000 }, (_, index) => [`s${index}:x`, 5])));
    const { tasks } = JSON.parse(readFileSync(join(folder.path, "durations.json"), "utf8"));
    expect([Object.keys(tasks).length, tasks["old:x"], tasks["s0:x"]]).toEqual([5_000, undefined, 5]);
  });

  test.each(["", "{", "[]", '{ "version": 2 }', '{ "version": 1, "tasks": { "a:x": "long" } }', '{ "version": 1 }'])(
    "a file that is not ours says nothing, and is replaced: %s",
    (text) => {
      using folder = temporaryFolder();
      writeFileSync(join(folder.path, "durations.json"), text);
      expect(expectedIn(folder.path, "a:x")).toEqual([1_000]);
      tell(folder.path, { "a:x": 3 });
      expect(expectedIn(folder.path, "a:x")).toEqual([3]);
    },
  );

  test("where nothing can be written, nothing is, and nobody minds", () => {
    using folder = temporaryFolder({ file: "" });
    tell(join(folder.path, "file"), { "a:x": 3 });
    expect(expectedIn(join(folder.path, "file"), "a:x")).toEqual([1_000]);
  });
});
