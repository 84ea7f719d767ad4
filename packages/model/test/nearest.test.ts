import { describe, expect, test } from "@jest/globals";
import { nearest } from "../src/nearest.ts";

describe("the nearest valid name", () => {
  test.each([
    ["wep", ["api", "web"], "web"],
    ["wbe", ["api", "web"], "web"],
    ["tset", ["build", "test"], "test"],
    ["biuld", ["build", "test"], "build"],
    ["WEB", ["api", "web"], "web"],
    ["depndsOn", ["description", "dependsOn"], "dependsOn"],
    ["backend", ["backend-api", "web"], undefined],
    ["xyz", ["api", "web"], undefined],
    ["", ["a"], "a"],
    ["web", [], undefined],
  ])("%p among %p: %p", (name, valid, expected) => {
    expect(nearest(name, valid)).toBe(expected);
  });
});
