// A folder for each form of the Compose Specification that says something of interest, with all that is read of it in expected.json.
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { corpus, corpusCases, jsonIn, readCase } from "./corpus-case.ts";

describe("every form of the Compose Specification is read", () => {
  test.each(corpusCases())("%s", (name) => {
    const expected = jsonIn(join(corpus, name, "expected.json"));
    expect(expected).toBeDefined();
    expect(readCase(name)).toEqual(expected);
  });
});
