import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { interpolate } from "../../src/compose/interpolate.ts";

const name = fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_]{0,5}$/);
/** Texts that end no variable and begin none. */
const plain = fc.string({ maxLength: 8 }).map((text) => text.replace(/[${}]/g, ""));
const variables = fc.dictionary(name, fc.string({ maxLength: 8 }), { maxKeys: 5 });

/** A template by its parts, so that what it has to become can be told without parsing it. */
type Part =
  | { kind: "plain"; text: string }
  | { kind: "dollar" }
  | { kind: "named"; name: string }
  | { kind: "braced"; name: string; operator: "" | ":-" | "-" | ":+" | "+"; word: Part[] };

const parts = fc.letrec<{ parts: Part[]; part: Part }>((tie) => ({
  parts: fc.array(tie("part"), { maxLength: 4 }),
  part: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    plain.map((text): Part => ({ kind: "plain", text })),
    fc.constant<Part>({ kind: "dollar" }),
    name.map((name): Part => ({ kind: "named", name })),
    fc.record({
      kind: fc.constant("braced" as const),
      name,
      operator: fc.constantFrom("" as const, ":-" as const, "-" as const, ":+" as const, "+" as const),
      word: tie("parts"),
    }),
  ),
})).parts;

/** As it is written. A name without braces is followed by what ends it. */
function written(parts: Part[]): string {
  return parts
    .map((part) => {
      if (part.kind === "plain") return part.text;
      if (part.kind === "dollar") return "$$";
      if (part.kind === "named") return `$${part.name} `;
      return `\${${part.name}${part.operator}${part.operator === "" ? "" : written(part.word)}}`;
    })
    .join("");
}

function meant(parts: Part[], given: Record<string, string>): string {
  return parts
    .map((part) => {
      if (part.kind === "plain") return part.text;
      if (part.kind === "dollar") return "$";
      const value = given[part.name];
      if (part.kind === "named") return `${value ?? ""} `;
      const counts = part.operator.startsWith(":") ? value !== undefined && value !== "" : value !== undefined;
      if (part.operator === "") return value ?? "";
      if (part.operator.endsWith("-")) return counts ? value : meant(part.word, given);
      return counts ? meant(part.word, given) : "";
    })
    .join("");
}

describe("interpolation", () => {
  test("of any template is what its parts mean", () => {
    fc.assert(
      fc.property(parts, variables, (parts, given) => {
        // Values that a test's own object has by inheritance are none.
        const own = Object.assign(Object.create(null), given) as Record<string, string>;
        const result = interpolate(written(parts), { variables: own, limit: 1_000_000 });
        expect(result).toMatchObject({ kind: "text", text: meant(parts, own) });
      }),
      { numRuns: 500 },
    );
  });

  test("of any text ends in a text or in a mistake inside of it", () => {
    const token = fc.constantFrom("$", "${", "}", "A", ":-", "-", ":?", "+", "$$", " ", "é", "1");
    fc.assert(
      fc.property(fc.array(token, { maxLength: 40 }), variables, (tokens, given) => {
        const text = tokens.join("");
        const result = interpolate(text, { variables: given, limit: 1_000_000 });
        if (result.kind === "mistake") expect(result.offset + result.length).toBeLessThanOrEqual(text.length);
        else expect(typeof result.text).toBe("string");
      }),
      { numRuns: 500 },
    );
  });

  test("of a text with all its dollars doubled is that text", () => {
    fc.assert(
      fc.property(fc.string(), variables, (text, given) => {
        const result = interpolate(text.replaceAll("$", "$$$$"), { variables: given, limit: 1_000_000 });
        expect(result).toEqual({ kind: "text", text, unset: [] });
      }),
    );
  });

  test("never gives more than its limit", () => {
    fc.assert(
      fc.property(parts, variables, fc.nat(20), (parts, given, limit) => {
        const result = interpolate(written(parts), { variables: given, limit });
        if (result.kind === "text" && written(parts).includes("$")) expect(result.text.length).toBeLessThanOrEqual(limit);
      }),
    );
  });

  test("a required variable ends in its message", () => {
    fc.assert(
      fc.property(name, fc.stringMatching(/^[a-z]{1,10}$/), (name, message) => {
        const result = interpolate(`\${${name}:?${message}}`, { variables: { [name]: "" }, limit: 100 });
        expect(result).toMatchObject({ kind: "mistake", message: `the variable ${name} is empty`, shown: `: ${message}` });
        expect(interpolate(`\${${name}?${message}}`, { variables: { [name]: "" }, limit: 100 })).toMatchObject({ kind: "text", text: "" });
      }),
    );
  });
});
