import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { collectOutputs } from "../../src/outputs/collect-outputs.ts";
import { restoreOutputs } from "../../src/outputs/restore-outputs.ts";
import { openLocalStore } from "../../src/store/local-store.ts";
import { outputsFolder } from "./outputs-folder.ts";
import { snapshot } from "./snapshot.ts";

const GLOBS = ["dist/**"];

test("one flipped byte in a store's blob touches no work tree", async () => {
  using folder = outputsFolder({
    "dist/small": "small",
    "dist/packed": "many words, ".repeat(2_000),
    "dist/run": { content: "#!/bin/sh", mode: 0o755 },
    "dist/secret": { content: "key", mode: 0o600 },
  });
  mkdirSync(join(folder.path, "dist/empty"));
  const kept = join(folder.workspace.path, "store");
  const scratch = join(folder.workspace.path, ".repo/placing");
  const openStore = () => openLocalStore({ folder: kept, scratch, capBytes: 1e9, mode: "rw", warn: () => undefined });
  const before = snapshot(folder.path);
  const collected = await collectOutputs(folder.place(GLOBS), openStore());
  if (!collected.ok) throw new Error(JSON.stringify(collected.error));
  const restore = () => restoreOutputs({ place: folder.place(GLOBS), result: collected.value, store: openStore(), scratch });
  const blobs = readdirSync(kept, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /^[0-9a-f]{20,}(\.z)?$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name));
  expect(blobs.length).toBe(5);
  rmSync(join(folder.path, "dist"), { recursive: true });
  const without = snapshot(folder.path);
  for (const blob of blobs) {
    const content = readFileSync(blob);
    for (const at of [0, content.length - 1, content.length >> 1]) {
      const flipped = Buffer.from(content);
      flipped[at] = (flipped[at] ?? 0) ^ 4;
      rmSync(blob, { force: true });
      writeFileSync(blob, flipped);
      expect(await restore()).toEqual({ kind: "missing" });
      expect(snapshot(folder.path)).toEqual(without);
      expect(readdirSync(scratch)).toEqual([]);
    }
    rmSync(blob, { force: true });
    writeFileSync(blob, content);
  }
  expect(await restore()).toMatchObject({ kind: "restored", written: 4 });
  expect(snapshot(folder.path)).toEqual(before);
});
