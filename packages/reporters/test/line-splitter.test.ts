import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { LineSplitter, MAX_LINE } from "../src/line-splitter.ts";

function lines(chunks: readonly Uint8Array[]): { text: string; hasEscape: boolean }[] {
  const found: { text: string; hasEscape: boolean }[] = [];
  const splitter = new LineSplitter((bytes, from, to, hasEscape) =>
    found.push({ text: Buffer.from(bytes.subarray(from, to)).toString("latin1"), hasEscape }),
  );
  for (const chunk of chunks) splitter.write(chunk);
  splitter.end();
  return found;
}

/** As a terminal of one line would show it: what stands before a carriage return that something follows is gone. */
function expected(text: string): string[] {
  const all = text.split("\n").map((line) => line.replace(/\r+$/, "").replace(/^.*\r/s, ""));
  return all.at(-1) === "" ? all.slice(0, -1) : all;
}

const bytes = fc.array(fc.constantFrom(..."abé\n\n\r\x1b"), { maxLength: 40 }).map((characters) => Buffer.from(characters.join("")));
const cuts = fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 8 });

test("gives the same lines however the bytes were cut", () => {
  fc.assert(
    fc.property(bytes, cuts, (whole, sizes) => {
      const chunks: Buffer[] = [];
      for (let at = 0, i = 0; at < whole.length; i += 1) {
        const size = sizes[i % sizes.length] ?? 1;
        chunks.push(whole.subarray(at, at + size));
        at += size;
      }
      const found = lines(chunks);
      expect(found).toEqual(lines([whole]));
      expect(found.map(({ text }) => text)).toEqual(expected(whole.toString("latin1")));
      for (const { text, hasEscape } of found) if (text.includes("\x1b")) expect(hasEscape).toBe(true);
    }),
    { numRuns: 2000 },
  );
});

test.each([1, 1000, MAX_LINE, MAX_LINE + 1, 1_000_000])("cuts a long line between characters, in chunks of %i bytes alike", (size) => {
  const whole = Buffer.from(`x${"🎉".repeat(MAX_LINE / 2)}\nnext`);
  const chunks = Array.from({ length: Math.ceil(whole.length / size) }, (_, i) => whole.subarray(i * size, (i + 1) * size));
  const found = lines(chunks).map(({ text }) => Buffer.from(text, "latin1"));
  expect(found.map((line) => line.length)).toEqual([MAX_LINE - 3, MAX_LINE, 4, 4]);
  for (const line of found) expect(line.toString()).not.toContain("\ufffd");
  expect(Buffer.concat(found).toString()).toBe(whole.toString().replace("\n", ""));
});

test("cuts a long line that is no text anywhere, and loses nothing", () => {
  const whole = Buffer.alloc(MAX_LINE * 2 + 5, 0x80);
  const found = lines([whole]).map(({ text }) => Buffer.from(text, "latin1"));
  expect(found.map((line) => line.length)).toEqual([MAX_LINE, MAX_LINE, 5]);
  expect(Buffer.concat(found)).toEqual(whole);
});
