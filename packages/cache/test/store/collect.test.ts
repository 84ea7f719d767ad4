import { spawn } from "node:child_process";
import { lutimesSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { ownIdentity } from "@nix-repo/model";
import { digestOf } from "../../src/digest.ts";
import { actionOf, keep, type OpenedStore, openStore, resultWith } from "./open-store.ts";
import { askForTask, keepTask, taskOf } from "./tasks-of-a-store.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

describe("what goes first", () => {
  test("is the result that was not used for the longest time, with what no other refers to", async () => {
    using opened = openStore();
    for (let number = 0; number < 6; number++) {
      await keepTask(opened.store, number, opened);
      used(opened, number, Date.now() - (10 - number) * DAY);
    }
    // Used again: it goes last.
    opened.store.touch(taskOf(0).action);
    const { bytes } = await opened.store.status();
    const collected = await opened.store.gc({ maxBytes: bytes * 0.6 });
    expect(await answers(opened, 6)).toEqual(["hit", "miss", "miss", "miss", "hit", "hit"]);
    const after = await opened.store.status();
    expect(after.bytes).toBeLessThanOrEqual(bytes * 0.6);
    expect(collected).toEqual({ removedResults: 3, removedBlobs: 12, freedBytes: bytes - after.bytes, keptBytes: after.bytes });
    expect(opened.troubles).toEqual([]);
  });

  test("is nothing where there is room, but for content that nobody refers to for an hour", async () => {
    using opened = openStore();
    await keepTask(opened.store, 1, opened);
    const [old, fresh] = [await opened.store.addBlob(Buffer.from("old")), await opened.store.addBlob(Buffer.from("fresh"))];
    const file = blobFile(opened, "old");
    utimesSync(file, Date.now() / 1000 - 7200, Date.now() / 1000 - 7200);
    expect(await opened.store.gc({ maxBytes: 1e9 })).toMatchObject({ removedResults: 0, removedBlobs: 1 });
    expect(await opened.store.readBlob(old ?? digestOf(Buffer.from("")))).toBeUndefined();
    expect((await opened.store.readBlob(fresh ?? digestOf(Buffer.from(""))))?.toString()).toBe("fresh");
    expect(await askForTask(opened.store, 1, opened)).toBe("hit");
  });

  test("is a result that is too large by itself, and none of the others for it", async () => {
    using opened = openStore();
    await keep(opened.store, "small", "small");
    await keepTask(opened.store, 1, opened);
    expect(await opened.store.gc({ maxBytes: 50_000 })).toMatchObject({ removedResults: 1 });
    expect(await opened.store.findResult(actionOf("small"))).toBeDefined();
  });

  test("is a result of which something has been missing for a while", async () => {
    using opened = openStore();
    await keepTask(opened.store, 1, opened);
    await keepTask(opened.store, 2, opened);
    const missing = taskOf(1).files[2] ?? Buffer.alloc(0);
    expect(await opened.store.readBlob({ ...digestOf(missing), sizeBytes: 1 })).toBeUndefined();
    expect(await opened.store.gc({ maxBytes: 1e9 })).toMatchObject({ removedResults: 0 });
    used(opened, 1, Date.now() - 2 * HOUR);
    expect(await opened.store.gc({ maxBytes: 1e9 })).toMatchObject({ removedResults: 1 });
    expect(await answers(opened, 3)).toEqual(["miss", "miss", "hit"]);
  });

  test("is everything where nothing may stay", async () => {
    using opened = openStore();
    for (let number = 0; number < 3; number++) await keepTask(opened.store, number, opened);
    expect(await opened.store.gc({ maxBytes: 0 })).toMatchObject({ removedResults: 3, keptBytes: 0 });
    expect(await opened.store.status()).toEqual({ results: 0, blobs: 0, bytes: 0 });
  });
});

describe("content that is being kept", () => {
  test("is left alone until its result is there, also where it was there before", async () => {
    using opened = openStore();
    const content = Buffer.from("kept before");
    await opened.store.addBlob(content);
    const file = blobFile(opened, "kept before");
    utimesSync(file, Date.now() / 1000 - 7200, Date.now() / 1000 - 7200);
    const saving = opened.again();
    const digest = (await saving.addBlob(content)) ?? digestOf(content);
    expect(await opened.store.gc({ maxBytes: 1e9 })).toMatchObject({ removedBlobs: 0 });
    expect(await saving.saveResult(actionOf("a"), resultWith({ a: digest }))).toBe(true);
    expect((await opened.again().readBlob(digest))?.equals(content)).toBe(true);
  });
});

describe("a clock that was set back", () => {
  test("makes nobody's use the last one: what seems to be of a far future goes first", async () => {
    using opened = openStore();
    for (let number = 0; number < 3; number++) await keepTask(opened.store, number, opened);
    used(opened, 0, Date.now() + 400 * DAY);
    used(opened, 1, Date.now() + 300 * DAY);
    const { bytes } = await opened.store.status();
    await opened.store.gc({ maxBytes: bytes * 0.4 });
    expect(await answers(opened, 3)).toEqual(["miss", "miss", "hit"]);
  });

  test("a use now makes it of today again", async () => {
    using opened = openStore();
    await keepTask(opened.store, 0, opened);
    used(opened, 0, Date.now() + 400 * DAY);
    opened.store.touch(taskOf(0).action);
    expect(Math.abs((await opened.store.status()).oldestUseMs ?? 0) - Date.now()).toBeLessThan(HOUR);
  });

  test("what nobody refers to goes, as if it were old", async () => {
    using opened = openStore();
    await keepTask(opened.store, 0, opened);
    await opened.store.addBlob(Buffer.from("x"));
    const file = blobFile(opened, "x");
    utimesSync(file, Date.now() / 1000 + 1e6, Date.now() / 1000 + 1e6);
    expect(await opened.store.gc({ maxBytes: 1e9 })).toMatchObject({ removedBlobs: 1 });
  });
});

test("a use is written down once a day", async () => {
  using opened = openStore();
  await keepTask(opened.store, 0, opened);
  const { hash } = taskOf(0).action;
  const file = join(opened.folder, "ac", hash.slice(0, 1), hash);
  for (const [ago, isWritten] of [
    [DAY / 2, false],
    [2 * DAY, true],
  ] as const) {
    const then = Math.round((Date.now() - ago) / 1000);
    utimesSync(file, then, then);
    opened.store.touch(taskOf(0).action);
    expect(statSync(file).mtimeMs !== then * 1000).toBe(isWritten);
  }
});

describe("the cap", () => {
  test("is kept to while things are kept, and what is used stays", async () => {
    using opened = openStore({ capBytes: 600_000 });
    for (let number = 0; number < 30; number++) {
      expect(await keepTask(opened.store, number, opened)).toBe(true);
      expect((await opened.store.status()).bytes).toBeLessThan(700_000);
      expect(await askForTask(opened.store, number, opened)).toBe("hit");
      // Whatever was before it is older.
      used(opened, number, Date.now() - (100 - number) * HOUR);
    }
    expect((await answers(opened, 30)).slice(0, 20)).toEqual(Array.from({ length: 20 }, () => "miss"));
    expect(opened.troubles).toEqual([]);
  });

  test("is kept to by many that each keep a little, and none looks through the store for it", async () => {
    using opened = openStore({ capBytes: 600_000 });
    for (let number = 0; number < 3; number++) await keepTask(opened.again(), number, opened);
    const { bytes } = await opened.store.status();
    const lines = readFileSync(join(opened.folder, "size"), "utf8").trim().split("\n").map(Number);
    expect(lines.length).toBe(3);
    const estimate = lines.reduce((sum, line) => sum + line, 0);
    expect(estimate / bytes).toBeGreaterThan(0.9);
    expect(estimate / bytes).toBeLessThan(1.1);
  });

  test("what is not known is found out: a size that is missing or damaged", async () => {
    using opened = openStore();
    for (let number = 0; number < 3; number++) await keepTask(opened.store, number, opened);
    for (const text of ["", "many\n", "-5\n"]) {
      writeFileSync(join(opened.folder, "size"), text);
      await keep(opened.again(), `after ${text}`, text);
      const { bytes } = await opened.store.status();
      expect(Number(readFileSync(join(opened.folder, "size"), "utf8"))).toBe(bytes);
    }
  });

  test("the sizes that everybody adds do not become many", async () => {
    using opened = openStore();
    for (let number = 0; number < 1200; number++) await opened.store.saveResult(actionOf(`${number}`), resultWith({}));
    expect(statSync(join(opened.folder, "size")).size).toBeLessThan(4200);
  });
});

describe("collecting", () => {
  test("is done by one at a time", async () => {
    using opened = openStore();
    await keepTask(opened.store, 0, opened);
    const [first, second] = await Promise.all([opened.store.gc({ maxBytes: 1e9 }), opened.again().gc({ maxBytes: 1e9 })]);
    expect([first === undefined, second === undefined]).toEqual([false, true]);
    expect(await opened.store.gc({ maxBytes: 1e9 })).toBeDefined();
    expect(readdirSync(opened.folder).sort()).toEqual(["ac", "cas", "format", "size", "tmp"]);
  });

  test("waits for no process that is gone, nor for one that has its number now", async () => {
    using opened = openStore();
    await keepTask(opened.store, 0, opened);
    const child = spawn("sleep", ["1000"]);
    const { started } = ownIdentity();
    expect(await gcWhile(opened, `${process.pid} ${started}`)).toBeUndefined();
    expect(await gcWhile(opened, `${process.pid} ${started}0`)).toBeDefined();
    expect(await gcWhile(opened, "what nobody has written")).toBeDefined();
    child.kill();
    await new Promise((resolve) => child.once("exit", resolve));
    expect(await gcWhile(opened, `${child.pid} 1`)).toBeDefined();
    // Of another container, where that is another process: nobody collects for two days.
    expect(await gcWhile(opened, `${process.pid} ${started}`, { agoMs: 2 * DAY })).toBeDefined();
  });
});

/** Collects where a process is said to be collecting. */
async function gcWhile({ folder, store }: OpenedStore, who: string, { agoMs = 0 } = {}) {
  const link = join(folder, "collecting");
  rmSync(link, { force: true });
  symlinkSync(who, link);
  const then = (Date.now() - agoMs) / 1000;
  lutimesSync(link, then, then);
  return await store.gc({ maxBytes: 1e9 });
}

describe("clearing", () => {
  test("removes all that is kept, and leaves a store", async () => {
    using opened = openStore();
    for (let number = 0; number < 3; number++) await keepTask(opened.store, number, opened);
    const { results, blobs, bytes } = await opened.store.status();
    expect(await opened.store.clear()).toEqual({ removedResults: results, removedBlobs: blobs, freedBytes: bytes, keptBytes: 0 });
    expect(readdirSync(opened.folder, { recursive: true }).sort()).toEqual(["format", "size", "tmp"]);
    expect(await answers(opened, 3)).toEqual(["miss", "miss", "miss"]);
    await keepTask(opened.store, 1, opened);
    expect(await askForTask(opened.store, 1, opened)).toBe("hit");
    expect(opened.troubles).toEqual([]);
  });
});

test("the status counts what there is, and says when the oldest was used", async () => {
  using opened = openStore();
  for (let number = 0; number < 3; number++) await keepTask(opened.store, number, opened);
  const then = Math.round(Date.now() / 1000) * 1000 - 5 * DAY;
  used(opened, 1, then);
  // Four of each task and one that all three share by their rest, which for these three is another one each.
  expect(await opened.store.status()).toMatchObject({ results: 3, blobs: 15, oldestUseMs: then });
});

function used({ folder }: OpenedStore, number: number, ms: number): void {
  const { hash } = taskOf(number).action;
  utimesSync(join(folder, "ac", hash.slice(0, 1), hash), ms / 1000, ms / 1000);
}

async function answers(opened: OpenedStore, count: number): Promise<readonly string[]> {
  const answers: string[] = [];
  // Told without a use.
  for (let number = 0; number < count; number++) answers.push(await askForTask(opened.again({ mode: "r" }), number, opened));
  return answers;
}

function blobFile({ folder }: OpenedStore, content: string): string {
  const { hash } = digestOf(Buffer.from(content));
  return join(folder, "cas", hash.slice(0, 1), hash);
}
