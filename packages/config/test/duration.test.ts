import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { DURATION, durationText, parseDuration } from "../src/duration.ts";

describe("durations", () => {
  test.each([
    ["500ms", 500],
    ["30s", 30_000],
    ["5m", 300_000],
    ["1h30m", 5_400_000],
    ["2h5ms", 7_200_005],
    ["90m", 5_400_000],
  ])("%s is %d ms", (text, ms) => {
    expect(new RegExp(DURATION, "u").test(text)).toBe(true);
    expect(parseDuration(text)).toBe(ms);
  });

  test.each(["", "5", "m", "1.5s", "-1s", "1s1h", "5 m", "0s", "0h0ms", "1d"])('"%s" is none', (text) => {
    expect(new RegExp(DURATION, "u").test(text)).toBe(false);
  });

  test("are written as they are read", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1_000_000_000 }), (ms) => {
        const text = durationText(ms);
        expect(new RegExp(DURATION, "u").test(text)).toBe(true);
        expect(parseDuration(text)).toBe(ms);
      }),
    );
  });
});
