import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { createLineStamper, LONGEST_LINE } from "../../src/logs/line-stamper.ts";

const AT = Date.parse("2026-11-21T10:00:00.123Z");
const STAMP = "2026-11-21T10:00:00.123Z web | ";

function stamped(chunks: readonly Uint8Array[]): string {
  const stamper = createLineStamper("web");
  return Buffer.concat([...chunks.map((chunk) => Buffer.from(stamper.push(chunk, AT))), stamper.flush(AT)]).toString();
}

/** Cuts bytes into chunks of these lengths, again and again. */
function cut(data: Buffer, lengths: readonly number[]): Buffer[] {
  const chunks: Buffer[] = [];
  for (let at = 0, index = 0; at < data.length; index += 1) {
    const length = lengths[index % lengths.length] ?? 1;
    chunks.push(data.subarray(at, at + length));
    at += length;
  }
  return chunks;
}

describe("lines", () => {
  test("have the time and the unit before them; the last one is made whole", () => {
    expect(stamped([Buffer.from("one\r\n\ntw"), Buffer.from("o\nthree")])).toBe(`${STAMP}one\n${STAMP}\n${STAMP}two\n${STAMP}three\n`);
  });

  test("have the time at which they were whole", () => {
    const stamper = createLineStamper("web");
    expect(Buffer.from(stamper.push(Buffer.from("a"), AT)).length).toBe(0);
    expect(Buffer.from(stamper.push(Buffer.from("b\n"), AT + 1_000)).toString()).toBe("2026-11-21T10:00:01.123Z web | ab\n");
  });

  test("are the same however they are cut", () => {
    const text = fc.array(
      fc.string({ unit: "grapheme", maxLength: 20 }).map((line) => line.replaceAll(/[\r\n]/g, "")),
      { maxLength: 20 },
    );
    fc.assert(
      fc.property(
        text,
        fc.constantFrom("\n", "\r\n"),
        fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 1 }),
        (lines, end, lengths) => {
          const data = Buffer.from(lines.map((line) => line + end).join(""));
          expect(stamped(cut(data, lengths))).toBe(lines.map((line) => `${STAMP}${line}\n`).join(""));
        },
      ),
    );
  });

  test("that are longer than 64 KB are cut, between characters", () => {
    fc.assert(
      fc.property(
        fc.constantFrom("a", "ö", "€", "😀"),
        fc.integer({ min: 0, max: 3 }),
        fc.integer({ min: LONGEST_LINE - 5, max: 3 * LONGEST_LINE }),
        fc.constantFrom(1_000, 65_536, 1_000_000),
        (character, offset, bytes, chunk) => {
          const line = "x".repeat(offset) + character.repeat(Math.floor(bytes / Buffer.byteLength(character)));
          const text = stamped(cut(Buffer.from(`${line}\nnext\n`), [chunk]));
          const lines = text
            .split("\n")
            .slice(0, -1)
            .map((each) => each.slice(STAMP.length));
          expect(lines.slice(0, -1).join("")).toBe(line);
          expect(lines.at(-1)).toBe("next");
          expect(Math.max(...lines.map((each) => Buffer.byteLength(each)))).toBeLessThanOrEqual(LONGEST_LINE);
          expect(lines.length).toBeLessThanOrEqual(5);
        },
      ),
      { numRuns: 30 },
    );
  });

  test("that are no UTF-8 pass as they are", () => {
    const stamper = createLineStamper("web");
    const bytes = Buffer.from(stamper.push(Buffer.concat([Buffer.alloc(LONGEST_LINE + 10, 0x80), Buffer.from("\n")]), AT));
    expect(bytes.filter((byte) => byte === 0x80).length).toBe(LONGEST_LINE + 10);
  });
});
