import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { generate } from "../../scripts/generated-files.ts";

test("what the executable carries of templates is what stands in templates", () => {
  for (const [path, content] of generate()) {
    expect([path, readFileSync(join(import.meta.dirname, "../..", path), "utf8")]).toEqual([path, content]);
  }
});
