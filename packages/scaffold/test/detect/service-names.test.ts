import { expect, test } from "@jest/globals";
import { editorSchema } from "@nix-repo/config";
import * as fc from "fast-check";
import { serviceNames } from "../../src/detect/service-names.ts";

const names = (folders: readonly string[], root = "/somewhere/shop") =>
  Object.fromEntries(
    serviceNames(
      folders.map((folder) => ({ folder, kind: "go", manifest: "go.mod" })),
      root,
    ),
  );

test("the last name, and as many of those above as tell it from others", () => {
  expect(names([".", "a/api", "b/api", "c/web", "x/src", "y/src", "a-api"])).toEqual({
    ".": "shop",
    "a-api": "a-api",
    "a/api": "a-api-2",
    "b/api": "b-api",
    "c/web": "web",
    "x/src": "x",
    "y/src": "y",
  });
});

test("every folder gets a name of its own that a registry takes", async () => {
  const schema = (await editorSchema("registry")) as { properties: { services: { propertyNames: { pattern: string } } } };
  const taken = new RegExp(schema.properties.services.propertyNames.pattern, "u");
  const part = fc
    .oneof(fc.constantFrom("a", "b", "src", "A", "a-b", "é", "__proto__"), fc.string({ minLength: 1, maxLength: 4 }))
    .filter((text) => !/[/\0]|^\.\.?$/.test(text));
  const folder = fc.array(part, { minLength: 1, maxLength: 4 }).map((parts) => parts.join("/"));
  fc.assert(
    fc.property(fc.uniqueArray(folder, { maxLength: 12 }), (folders) => {
      const given = [
        ...serviceNames(
          folders.map((each) => ({ folder: each, kind: "go", manifest: "go.mod" })),
          "/x",
        ).values(),
      ];
      expect(given.length).toBe(folders.length);
      expect(new Set(given).size).toBe(folders.length);
      for (const name of given) expect(name).toMatch(taken);
    }),
  );
});
