import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { type TemporaryFolder, temporaryFolder } from "@nix-repo/testkit";
import { BlobRecords, keyOf, SHARD_BYTES } from "../../src/inputs/blob-records.ts";
import { BlobTable } from "../../src/inputs/blob-table.ts";

let folder: TemporaryFolder;
beforeEach(() => {
  folder = temporaryFolder();
});
afterEach(() => folder[Symbol.dispose]());

const opened = (mode: "rw" | "r" = "rw") => new BlobTable({ folder: join(folder.path, "store"), mode });
const shard = (name: string) => join(folder.path, "store/blobs", name);
const blobOf = (number: number, algorithm = "sha1") => createHash(algorithm).update(`blob ${number}`).digest("hex");
const digestOf = (number: number) => ({ hash: createHash("sha256").update(`${number}`).digest("hex"), sizeBytes: number });

function keep(numbers: readonly number[], algorithm?: string): void {
  const table = opened();
  for (const number of numbers) table.set(blobOf(number, algorithm), digestOf(number));
  table.flush();
}

function removed(file: string): string {
  rmSync(file);
  return file;
}

const upTo = (count: number, from = 0) => Array.from({ length: count }, (_, i) => from + i);

test.each(["sha1", "sha256"])("others find what was kept, named by %s, also beside what they add", (algorithm) => {
  keep(upTo(300), algorithm);
  keep(upTo(300, 200), algorithm);
  const table = opened();
  for (const number of upTo(500)) expect(table.get(blobOf(number, algorithm))).toEqual(digestOf(number));
  expect(table.get(blobOf(500, algorithm))).toBeUndefined();
});

test("lengths beyond 32 bits", () => {
  const table = opened();
  table.set(blobOf(1), { ...digestOf(1), sizeBytes: 2 ** 40 + 1 });
  table.flush();
  expect(opened().get(blobOf(1))?.sizeBytes).toBe(2 ** 40 + 1);
});

test("it belongs to the user alone, and what is written is whole or not there", () => {
  keep(upTo(100));
  expect(statSync(join(folder.path, "store/blobs")).mode & 0o777).toBe(0o700);
  for (const name of readdirSync(join(folder.path, "store/blobs"))) expect(statSync(shard(name)).mode & 0o777).toBe(0o600);
  expect(readdirSync(join(folder.path, "store/tmp"))).toEqual([]);
});

test("nothing is written into a store of another version", () => {
  const newer = { "store/format": "2\n", [`store/blobs/${blobOf(1).slice(0, 1)}`]: "repo blobs 2\nof its own" };
  folder.write(newer);
  keep(upTo(40));
  expect(readdirSync(join(folder.path, "store")).sort()).toEqual(["blobs", "format"]);
  expect(readdirSync(join(folder.path, "store/blobs"))).toEqual([blobOf(1).slice(0, 1)]);
  for (const [file, text] of Object.entries(newer)) expect(readFileSync(join(folder.path, file), "utf8")).toBe(text);
});

test("whoever may only read it writes nothing", () => {
  const table = opened("r");
  table.set(blobOf(1), digestOf(1));
  table.flush();
  expect(readdirSync(folder.path)).toEqual([]);
});

test("of two that write at once, nothing is wrong, and one may lose what it has set", () => {
  const [one, other] = [opened(), opened()];
  one.get(blobOf(1));
  other.get(blobOf(1));
  for (const number of upTo(50)) one.set(blobOf(number), digestOf(number));
  for (const number of upTo(50, 50)) other.set(blobOf(number), digestOf(number));
  one.flush();
  other.flush();
  for (const number of upTo(100)) expect(opened().get(blobOf(number))).toEqual(digestOf(number));
});

test("many processes that write at once leave nothing wrong", async () => {
  const program = join(import.meta.dirname, "set-blobs.ts");
  const { execa } = await import("execa");
  const runs = upTo(6).map((each) => execa(process.execPath, [program, join(folder.path, "store"), `${each}`]));
  for (const run of await Promise.all(runs)) expect(run.stderr).toBe("");
  const table = opened();
  const found = upTo(6 * 40).filter((number) => table.get(blobOf(number)) !== undefined);
  expect(found.length).toBeGreaterThanOrEqual(40);
  for (const number of found) expect(table.get(blobOf(number))).toEqual(digestOf(number));
});

test("whatever byte is another one: nothing wrong is said, of others it is said as before, and the next writing mends it", () => {
  const numbers = upTo(200).filter((number) => blobOf(number).startsWith("7"));
  keep(numbers);
  const whole = readFileSync(shard("7"));
  for (let at = 0; at < whole.length; at++) {
    const damaged = Buffer.from(whole);
    damaged[at] = (damaged[at] ?? 0) ^ (1 << (at % 8));
    writeFileSync(shard("7"), damaged);
    const table = opened();
    for (const number of numbers) expect([undefined, digestOf(number)]).toContainEqual(table.get(blobOf(number)));
    keep(numbers);
    expect(readFileSync(shard("7")).equals(whole)).toBe(true);
  }
});

describe("what is no table is as if it were not there, and gives way", () => {
  test.each<[string, (file: string) => void]>([
    ["cut short", (file) => truncateSync(file, statSync(file).size - 30)],
    ["of another version", (file) => writeFileSync(file, readFileSync(file).fill("2", 11, 12))],
    ["too long", (file) => truncateSync(file, SHARD_BYTES + 1)],
    ["noise", (file) => writeFileSync(file, createHash("sha512").digest())],
    ["a symlink", (file) => symlinkSync("/dev/zero", removed(file))],
    ["a pipe", (file) => void execFileSync("mkfifo", [removed(file)])],
  ])("%s", (_, change) => {
    const [first = 0, ...numbers] = upTo(300).filter((number) => blobOf(number).startsWith("7"));
    keep([first, ...numbers]);
    change(shard("7"));
    const table = opened();
    for (const number of numbers) expect([undefined, digestOf(number)]).toContainEqual(table.get(blobOf(number)));
    keep([first]);
    expect(opened().get(blobOf(first))).toEqual(digestOf(first));
  });

  test("a folder, or no folder at all: nothing is kept, and nothing fails", () => {
    keep([1]);
    const name = blobOf(1).slice(0, 1);
    rmSync(shard(name));
    mkdirSync(join(shard(name), "x"), { recursive: true });
    keep([1]);
    expect(opened().get(blobOf(1))).toBeUndefined();
    rmSync(join(folder.path, "store"), { recursive: true });
    writeFileSync(join(folder.path, "store"), "");
    keep([1]);
    expect(opened().get(blobOf(1))).toBeUndefined();
  });
});

test("a file does not grow without end: what was used least lately goes", () => {
  const record = (number: number, day: number) => ({ key: keyOf(blobOf(number)), digest: digestOf(number), day });
  const first = new BlobRecords(new BlobRecords(Buffer.alloc(0)).with(upTo(12_000).map((number) => record(number, number % 2 ? 20 : 10))));
  const file = first.with(upTo(12_000, 12_000).map((number) => record(number, 30)));
  expect(file.length).toBe(SHARD_BYTES);
  const second = new BlobRecords(file);
  const left = (numbers: readonly number[]) => numbers.filter((number) => second.find(keyOf(blobOf(number))) !== undefined).length;
  expect(left(upTo(12_000, 12_000))).toBe(12_000);
  expect(left(upTo(12_000).filter((number) => number % 2 === 1))).toBe(4384);
  expect(left(upTo(12_000).filter((number) => number % 2 === 0))).toBe(0);
});
