import { expect, test } from "@jest/globals";
import type { RegistryConfig } from "@nix-repo/config";
import * as fc from "fast-check";
import { renderRegistry, renderValue } from "../../src/registry/render-registry.ts";

test("a registry is what a person would write", () => {
  const registry: RegistryConfig = {
    root: "code",
    services: {
      api: { path: "backend/api", stack: "go", tags: ["backend"] },
      "end-to-end": { path: "test", dependsOn: ["api"], verbs: { test: { run: "npm test", outputs: [] } } },
    },
  };
  expect(renderRegistry(registry, ["found by repo init", ""])).toBe(`// found by repo init
//
import { defineConfig } from "nix-repo";

export default defineConfig({
  root: "code",
  services: {
    api: { path: "backend/api", stack: "go", tags: ["backend"] },
    "end-to-end": {
      path: "test",
      dependsOn: ["api"],
      verbs: {
        test: { run: "npm test", outputs: [] },
      },
    },
  },
});
`);
});

test("a script of several lines is not indented, since that would change it", () => {
  expect(renderValue({ run: "a\n  echo `b` ${c} \\n\n" })).toBe("{ run: `a\n  echo \\`b\\` \\${c} \\\\n\n` }");
});

test("what is too long for a line has a line for each part", () => {
  const names = Array.from({ length: 20 }, (_, index) => `service-${index}`);
  const lines = renderValue({ dependsOn: names }).split("\n");
  expect(lines[1]).toBe("  dependsOn: [");
  expect(lines[2]).toBe('    "service-0",');
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(110);
});

test("whatever is rendered reads as the same value", () => {
  const text = fc.oneof(fc.string(), fc.string({ unit: "binary" }), fc.constantFrom("a\r\nb", "`${x}`\n", "\u2028\n", "__proto__", "\\\n"));
  const value = fc.letrec((tie) => ({
    any: fc.oneof({ maxDepth: 4 }, text, fc.boolean(), fc.integer(), fc.array(tie("any")), fc.dictionary(text, tie("any"))),
  })).any;
  fc.assert(
    fc.property(value, (given) => {
      const read: unknown = new Function(`return ${renderValue(given)};`)();
      expect(JSON.stringify(read)).toBe(JSON.stringify(given));
    }),
    { numRuns: 500 },
  );
});
