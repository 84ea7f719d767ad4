import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { cropEnd, cropStart, widthOf } from "../src/text-width.ts";

const someText = fc
  .array(fc.oneof(fc.constantFrom("└─ ", "│", "→", "名", "𠀀", "é", "a", " "), fc.string({ maxLength: 3 })))
  .map((parts) => parts.join(""));

describe("a text that is cropped", () => {
  test("signs of trees before letters count", () => {
    expect(cropEnd("└─ n3   backend", 10, "…")).toBe("└─ n3   b…");
  });

  test("fits, whatever it is of", () => {
    fc.assert(
      fc.property(someText, fc.nat({ max: 20 }), (text, width) => {
        expect(widthOf(cropEnd(text, width, "…"))).toBeLessThanOrEqual(width);
        expect(widthOf(cropStart(text, width, "…"))).toBeLessThanOrEqual(width);
      }),
      { numRuns: 2_000 },
    );
  });
});
