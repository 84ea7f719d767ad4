import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { temporaryFolder } from "@nix-repo/testkit";
import { watchFiles } from "../src/watch/watch-files.ts";

test("files are told that come into new folders at once, however deep", async () => {
  using folder = temporaryFolder({ "first/x": "" });
  const awaited = new Set<string>();
  const all = Promise.withResolvers<void>();
  const watcher = await watchFiles({
    paths: [folder.path],
    hidden: [],
    always: () => false,
    settleMs: 20,
    onChange(paths) {
      for (const path of paths) awaited.delete(path);
      if (awaited.size === 0) all.resolve();
    },
  });
  for (let i = 0; i < 150; i++) {
    const inner = join(folder.path, `d${i}`, "deep/er");
    mkdirSync(inner, { recursive: true });
    // So that the library lists a folder now before its file is there, and now after.
    if (i % 3 === 0) await new Promise((resolve) => setImmediate(resolve));
    if (i % 3 === 1) await new Promise((resolve) => setTimeout(resolve, i % 4));
    awaited.add(join(inner, "file"));
    writeFileSync(join(inner, "file"), `${i}`);
  }
  await all.promise;
  expect(awaited.size).toBe(0);
  await watcher.close();
});
