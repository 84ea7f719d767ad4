import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { parseCatalogue } from "../src/catalogue.js";

const HEADER = "sku,name,cents,bulk_from,bulk_percent";

test("reads a row", () => {
  assert.deepEqual(parseCatalogue(`${HEADER}\nCUP-01,Cup,1200,6,15\n`), [
    { sku: "CUP-01", name: "Cup", cents: 1200, bulkFrom: 6, bulkPercent: 15 },
  ]);
});

test("names the line of a mistake", () => {
  assert.throws(() => parseCatalogue(`${HEADER}\nCUP-01,Cup,12.5,6,15\n`), { message: /line 2: prices are whole cents/ });
  assert.throws(() => parseCatalogue(`${HEADER}\nA,a,1,1,0\nA,b,2,1,0\n`), { message: "catalogue, line 3: A is there twice" });
});

test("the shop's own catalogue is valid", () => {
  assert.ok(parseCatalogue(readFileSync(new URL("../catalogue.csv", import.meta.url), "utf8")).length > 0);
});
