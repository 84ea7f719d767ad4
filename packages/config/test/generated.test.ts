import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { generate } from "../scripts/generated-files.ts";

test("what is generated from the schema is what the schema gives", async () => {
  for (const [path, content] of await generate()) {
    expect([path, readFileSync(join(import.meta.dirname, "..", path), "utf8")]).toEqual([path, content]);
  }
});

test("editors are told what every option means", async () => {
  for (const [path, content] of await generate()) {
    if (!path.endsWith(".json")) continue;
    const undescribed: string[] = [];
    const visit = (schema: Record<string, unknown>, at: string) => {
      for (const [name, property] of Object.entries((schema.properties ?? {}) as Record<string, Record<string, unknown>>)) {
        if (property.description === undefined && property.$ref === undefined) undescribed.push(`${at}.${name}`);
        visit(property, `${at}.${name}`);
      }
    };
    const schema = JSON.parse(content);
    visit(schema, path);
    for (const [name, definition] of Object.entries(schema.$defs)) visit(definition as Record<string, unknown>, name);
    expect(undescribed).toEqual([]);
    expect(content).not.toMatch(/"(expected|tsType)"/);
  }
});
