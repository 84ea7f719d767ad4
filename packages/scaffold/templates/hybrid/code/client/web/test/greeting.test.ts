import assert from "node:assert/strict";
import { test } from "node:test";
import { greeting } from "../src/greeting.ts";

test("the greeting fits the hour", () => {
  assert.equal(greeting("Ada", 9), "Good morning, Ada");
  assert.equal(greeting("Ada", 23), "Good night, Ada");
});

test("who gives no name is greeted all the same", () => {
  assert.equal(greeting("  ", 13), "Good afternoon, stranger");
});
