import { expect, test } from "@jest/globals";
import type { KeyParts } from "@nix-repo/model";
import { keyChanges } from "../../src/tasks/key-changes.ts";

const parts: KeyParts = {
  command: ["npm", "test"],
  outputs: ["dist/**"],
  shell: "web",
  variables: { NODE_ENV: "1", GONE: "1" },
  environment: { PATH: "1", CC: "1" },
  dependencies: { "api:build": "1" },
  tools: { docker: "1" },
  inputs: { "web/a": "1", "web/b": "1" },
};

test("nothing changed", () => {
  expect(keyChanges(parts, { ...parts })).toEqual([]);
});

test.each<[string, Partial<KeyParts>, readonly string[]]>([
  ["files", { inputs: { "web/a": "2", "web/c": "1" } }, ["web/a changed", "web/c is new", "web/b is gone"]],
  ["the command", { command: ["npm", "run", "test"] }, ["its command changed"]],
  ["outputs", { outputs: [] }, ["its outputs changed"]],
  ["what it needs", { needs: ["db"] }, ["what it needs changed"]],
  ["variables", { variables: { NODE_ENV: "2", NEW: "1" } }, ["NODE_ENV changed", "NEW is new", "GONE is gone"]],
  ["a dependency", { dependencies: { "api:build": "2" } }, ["api:build changed"]],
  ["the devShell", { environment: { PATH: "2", CC: "1" } }, ["the devShell web changed with flake.lock: PATH changed"]],
  ["another devShell", { shell: "other" }, ["its devShell is other, and was web"]],
  ["a tool", { tools: { docker: "2" } }, ["docker changed"]],
])("%s", (_what, changed, texts) => {
  const changes = keyChanges(parts, { ...parts, ...changed }, { environmentBecause: "flake.lock" });
  expect(changes.map(({ text }) => text)).toEqual(texts);
});

test("what tells most comes first", () => {
  const changes = keyChanges(parts, { ...parts, inputs: {}, variables: {}, environment: {} });
  expect(changes.map(({ kind }) => kind)).toEqual(["file", "file", "variable", "variable", "environment"]);
});
