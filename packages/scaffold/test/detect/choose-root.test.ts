import { expect, test } from "@jest/globals";
import { chooseRoot } from "../../src/detect/choose-root.ts";

test.each<[string, string[], string[], string | undefined]>([
  ["all below one folder", ["code/a", "code/b/c"], [], "code"],
  ["below one folder further down: the first is enough", ["code/backend/a", "code/backend/b"], [], "code"],
  ["where the shells are called after", ["code/backend/a", "code/backend/b"], ["a", "b"], "code/backend"],
  ["none, where the shells are called after the whole paths", ["code/a", "code/b"], ["code-a", "code-b"], undefined],
  ["most of the shells decide", ["code/a", "code/b", "code/c"], ["code-a", "b", "c"], "code"],
  ["one of them is that folder", ["code", "code/b"], [], undefined],
  ["the root is one of them", [".", "code/b"], [], undefined],
  ["names that only begin alike", ["code/a", "code-b/c"], [], undefined],
  ["a single one", ["code/a"], [], undefined],
  ["none", [], [], undefined],
])("%s", (_what, folders, shells, root) => {
  expect(chooseRoot(folders, shells)).toBe(root);
});
