import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { inNamespace } from "../../../../test/in-namespace.ts";
import { type OpenedStore, openStore } from "./open-store.ts";
import { askForTask, keepTask } from "./tasks-of-a-store.ts";

/** What `meet-trouble.ts` tells: what it kept, what it found, and what it was warned of. */
interface Met {
  readonly kept: readonly boolean[];
  readonly found: readonly string[];
  readonly troubles: readonly unknown[];
  /** What is in the work tree then, which the mount may hide from us. */
  readonly left: readonly string[];
}

/** Keeps and asks for tasks in a process of its own, with something mounted in the store's place. */
async function meetTrouble({ folder, tree }: OpenedStore, mount: string, { dropped = false, only = "" } = {}): Promise<Met> {
  mkdirSync(folder, { recursive: true });
  const command = [...(dropped ? DROPPED : []), process.execPath, join(import.meta.dirname, "meet-trouble.ts"), folder, tree, only];
  // A bash whose input is a socket takes itself for a remote one, and reads what is in HOME.
  const env = { PATH: process.env.PATH, HOME: tree };
  const { stdout, stderr, exitCode } = await inNamespace({ cwd: folder, env, mount, command });
  expect({ stderr, exitCode }).toEqual({ stderr: "", exitCode: 0 });
  return JSON.parse(stdout) as Met;
}

/** As somebody to whom modes apply: to root they do where a capability is dropped. */
const DROPPED = process.getuid?.() === 0 ? ["setpriv", "--bounding-set", "-dac_override,-dac_read_search"] : [];

const NONE = { kept: [false, false, false, false], found: ["miss", "miss", "miss", "miss"] };

function notWritten({ folder }: OpenedStore, reason: string) {
  return { kind: "not-written", folder, reason };
}

describe("a store on a disk", () => {
  test("that is full: keeps what has room, then nothing, tells it once, and gives what it has", async () => {
    using opened = openStore();
    const { kept, found, troubles } = await meetTrouble(opened, 'mount -t tmpfs -o size=230k none "$PWD" && cd "$PWD"');
    expect({ kept, found }).toEqual({ kept: [true, true, false, false], found: ["hit", "hit", "miss", "miss"] });
    expect(troubles).toEqual([notWritten(opened, "the disk is full")]);
  });

  test("that has no room at all: keeps nothing", async () => {
    using opened = openStore();
    const filled = 'mount -t tmpfs -o size=16k none "$PWD" && cd "$PWD" && { head -c 1M /dev/zero >filler; true; }';
    expect(await meetTrouble(opened, filled)).toMatchObject({ ...NONE, troubles: [notWritten(opened, "the disk is full")] });
  });

  test("that can only be read: gives what it has, keeps nothing, tells it once", async () => {
    using opened = openStore();
    await keepTask(opened.store, 0, opened);
    const readOnly = 'mount --bind "$PWD" "$PWD" && mount -o remount,bind,ro "$PWD" && cd "$PWD"';
    expect(await meetTrouble(opened, readOnly)).toMatchObject({
      kept: [false, false, false, false],
      found: ["hit", "miss", "miss", "miss"],
      troubles: [notWritten(opened, "the folder can only be read")],
    });
  });

  test("whose permissions do not allow writing: the same", async () => {
    using opened = openStore();
    mkdirSync(opened.folder, { recursive: true });
    chmodSync(opened.folder, 0o500);
    const { kept, troubles } = await meetTrouble(opened, ":", { dropped: true });
    expect({ kept, troubles }).toEqual({ kept: NONE.kept, troubles: [notWritten(opened, "the folder's permissions do not allow it")] });
  });

  test("whose permissions do not allow reading: finds nothing, keeps nothing", async () => {
    using opened = openStore();
    await keepTask(opened.store, 0, opened);
    chmodSync(join(opened.folder, "format"), 0);
    const reason = "the folder's permissions do not allow it";
    const troubles = [{ kind: "not-read", folder: opened.folder, reason }];
    expect(await meetTrouble(opened, ":", { dropped: true })).toMatchObject({ ...NONE, troubles });
  });
});

