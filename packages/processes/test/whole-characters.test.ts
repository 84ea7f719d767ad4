import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { createMasker } from "../src/secret-masker.ts";
import { wholeCharacters } from "../src/whole-characters.ts";

function passed(chunks: readonly Uint8Array[], secrets: readonly string[] = []): Buffer[] {
  const masker = wholeCharacters(createMasker(secrets));
  return [...chunks.map((chunk) => masker.push(chunk)), masker.flush()].map((chunk) => Buffer.from(chunk));
}

const cuts = fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 10 });

function cut(bytes: Buffer, sizes: readonly number[]): Buffer[] {
  const chunks: Buffer[] = [];
  for (let at = 0, i = 0; at < bytes.length; i += 1) {
    const size = sizes[i % sizes.length] ?? 1;
    chunks.push(bytes.subarray(at, at + size));
    at += size;
  }
  return chunks;
}

test("however text is cut, each chunk is text of its own, and together they are the whole", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), cuts, (text, sizes) => {
      const shown = passed(cut(Buffer.from(text), sizes));
      expect(shown.map((chunk) => chunk.toString()).join("")).toBe(text);
      expect(Buffer.concat(shown).toString()).toBe(text);
    }),
  );
});

test("any bytes come through as they are", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), cuts, (bytes, sizes) => {
      expect(Buffer.concat(passed(cut(Buffer.from(bytes), sizes)))).toEqual(Buffer.from(bytes));
    }),
  );
});

test.each([
  ["é", [0xc3]],
  ["日", [0xe6, 0x97]],
  ["🎉", [0xf0, 0x9f, 0x8e]],
])("the beginning of %s waits for its end", (character, beginning) => {
  const bytes = Buffer.from(character);
  expect(passed([Buffer.from(["a".charCodeAt(0), ...beginning]), bytes.subarray(beginning.length)]).map(String)).toEqual([
    "a",
    character,
    "",
  ]);
});

test("bytes that begin no character do not wait", () => {
  for (const byte of [0xff, 0xc0, 0xf5, 0x80]) expect(passed([Buffer.from([0x61, byte])])[0]).toEqual(Buffer.from([0x61, byte]));
});

test("secrets stay masked, those with wide characters too", () => {
  expect(
    passed(cut(Buffer.from("an unsägliches Wort"), [3]), ["unsägliches"])
      .map(String)
      .join(""),
  ).toBe("an *** Wort");
});
