import { describe, expect, test } from "@jest/globals";
import type { Diagnostic } from "@nix-repo/model";
import { describeFailure, renderDiagnostics } from "@nix-repo/reporters";

const file = "/ws/services.config.ts";
const plain = { root: "/ws", colour: false };
const at = (line: number, column: number, more: Partial<Diagnostic> = {}): Diagnostic => ({
  place: { file, line, column },
  path: "services.web",
  message: "is wrong",
  ...more,
});

describe("diagnostics", () => {
  test("point at the place", () => {
    const diagnostic: Diagnostic = {
      place: { file, line: 14, column: 19 },
      length: 5,
      path: "services.web.dependsOn[0]",
      message: 'there is no service "apo"',
      suggestion: "api",
      excerpt: '      dependsOn: ["apo"],',
    };
    expect(describeFailure({ code: "file-invalid", diagnostics: [diagnostic] }, plain)).toBe(
      [
        'services.config.ts:14:19  services.web.dependsOn[0]: there is no service "apo"; did you mean "api"?',
        '  14 |       dependsOn: ["apo"],',
        "     |                   ^^^^^",
      ].join("\n"),
    );
  });

  test("are sorted by file and place, and counted", () => {
    const other = { ...at(1, 1), place: { file: "/ws/code/api/repo.config.ts", line: 3 }, path: "" };
    expect(renderDiagnostics([at(9, 1), at(2, 8), at(2, 1), other], plain)).toBe(
      [
        "code/api/repo.config.ts:3  is wrong",
        "services.config.ts:2:1  services.web: is wrong",
        "services.config.ts:2:8  services.web: is wrong",
        "services.config.ts:9:1  services.web: is wrong",
        "4 mistakes in 2 files",
      ].join("\n"),
    );
  });

  test("with excerpts stand apart, and warnings say what they are", () => {
    const diagnostics = [at(1, 1, { excerpt: "a" }), at(2, 1, { excerpt: "b" })];
    expect(renderDiagnostics(diagnostics, { ...plain, severity: "warning" })).toBe(
      [
        "services.config.ts:1:1  warning: services.web: is wrong",
        "  1 | a",
        "    | ^",
        "",
        "services.config.ts:2:1  warning: services.web: is wrong",
        "  2 | b",
        "    | ^",
        "",
        "2 warnings in services.config.ts",
      ].join("\n"),
    );
  });

  test.each([
    ["tabs", "\t\tweb: 1", 3, 3, "        web: 1", "        ^^^"],
    ["wide characters in front", "日本: web", 5, 3, "日本: web", "      ^^^"],
    ["wide characters that are marked", "a: 日本", 4, 2, "a: 日本", "   ^^^^"],
    ["the end of the line", "web:", 5, 1, "web:", "    ^"],
    ["a marker that is longer than the line", "web: x", 6, 40, "web: x", "     ^"],
  ])("keep the marker under the text with %s", (_, excerpt, column, length, line, marker) => {
    const text = renderDiagnostics([at(7, column, { excerpt, length })], plain);
    expect(text.split("\n").slice(1)).toEqual([`  7 | ${line}`, `    | ${marker}`]);
  });

  test.each([40, 80, 200])("crop a long line around the marker to %i columns", (columns) => {
    const excerpt = `${"x".repeat(500)}HERE${"y".repeat(500)}`;
    const [, line = "", marker = ""] = renderDiagnostics([at(1, 501, { excerpt, length: 4 })], { ...plain, columns }).split("\n");
    expect(line.length).toBe(columns - 0);
    expect(line).toMatch(/^ {2}1 \| \.\.\.x+HEREy+\.\.\.$/);
    expect(line.slice(marker.indexOf("^"), marker.lastIndexOf("^") + 1)).toBe("HERE");
  });

  test("crop wide characters without moving the marker", () => {
    const excerpt = `${"日".repeat(100)}HERE${"本".repeat(100)}`;
    const [, line = "", marker = ""] = renderDiagnostics([at(1, 101, { excerpt, length: 4 })], { ...plain, columns: 60 }).split("\n");
    const before = line.slice(0, line.indexOf("HERE"));
    expect(marker.indexOf("^")).toBe(before.length + (before.match(/日/g)?.length ?? 0));
  });
});
