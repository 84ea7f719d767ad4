import { createHash } from "node:crypto";
import { readFileSync, symlinkSync, truncateSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { type TemporaryFolder, temporaryFolder } from "@nix-repo/testkit";
import { type HashAnswer, type HashJob, hashFile, hashQuietly } from "../../src/inputs/hash-file.ts";
import { HashPool } from "../../src/inputs/hash-pool.ts";

let folder: TemporaryFolder;
/** More than one thread does before another one has started. */
let many: readonly HashJob[];
beforeAll(() => {
  folder = temporaryFolder(Object.fromEntries(Array.from({ length: 500 }, (_, i) => [`f${i}`, `file ${i}\n`.repeat(i)])));
  many = Array.from({ length: 40_000 }, (_, i) => ({ path: at(`f${i % 500}`), size: 100, ...(i % 3 === 0 && { blob: "sha1" as const }) }));
});
afterAll(() => folder[Symbol.dispose]());

const at = (path: string) => join(folder.path, path);
const programOf = (name: string, text: string) => {
  folder.write({ [name]: `const { parentPort } = require("node:worker_threads");\n${text}\n` });
  return pathToFileURL(at(name));
};

test("several threads say what one says, in the same order, also of what cannot be read", async () => {
  truncateSync(at("f7"), 3_000_000);
  symlinkSync("loop", at("loop"));
  const jobs = [{ path: at("none"), size: 1 }, ...many, { path: at("loop"), size: 1 }, { path: folder.path, size: 1 }];
  const answers = await new HashPool().hashAll(jobs);
  expect(isSame(answers, jobs.map(hashQuietly))).toBe(true);
  expect(answers[0]).toMatchObject({ error: { code: "ENOENT" } });
  expect(answers.at(-2)).toMatchObject({ error: { code: "ELOOP" } });
  expect(answers.at(-1)).toMatchObject({ error: { code: "EISDIR" } });
});

const ANSWERS =
  "parentPort.postMessage([]); parentPort.on('message', (jobs) => parentPort.postMessage(jobs.map(() => ({ hash: 'of a thread' }))))";

test("what takes long is left to another thread, where there is one: this one goes on hearing", async () => {
  folder.write({ large: "" });
  truncateSync(at("large"), 300_000_000);
  const pool = new HashPool(programOf("first.cjs", ANSWERS));
  expect(await pool.hashAll([{ path: at("large"), size: 300_000_000 }])).toEqual([{ hash: "of a thread" }]);
});

test("the threads take their part, and more than one caller is served", async () => {
  const pool = new HashPool(programOf("answers.cjs", ANSWERS));
  const [first, second] = await Promise.all([pool.hashAll(many), pool.hashAll(many.slice(0, 10))]);
  expect(first).toHaveLength(many.length);
  expect(second).toHaveLength(10);
  const own = first.filter((answer, i) => "hash" in answer && answer.hash === hashOf(many[i] as HashJob)).length;
  const ofThreads = first.filter((answer) => "hash" in answer && answer.hash === "of a thread").length;
  expect(own).toBeGreaterThan(0);
  expect(ofThreads).toBeGreaterThan(0);
  expect(own + ofThreads).toBe(many.length);
});

test("little is not worth a thread", async () => {
  const answers = await new HashPool(programOf("answers.cjs", ANSWERS)).hashAll(many.slice(0, 1000));
  expect(answers).toEqual(many.slice(0, 1000).map(hashQuietly));
});

test.each([
  ["is not there", () => pathToFileURL(at("nowhere.cjs"))],
  ["fails at its start", () => programOf("fails.cjs", "throw new Error('not today')")],
  ["ends at once", () => programOf("ends.cjs", "process.exit(3)")],
  [
    "ends with files in its hands",
    () => programOf("dies.cjs", "parentPort.postMessage([]); parentPort.on('message', () => process.exit(1))"),
  ],
])("where the program of the threads %s, all is done without it", async (_, program) => {
  const jobs = many.slice(0, 12_000);
  expect(isSame(await new HashPool(program()).hashAll(jobs), jobs.map(hashQuietly))).toBe(true);
});

test("git's name of a blob is told where nothing may have made a file of it that is not its content", () => {
  const blobOf = (content: string, size = content.length) => {
    folder.write({ content });
    return hashFile({ path: at("content"), size, blob: "sha1" }).blob;
  };
  const named = (content: string) => createHash("sha1").update(`blob ${content.length}\0${content}`).digest("hex");
  for (const content of ["", "a", "$ id", "x".repeat(5_000_000)]) expect(blobOf(content)).toBe(named(content));
  const pointer = "version https://git-lfs.github.com/spec/v1\n";
  for (const content of ["$Id$", `${"x".repeat((1 << 20) - 1)}$Id$`, pointer]) expect(blobOf(content)).toBeUndefined();
  expect(blobOf(pointer.repeat(30))).toBe(named(pointer.repeat(30)));
  // Longer than it was when it was looked at.
  expect(blobOf("y".repeat(2_000_000), 1_999_999)).toBeUndefined();
});

/** To be told how many thousand answers differ takes longer than the rest. */
function isSame(answers: readonly HashAnswer[], expected: readonly HashAnswer[]): boolean {
  return JSON.stringify(answers) === JSON.stringify(expected);
}

function hashOf({ path }: HashJob): string {
  return createHash("sha256").update(readFileSync(path)).digest("hex");
}
