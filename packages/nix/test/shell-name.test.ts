import { describe, expect, test } from "@jest/globals";
import { fragmentOf, parseAttributePath, parseShellName, printAttributePath } from "../src/shell-name.ts";

describe("a devShell's name", () => {
  test.each([
    ["web", { kind: "attribute", path: ["web"], full: false }],
    ["backend.ms1", { kind: "attribute", path: ["backend", "ms1"], full: false }],
    ["devShells.backend.ms1", { kind: "attribute", path: ["backend", "ms1"], full: false }],
    ["devShells.x86_64-linux.web", { kind: "attribute", path: ["devShells", "x86_64-linux", "web"], full: true }],
    ["devShells.aarch64-darwin", { kind: "attribute", path: ["aarch64-darwin"], full: false }],
    ["devShells", { kind: "attribute", path: ["devShells"], full: false }],
    ['"a.b"', { kind: "attribute", path: ["a.b"], full: false }],
    ["./code/client/web#default", { kind: "installable", flake: "./code/client/web", path: ["default"] }],
    ["./code/client/web", { kind: "installable", flake: "./code/client/web", path: [] }],
    ["..", { kind: "installable", flake: "..", path: [] }],
    ["/abs#x", { kind: "installable", flake: "/abs", path: ["x"] }],
    ["#web", { kind: "installable", flake: ".", path: ["web"] }],
    ["github:o/r#x.y", { kind: "installable", flake: "github:o/r", path: ["x", "y"] }],
    ["git+https://host/r?ref=main", { kind: "installable", flake: "git+https://host/r?ref=main", path: [] }],
  ])("%s", (name, meaning) => expect(parseShellName(name)).toEqual(meaning));
});

test.each([
  ["a.b", ["a", "b"]],
  ['backend."a.b".c', ["backend", "a.b", "c"]],
  ['"with space"', ["with space"]],
  ["", []],
])("attribute path %s", (text, path) => expect(parseAttributePath(text)).toEqual(path));

test("an attribute path as people and Nix write it", () => {
  expect(printAttributePath(["backend", "a.b", "it's", "grün"])).toBe(`backend."a.b".it's."grün"`);
  expect(fragmentOf(["backend", "ms1"])).toBe("backend.ms1");
  expect(fragmentOf(["a.b", "grün x"])).toBe("%22a.b%22.%22gr%C3%BCn%20x%22");
});
