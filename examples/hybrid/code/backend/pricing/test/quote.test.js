import assert from "node:assert/strict";
import { test } from "node:test";
import { quote } from "../src/quote.js";

const items = [
  { sku: "CUP-01", name: "Cup", cents: 1200, bulkFrom: 6, bulkPercent: 15 },
  { sku: "SPN-01", name: "Spoon", cents: 355, bulkFrom: 1, bulkPercent: 10 },
];

test("adds the tax to the sum of the lines", () => {
  assert.deepEqual(quote(items, [{ sku: "CUP-01", quantity: 2 }]), {
    lines: [{ sku: "CUP-01", quantity: 2, discount: 0, cents: 2400 }],
    net: 2400,
    vat: 456,
    total: 2856,
  });
});

test("gives the discount from the quantity on, not below", () => {
  const cents = (quantity) => quote(items, [{ sku: "CUP-01", quantity }]).net;
  assert.equal(cents(5), 6000);
  assert.equal(cents(6), 6120);
});

test("rounds each line to whole cents", () => {
  assert.equal(quote(items, [{ sku: "SPN-01", quantity: 1 }]).net, 320);
});

test("refuses what the catalogue does not have", () => {
  assert.throws(() => quote(items, [{ sku: "CAN-01", quantity: 1 }]), { message: 'there is no item "CAN-01"' });
});