test("a work tree whose disk is full gets no half of anything, and the store is not to blame", async () => {
  using opened = openStore();
  await keepTask(opened.store, 0, opened);
  const mount = 'mount -t tmpfs -o size=64k none "$HOME"';
  const { found, troubles, left } = await meetTrouble(opened, mount, { only: "ask" });
  expect({ found, troubles }).toEqual({ found: ["partly", "miss", "miss", "miss"], troubles: [] });
  expect(left.map((name) => name.replace(/\d+-/, ""))).toEqual(
    expect.arrayContaining(["placing", "placed-0", "placed-1", "placed-3", "placed-4"]),
  );
  expect(left).toHaveLength(5);
});

describe("a store in whose place", () => {
  test("nothing is: finds nothing, makes nothing until something is kept", async () => {
    using opened = openStore();
    expect(await askForTask(opened.store, 1, opened)).toBe("miss");
    expect(await opened.store.status()).toEqual({ results: 0, blobs: 0, bytes: 0 });
    expect(await opened.store.gc({ maxBytes: 0 })).toBeUndefined();
    expect(await opened.store.verify()).toEqual({ results: 0, blobs: 0, bytes: 0, damagedResults: 0, damagedBlobs: 0 });
    expect(readdirSync(join(opened.folder, "../.."))).toEqual(["tree"]);
    expect(opened.troubles).toEqual([]);
  });

  test("a file is: finds nothing, keeps nothing, tells it once", async () => {
    using opened = openStore();
    mkdirSync(join(opened.folder, ".."));
    writeFileSync(opened.folder, "");
    const reason = "there is a file where the folder should be";
    for (let number = 0; number < 3; number++) {
      expect(await askForTask(opened.store, number, opened)).toBe("miss");
      expect(await keepTask(opened.store, number, opened)).toBe(false);
    }
    expect(opened.troubles).toEqual([{ kind: "not-read", folder: opened.folder, reason }]);
    expect(readFileSync(opened.folder, "utf8")).toBe("");
  });

  test("a file is where one of its folders should be: finds and keeps nothing there", async () => {
    using opened = openStore();
    await keepTask(opened.store, 1, opened);
    rmSync(join(opened.folder, "cas"), { recursive: true });
    writeFileSync(join(opened.folder, "cas"), "");
    const store = opened.again();
    expect(await askForTask(store, 1, opened)).toBe("partly");
    expect(await keepTask(store, 2, opened)).toBe(false);
    const reason = "there is a file where the folder should be";
    expect(opened.troubles).toEqual([
      { kind: "not-read", folder: opened.folder, reason },
      { kind: "not-written", folder: opened.folder, reason },
    ]);
  });

  test("one of a newer version is: it is left alone, and told once", async () => {
    using opened = openStore();
    await keepTask(opened.store, 1, opened);
    writeFileSync(join(opened.folder, "format"), "2\n");
    const before = readdirSync(opened.folder, { recursive: true }).sort();
    const store = opened.again();
    for (let time = 0; time < 2; time++) expect(await askForTask(store, 1, opened)).toBe("miss");
    expect(await keepTask(store, 2, opened)).toBe(false);
    expect(await store.gc({ maxBytes: 0 })).toBeUndefined();
    expect(await store.clear()).toEqual({ removedResults: 0, removedBlobs: 0, freedBytes: 0, keptBytes: 0 });
    expect(readdirSync(opened.folder, { recursive: true }).sort()).toEqual(before);
    expect(opened.troubles).toEqual([{ kind: "newer-format", folder: opened.folder, format: "2" }]);
  });

  test("one disappears: it is made anew", async () => {
    using opened = openStore();
    await keepTask(opened.store, 1, opened);
    rmSync(opened.folder, { recursive: true });
    expect(await askForTask(opened.store, 1, opened)).toBe("miss");
    expect(await keepTask(opened.store, 1, opened)).toBe(true);
    expect(await askForTask(opened.store, 1, opened)).toBe("hit");
    expect(await askForTask(opened.again(), 1, opened)).toBe("hit");
    expect(opened.troubles).toEqual([]);
  });
});

test("a store that is only read keeps nothing, not even when something was used", async () => {
  using opened = openStore();
  await keepTask(opened.store, 1, opened);
  const before = readdirSync(opened.folder, { recursive: true }).sort();
  const store = opened.again({ mode: "r" });
  expect(await askForTask(store, 1, opened)).toBe("hit");
  expect(await keepTask(store, 2, opened)).toBe(false);
  expect(await store.gc({ maxBytes: 0 })).toBeUndefined();
  await store.clear();
  expect(readdirSync(opened.folder, { recursive: true }).sort()).toEqual(before);
  expect(opened.troubles).toEqual([]);
});
