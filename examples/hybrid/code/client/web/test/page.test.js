import assert from "node:assert/strict";
import { test } from "node:test";
import { formatPrice, renderPage } from "../src/page.js";

test("formats cents", () => {
  assert.equal(formatPrice(1428, "EUR"), "14.28 EUR");
  assert.equal(formatPrice(5, "EUR"), "0.05 EUR");
});

test("shows every item with its price", () => {
  const page = renderPage({ title: "Shop", currency: "EUR", prices: [{ name: "Cup", cents: 1428 }] });
  assert.match(page, /<tr><td>Cup<\/td><td>14\.28 EUR<\/td><\/tr>/);
});

test("a name cannot bring markup along", () => {
  const page = renderPage({ title: "Shop", currency: "EUR", prices: [{ name: "<b>Cup & saucer</b>", cents: 1 }] });
  assert.match(page, /<td>&lt;b&gt;Cup &amp; saucer&lt;\/b&gt;<\/td>/);
});
