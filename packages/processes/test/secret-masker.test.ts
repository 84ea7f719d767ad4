import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { createMasker, maskText, secretValues } from "../src/secret-masker.ts";

function masked(chunks: readonly string[], secrets: readonly string[]): string {
  const masker = createMasker([...secrets].sort((a, b) => b.length - a.length));
  return Buffer.concat([...chunks.map((chunk) => masker.push(Buffer.from(chunk))), masker.flush()]).toString();
}

describe("the values that are masked", () => {
  test("are those of names that say secret, of six characters or more, the longest first", () => {
    const env = { API_TOKEN: "tok-12345", DB_PASSWORD: "short", MY_SECRET: "a much longer one", PATH: "/bin:/usr/bin", EMPTY_KEY: "" };
    expect(secretValues(env)).toEqual(["a much longer one", "tok-12345"]);
  });

  test("of several lines count line by line, too", () => {
    expect(secretValues({ SIGNING_KEY: "-----BEGIN-----\nabcdef\nxy\n" })).toEqual([
      "-----BEGIN-----\nabcdef\nxy",
      "-----BEGIN-----",
      "abcdef",
    ]);
  });
});

describe("the masker", () => {
  test("replaces every occurrence", () => {
    expect(masked(["a secret1 b secret1secret1 c"], ["secret1"])).toBe("a *** b ****** c");
  });

  test("finds a value however chunks cut it", () => {
    for (let cut = 0; cut <= 17; cut += 1) {
      const text = "ab s3cr3t-value cd";
      expect(masked([text.slice(0, cut), text.slice(cut)], ["s3cr3t-value"])).toBe("ab *** cd");
    }
    expect(masked([..."ab s3cr3t-value cd"], ["s3cr3t-value"])).toBe("ab *** cd");
  });

  test("shows what only began like a value, at the latest at the end", () => {
    expect(masked(["ab s3cr", "oll s3cr"], ["s3cr3t-value"])).toBe("ab s3croll s3cr");
  });

  test("masks a value that begins with another one whole", () => {
    expect(masked(["x abcdef", "ghi y abcdef z"], ["abcdef", "abcdefghi"])).toBe("x *** y *** z");
  });

  test("masks what follows a value that overlaps the beginning of another", () => {
    expect(masked(["xxxabcdefghi", " y"], ["xxxabc", "abcdefghijkl", "defghi"])).toBe("****** y");
  });

  test("keeps bytes that are no text", () => {
    const masker = createMasker(["ünïcode-secret"]);
    const bytes = Buffer.from([0xff, 0x00, 0xc3, 0x28, 0xff]);
    expect(Buffer.concat([masker.push(bytes), masker.push(Buffer.from("ünïcode-secret")), masker.flush()])).toEqual(
      Buffer.concat([bytes, Buffer.from("***")]),
    );
  });

  test("passes chunks through untouched where nothing is secret", () => {
    const chunk = Buffer.from("x");
    expect(createMasker([]).push(chunk)).toBe(chunk);
  });

  test("gives the same whatever the chunks, and lets no value through", () => {
    const letters = fc.string({ unit: fc.constantFrom("a", "b", "c"), minLength: 6, maxLength: 10 });
    fc.assert(
      fc.property(
        fc.array(letters, { minLength: 1, maxLength: 3 }),
        fc.array(fc.oneof(letters, fc.constant("ab"), fc.constant("!")), { maxLength: 12 }),
        fc.array(fc.nat(60), { maxLength: 6 }),
        (secrets, words, cuts) => {
          const text = [...words, secrets[0]].join("");
          const borders = [0, ...cuts.map((cut) => cut % (text.length + 1)).sort((a, b) => a - b), text.length];
          const chunks = borders.slice(1).map((end, index) => text.slice(borders[index], end));
          const result = masked(chunks, secrets);
          expect(result).toBe(masked([text], secrets));
          for (const secret of secrets) expect(result.includes(secret)).toBe(false);
        },
      ),
      { numRuns: 2_000 },
    );
  });

  test("masks whole texts", () => {
    expect(maskText("curl -H 'tok-12345'", ["tok-12345"])).toBe("curl -H '***'");
  });
});
