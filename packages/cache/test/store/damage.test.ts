import { existsSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { digestOf } from "../../src/digest.ts";
import { type OpenedStore, openStore } from "./open-store.ts";
import { askForTask, keepTask, taskOf } from "./tasks-of-a-store.ts";

/** How often the store is damaged in each way. */
const numRuns = Number(process.env.REPO_STORE_DAMAGES ?? 150);

type Damage =
  | { readonly kind: "a byte changed"; readonly at: number; readonly by: number }
  | { readonly kind: "the end cut off"; readonly at: number }
  | { readonly kind: "a byte added"; readonly byte: number }
  | { readonly kind: "zeros"; readonly at: number }
  | { readonly kind: "another file's content"; readonly other: number };

const at = fc.nat();
const damages: fc.Arbitrary<Damage> = fc.oneof(
  fc.record({ kind: fc.constant("a byte changed" as const), at, by: fc.integer({ min: 1, max: 255 }) }),
  fc.record({ kind: fc.constant("the end cut off" as const), at }),
  fc.record({ kind: fc.constant("a byte added" as const), byte: fc.nat(255) }),
  fc.record({ kind: fc.constant("zeros" as const), at }),
  fc.record({ kind: fc.constant("another file's content" as const), other: at }),
);

describe("a damaged store", () => {
  test("never gives anything but what was kept, whichever of its files is damaged and how", async () => {
    using opened = openStore();
    for (let number = 0; number < 3; number++) await keepTask(opened.store, number, opened);
    const files = storedFiles(opened);
    const whole = new Map(files.map((file) => [file, readFileSync(file)]));
    const seen = new Map<string, number>();
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...files), damages, async (file, damage) => {
        for (const [file, content] of whole) if (!existsSync(file) || !readFileSync(file).equals(content)) writeFileSync(file, content);
        if (!doDamage(file, damage, files)) return;
        const store = opened.again();
        const before = opened.troubles.length;
        for (let number = 0; number < 3; number++) {
          const answer = await askForTask(store, number, opened);
          seen.set(answer, (seen.get(answer) ?? 0) + 1);
        }
        const isKept = /^(ac|cas)\//.test(relative(opened.folder, file));
        if (isKept)
          expect({ file, removed: !existsSync(file), told: opened.troubles.length - before }).toEqual({ file, removed: true, told: 1 });
      }),
      { numRuns },
    );
    for (const answer of ["hit", "miss", "partly"]) expect(seen.get(answer)).toBeGreaterThan(0);
  });

  test("loses only what is damaged, tells it once, and keeps it anew", async () => {
    using opened = openStore();
    await keepTask(opened.store, 1, opened);
    await keepTask(opened.store, 2, opened);
    const [first, second] = [1, 2].map((number) => fileOfBlob(opened, taskOf(number).files[0] ?? Buffer.alloc(0)));
    for (const file of [first, second]) truncateSync(file ?? "", 3);
    const store = opened.again();
    expect([await askForTask(store, 1, opened), await askForTask(store, 2, opened)]).toEqual(["partly", "partly"]);
    expect(opened.troubles).toEqual([{ kind: "damaged", folder: opened.folder, file: first }]);
    await keepTask(store, 1, opened);
    expect(await askForTask(opened.again(), 1, opened)).toBe("hit");
    expect(opened.troubles).toHaveLength(1);
  });

  test("that may only be read is not changed, and gives nothing damaged either", async () => {
    using opened = openStore();
    await keepTask(opened.store, 1, opened);
    const file = fileOfBlob(opened, taskOf(1).files[0] ?? Buffer.alloc(0));
    truncateSync(file, 3);
    expect(await askForTask(opened.again({ mode: "r" }), 1, opened)).toBe("partly");
    expect(readFileSync(file)).toHaveLength(3);
  });

  test("is verified: what is damaged is counted and removed", async () => {
    using opened = openStore();
    for (let number = 0; number < 3; number++) await keepTask(opened.store, number, opened);
    expect(await opened.store.verify()).toMatchObject({ results: 3, damagedResults: 0, damagedBlobs: 0 });
    const { results, blobs } = await opened.store.status();
    for (const file of storedFiles(opened)) {
      const content = readFileSync(file);
      if (/\/(ac|cas)\//.test(file)) writeFileSync(file, Buffer.concat([content, Buffer.from("x")]));
    }
    expect(await opened.again({ mode: "r" }).verify()).toMatchObject({ damagedResults: results, damagedBlobs: blobs });
    expect(await opened.store.verify()).toMatchObject({ results, blobs, damagedResults: results, damagedBlobs: blobs });
    expect(await opened.store.status()).toEqual({ results: 0, blobs: 0, bytes: 0 });
  });
});

test("content is not believed to have a length that it has not", async () => {
  using opened = openStore();
  const content = Buffer.from("a line of text\n".repeat(1000));
  const { hash, sizeBytes } = (await opened.store.addBlob(content)) ?? digestOf(content);
  for (const wrong of [0, 1, sizeBytes - 1, sizeBytes + 1, 2 ** 40]) {
    expect(await opened.store.readBlob({ hash, sizeBytes: wrong })).toBeUndefined();
    await opened.store.addBlob(content);
  }
  for (const digest of [
    { hash: "../../format", sizeBytes: 2 },
    { hash: hash.toUpperCase(), sizeBytes },
    { hash, sizeBytes: -1 },
  ])
    expect(await opened.store.readBlob(digest)).toBeUndefined();
  expect((await opened.store.readBlob({ hash, sizeBytes }))?.equals(content)).toBe(true);
});

function storedFiles({ folder }: OpenedStore): readonly string[] {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries.flatMap((entry) => (entry.isFile() ? [join(entry.parentPath, entry.name)] : [])).sort();
}

function fileOfBlob({ folder }: OpenedStore, content: Buffer): string {
  const { hash } = digestOf(content);
  return join(folder, "cas", hash.slice(0, 1), hash);
}

/** @returns whether the file is another one now */
function doDamage(file: string, damage: Damage, files: readonly string[]): boolean {
  const content = readFileSync(file);
  const damaged = damagedContent(content, damage, files);
  if (damaged.equals(content)) return false;
  rmSync(file);
  expect(existsSync(dirname(file))).toBe(true);
  writeFileSync(file, damaged);
  return true;
}

function damagedContent(content: Buffer, damage: Damage, files: readonly string[]): Buffer {
  const place = (at: number) => at % Math.max(1, content.length);
  switch (damage.kind) {
    case "a byte changed":
      return Buffer.from(content.map((byte, at) => (at === place(damage.at) ? byte ^ damage.by : byte)));
    case "the end cut off":
      return content.subarray(0, place(damage.at));
    case "a byte added":
      return Buffer.concat([content, Buffer.from([damage.byte])]);
    case "zeros":
      return Buffer.concat([content.subarray(0, place(damage.at)), Buffer.alloc(content.length - place(damage.at))]);
    case "another file's content":
      return readFileSync(files[damage.other % files.length] ?? "");
  }
}
