import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { LogRing } from "../../src/up/log-ring.ts";
import { type LogLines, UnitLogs } from "../../src/up/unit-logs.ts";

function textsOf(log: LogLines): readonly string[] {
  return Array.from({ length: log.end - log.first }, (_, i) => {
    const line = log.line(log.first + i);
    return `${line?.unit ?? ""}|${line?.text}`;
  });
}

test("each unit has its lines, and all have them in the order in which they came", () => {
  const logs = new UnitLogs();
  logs.write("web", "stdout", Buffer.from("one\ntw"));
  logs.write("api", "stderr", Buffer.from("x\n"));
  logs.write("web", "stdout", Buffer.from("o\nrest"));
  logs.tell("web", "✓ web ready");
  logs.end("web");
  logs.end("web");
  expect(textsOf(logs.linesOf("web"))).toEqual(["web|one", "web|two", "|✓ web ready", "web|rest"]);
  expect(textsOf(logs.linesOf("api"))).toEqual(["api|x"]);
  expect(textsOf(logs.linesOf(undefined))).toEqual(["web|one", "api|x", "web|two", "|✓ web ready", "web|rest"]);
});

test("who floods pushes others out of the log of all, and out of no other", () => {
  const logs = new UnitLogs();
  logs.write("calm", "stdout", Buffer.from("hello\n"));
  logs.write("loud", "stdout", Buffer.from("noise\n".repeat(50_000)));
  expect(textsOf(logs.linesOf("calm"))).toEqual(["calm|hello"]);
  const all = logs.linesOf(undefined);
  expect([all.first, all.end, all.line(0), all.line(50_001)]).toEqual([40_001, 50_001, undefined, undefined]);
  expect(logs.linesOf("loud").end - logs.linesOf("loud").first).toBe(2_000);
});

test("memory does not grow with what units write", () => {
  const logs = new UnitLogs();
  const chunk = Buffer.from(`${"x".repeat(200)}\n`.repeat(320));
  const write = (megabytes: number): void => {
    for (let bytes = 0; bytes < megabytes * 1e6; bytes += chunk.length * 20) {
      for (let i = 0; i < 20; i += 1) logs.write(`unit-${i}`, "stdout", chunk);
    }
  };
  write(20);
  const before = process.memoryUsage();
  write(400);
  const after = process.memoryUsage();
  // All rings together have 3.6 MB, and are full by the time of the first look.
  expect(after.arrayBuffers + after.external - before.arrayBuffers - before.external).toBeLessThan(1e6);
});

describe("the ring", () => {
  test("has the last lines that fit, whatever their sizes, as they were", () => {
    const line = fc.string({ unit: "grapheme", maxLength: 30 });
    fc.assert(
      fc.property(
        fc.array(line, { maxLength: 60 }),
        fc.integer({ min: 40, max: 300 }),
        fc.integer({ min: 1, max: 20 }),
        (lines, maxBytes, maxLines) => {
          const ring = new LogRing({ maxBytes, maxLines });
          const bytes = lines.map((text) => Buffer.from(text).subarray(0, maxBytes));
          bytes.forEach((each, i) => {
            ring.add(i, each, 0, each.length);
          });
          expect(ring.end).toBe(lines.length);
          for (let i = ring.first; i < ring.end; i += 1) expect(ring.line(i)).toEqual({ source: i, text: bytes[i]?.toString() });
          const kept = bytes.slice(ring.first);
          expect(kept.length).toBeLessThanOrEqual(maxLines);
          const isFull =
            kept.length === maxLines ||
            kept.concat(bytes.slice(ring.first - 1, ring.first)).reduce((sum, b) => sum + b.length, 0) > maxBytes;
          expect(ring.first === 0 || isFull).toBe(true);
        },
      ),
    );
  });

  test("takes of a very long line the beginning, and what is no text as it can", () => {
    const ring = new LogRing({ maxBytes: 10_000, maxLines: 10 });
    ring.add(0, Buffer.alloc(9_000, "a"), 0, 9_000);
    ring.add(1, Buffer.from([0xff, 0x41]), 0, 2);
    expect([ring.line(0)?.text.length, ring.line(1)?.text]).toEqual([4_000, "\ufffdA"]);
  });
});
