import { mkdirSync, readdirSync, readFileSync, rmdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { type TemporaryFolder, temporaryFolder } from "@nix-repo/testkit";
import fc from "fast-check";
import {
  createUnitLogs,
  followUnitLogs,
  type LogLine,
  loggedUnits,
  readUnitLogs,
  type UnitLogs,
  type UnitLogsOptions,
} from "../../src/index.ts";

const AT = Date.parse("2026-11-21T10:00:00.000Z");

function write(logs: UnitLogs, unit: string, text: string, at = AT): void {
  logs.sink({ type: "unit-output", unit, at, stream: "stdout", chunk: Buffer.from(text) });
}

function logsIn(folder: TemporaryFolder, options: Partial<UnitLogsOptions> = {}): UnitLogs {
  return createUnitLogs(folder.path, { maxBytes: 1_000_000, files: 3, now: () => AT, ...options });
}

function texts(lines: Iterable<LogLine>): string[] {
  return [...lines].map(({ unit, text }) => `${unit} ${text}`);
}

/** Lines of some 50 bytes, numbered from `from`, a millisecond apart. */
function writeNumbered(logs: UnitLogs, unit: string, { from = 0, count }: { from?: number; count: number }): void {
  for (let number = from; number < from + count; number += 1) write(logs, unit, `line ${number}\n`, AT + number);
}

describe("what units write", () => {
  test("is there as whole lines, of both streams, with ours between them", async () => {
    using folder = temporaryFolder();
    const logs = logsIn(folder);
    write(logs, "web", "out 1\nout");
    logs.sink({ type: "unit-output", unit: "web", at: AT, stream: "stderr", chunk: Buffer.from("err 1\n") });
    logs.note("web", "was asked to end");
    write(logs, "web", " 2");
    logs.sink({ type: "unit-changed", unit: "web", at: AT + 1, from: "ready", state: { kind: "completed", since: AT } });
    await logs.close();
    expect(readFileSync(join(folder.path, "web.log"), "utf8")).toBe(
      [
        "2026-11-21T10:00:00.000Z web | out 1",
        "2026-11-21T10:00:00.000Z web | err 1",
        "2026-11-21T10:00:00.000Z web | was asked to end",
        "2026-11-21T10:00:00.001Z web | out 2",
        "",
      ].join("\n"),
    );
    expect(statSync(join(folder.path, "web.log")).mode & 0o777).toBe(0o600);
  });

  test("has a file for each unit, whatever its name", async () => {
    using folder = temporaryFolder();
    const units = ["web", "Web", "web:worker#2", "web@db", "été", "a%3ab", "x".repeat(300)];
    const logs = logsIn(folder);
    for (const unit of units) write(logs, unit, `of ${unit}\n`);
    await logs.close();
    expect(new Set(readdirSync(folder.path).map((name) => name.toLowerCase())).size).toBe(units.length);
    expect([...loggedUnits(folder.path)].sort()).toEqual(units.slice(0, -1).sort());
    for (const unit of units) expect(texts(readUnitLogs(folder.path, { units: [unit] }))).toEqual([`${unit} of ${unit}`]);
  });

  test("goes on where it was, and is lost where the disk takes nothing, which is said once", async () => {
    using folder = temporaryFolder();
    for (const text of ["one\n", "two\n"]) {
      const logs = logsIn(folder);
      write(logs, "web", text);
      await logs.close();
    }
    expect(texts(readUnitLogs(folder.path))).toEqual(["web one", "web two"]);
    const troubles: unknown[] = [];
    const logs = logsIn(folder, { onTrouble: (error) => troubles.push((error as NodeJS.ErrnoException).code) });
    mkdirSync(join(folder.path, "db.log"));
    write(logs, "db", "lost\n");
    write(logs, "web", "three\n");
    while (troubles.length === 0) await new Promise((resolve) => setImmediate(resolve));
    // What was lost is not what waits for ever: it may work again.
    rmdirSync(join(folder.path, "db.log"));
    write(logs, "db", `${"x".repeat(2_000_000)}\n`);
    await logs.congestion("db");
    write(logs, "db", "kept\n");
    await logs.close();
    expect(troubles).toEqual(["EISDIR"]);
    expect(texts(readUnitLogs(folder.path, { units: ["web"] })).at(-1)).toBe("web three");
    expect(texts(readUnitLogs(folder.path, { units: ["db"] })).at(-1)).toBe("db kept");
  });
});

describe("files", () => {
  test("rotate: none is too long, there are not too many, no line is torn, and the last lines are there", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 100, max: 2_000 }),
        fc.integer({ min: 1, max: 5 }),
        fc.array(fc.array(fc.integer({ min: 0, max: 90 }), { maxLength: 60 }), { maxLength: 8 }),
        async (maxBytes, files, runs) => {
          using folder = temporaryFolder();
          const written: string[] = [];
          for (const lengths of runs) {
            const logs = logsIn(folder, { maxBytes, files });
            for (const length of lengths) {
              const text = `${written.length} ${"x".repeat(length)}`;
              written.push(`web ${text}`);
              write(logs, "web", `${text}\n`);
            }
            await logs.close();
          }
          const sizes = readdirSync(folder.path).map((name) => statSync(join(folder.path, name)).size);
          expect(sizes.length).toBeLessThanOrEqual(files);
          const longestLine = "2026-11-21T10:00:00.000Z web | 1000 \n".length + 90;
          for (const size of sizes) expect(size).toBeLessThanOrEqual(Math.max(maxBytes, longestLine));
          const read = texts(readUnitLogs(folder.path));
          expect(read).toEqual(written.slice(written.length - read.length));
          if (written.length > 0) expect(read.length).toBeGreaterThan(0);
          for (const lines of [0, 1, 7, 1_000]) {
            expect(texts(readUnitLogs(folder.path, { lines }))).toEqual(lines === 0 ? [] : read.slice(-lines));
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  test("of all units together are capped: the oldest that are full go, whose ever they are", async () => {
    using folder = temporaryFolder();
    const logs = logsIn(folder, { maxBytes: 1_000, files: 100, totalBytes: 10_000 });
    for (let round = 0; round < 20; round += 1) {
      for (const unit of ["a", "b"]) writeNumbered(logs, unit, { from: round * 20, count: 20 });
    }
    await logs.close();
    const sum = readdirSync(folder.path).reduce((bytes, name) => bytes + statSync(join(folder.path, name)).size, 0);
    expect(sum).toBeLessThanOrEqual(12_000);
    expect(sum).toBeGreaterThan(6_000);
    for (const unit of ["a", "b"]) expect(texts(readUnitLogs(folder.path, { units: [unit], lines: 1 }))).toEqual([`${unit} line 399`]);
  });
});

describe("reading", () => {
  test("the last lines, and those since a time, of several units in the order of time", async () => {
    using folder = temporaryFolder();
    const logs = logsIn(folder, { maxBytes: 500, files: 100 });
    for (let number = 0; number < 100; number += 1) write(logs, number % 3 === 0 ? "db" : "web", `${number}\n`, AT + number);
    await logs.close();
    const numbers = (lines: Iterable<LogLine>) => [...lines].map(({ text }) => Number(text));
    const all = Array.from({ length: 100 }, (_, number) => number);
    expect(numbers(readUnitLogs(folder.path))).toEqual(all);
    expect(numbers(readUnitLogs(folder.path, { lines: 40 }))).toEqual(all.slice(60));
    expect(numbers(readUnitLogs(folder.path, { since: AT + 90 }))).toEqual(all.slice(90));
    expect(numbers(readUnitLogs(folder.path, { since: AT + 90, lines: 3 }))).toEqual([97, 98, 99]);
    expect(numbers(readUnitLogs(folder.path, { units: ["db"], lines: 2 }))).toEqual([96, 99]);
    expect(texts(readUnitLogs(folder.path, { units: ["nobody"] }))).toEqual([]);
  });

  test("lines of the usual length and of 64 KB from their end", async () => {
    using folder = temporaryFolder();
    const logs = logsIn(folder, { maxBytes: 400_000 });
    const lengths = [10, 65_000, 60_000, 65_536, 3, 0, 65_000, 64_000, 100];
    for (const [index, length] of lengths.entries()) write(logs, "web", `${index} ${"é".repeat(length / 2)}\n`);
    await logs.close();
    const all = texts(readUnitLogs(folder.path));
    for (let lines = 1; lines <= all.length; lines += 1) expect(texts(readUnitLogs(folder.path, { lines }))).toEqual(all.slice(-lines));
  });

  test("passes over what is no line of a log", () => {
    using folder = temporaryFolder({
      "web.log": "2026-11-21T10:00:00.000Z web | a | b\nnonsense\n\n2026-11-21T10:00:01.000Z web | \ncut o",
    });
    expect(texts(readUnitLogs(folder.path))).toEqual(["web a | b", "web "]);
  });
});

describe("following", () => {
  /** Reads until so many lines have come. */
  async function take(lines: AsyncGenerator<LogLine>, count: number): Promise<LogLine[]> {
    const taken: LogLine[] = [];
    while (taken.length < count) {
      const { value, done } = await lines.next();
      if (done === true) break;
      taken.push(value);
    }
    return taken;
  }

  test("goes on after the last lines, with units that begin later, and ends when it is told to", async () => {
    using folder = temporaryFolder();
    const logs = logsIn(folder);
    writeNumbered(logs, "web", { count: 10 });
    await logs.close();
    const over = new AbortController();
    const lines = followUnitLogs(folder.path, { units: ["web", "db"], lines: 2, signal: over.signal });
    expect(texts(await take(lines, 2))).toEqual(["web line 8", "web line 9"]);
    const next = take(lines, 1);
    const more = logsIn(folder);
    write(more, "db", "hello\n", AT + 20);
    expect(texts(await next)).toEqual(["db hello"]);
    write(more, "web", "again\n", AT + 21);
    expect(texts(await take(lines, 1))).toEqual(["web again"]);
    const last = lines.next();
    over.abort();
    expect(await last).toEqual({ value: undefined, done: true });
    await more.close();
  });

  test("loses nothing and tells nothing twice, however files rotate meanwhile", async () => {
    using folder = temporaryFolder();
    const over = new AbortController();
    const logs = logsIn(folder, { maxBytes: 700, files: 10_000 });
    const counts = { web: 3_000, db: 1_000 };
    const lines = followUnitLogs(folder.path, { units: ["web", "db"], signal: over.signal });
    const reading = take(lines, counts.web + counts.db);
    for (let from = 0; from < 1_000; from += 50) {
      writeNumbered(logs, "web", { from: from * 3, count: 150 });
      writeNumbered(logs, "db", { from, count: 50 });
      await new Promise((resolve) => setImmediate(resolve));
    }
    const read = await reading;
    for (const [unit, count] of Object.entries(counts)) {
      const expected = Array.from({ length: count }, (_, number) => `line ${number}`);
      expect(read.filter((line) => line.unit === unit).map(({ text }) => text)).toEqual(expected);
    }
    over.abort();
    await logs.close();
  });

  test("goes on with the oldest that is left where it was too slow, and after somebody has removed everything", async () => {
    using folder = temporaryFolder();
    const over = new AbortController();
    const logs = logsIn(folder, { maxBytes: 500, files: 2 });
    write(logs, "web", "first\n");
    const lines = followUnitLogs(folder.path, { units: ["web"], signal: over.signal });
    expect(texts(await take(lines, 1))).toEqual(["web first"]);
    writeNumbered(logs, "web", { count: 200 });
    await logs.close();
    const rest: string[] = [];
    while (rest.at(-1) !== "web line 199") rest.push(...texts(await take(lines, 1)));
    expect(rest.length).toBeLessThan(40);
    const numbers = rest.map((line) => Number(line.split(" ")[2])).filter((number) => number > 20);
    expect(numbers).toEqual(Array.from({ length: numbers.length }, (_, index) => 200 - numbers.length + index));
    const next = take(lines, 1);
    for (const name of readdirSync(folder.path)) rmSync(join(folder.path, name));
    writeFileSync(join(folder.path, "web.log"), "2026-11-21T10:00:00.000Z web | anew\n");
    expect(texts(await next)).toEqual(["web anew"]);
    over.abort();
  });
});
