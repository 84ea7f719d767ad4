import { describe, expect, test } from "@jest/globals";
import type { VerbSource } from "@nix-repo/model";
import { ASCII, type ListView, listJson, renderList, UNICODE } from "@nix-repo/reporters";

const justfile: VerbSource = { kind: "delegate", tool: "just", recipe: "test", place: { file: "/ws/code/client/web/justfile", line: 12 } };
const registry: VerbSource = { kind: "registry", place: { file: "/ws/services.config.ts" } };
const override: VerbSource = { kind: "override", place: { file: "/ws/code/client/web/repo.config.ts" } };
const stack = (name: string): VerbSource => ({ kind: "stack", stack: name });

const view: ListView = {
  services: [
    {
      name: "api",
      path: "backend/api",
      stack: "go",
      shell: "backend-api",
      tags: ["backend"],
      verbs: ["dev", "test", "build", "lint", "setup", "clean"].map((name) => ({ name, source: stack("go") })),
      unread: [],
    },
    {
      name: "web",
      path: "client/web",
      stack: "node",
      tags: [],
      verbs: [
        { name: "lint", source: stack("node") },
        { name: "e2e", source: registry },
        { name: "test", source: justfile },
        { name: "dev", source: override },
        { name: "build", source: justfile },
      ],
      unread: ["Makefile"],
    },
    { name: "日本語", path: "docs", tags: [], verbs: [], unread: [] },
  ],
};

describe("repo list", () => {
  test("is whole where it is piped", () => {
    expect(renderList(view, { colour: false, symbols: UNICODE })).toBe(
      [
        "service   path          stack   shell         verbs",
        "api       backend/api   go      backend-api   go: dev, test, build, lint, setup, clean",
        "web       client/web    node                  Makefile: not read yet; repo.config.ts: dev; justfile: test, build; registry: e2e; node: lint",
        "日本語    docs",
      ].join("\n"),
    );
  });

  test("wraps its verbs at 80 columns", () => {
    expect(renderList(view, { colour: false, symbols: UNICODE, columns: 80 })).toBe(
      [
        "service   path          stack   shell         verbs",
        "api       backend/api   go      backend-api   go: dev, test, build, lint,",
        "                                              setup, clean",
        "web       client/web    node                  Makefile: not read yet;",
        "                                              repo.config.ts: dev; justfile:",
        "                                              test, build; registry: e2e; node:",
        "                                              lint",
        "日本語    docs",
      ].join("\n"),
    );
  });

  test.each([30, 40, 60, 80, 200])("never leaves a terminal of %i columns", (columns) => {
    const long: ListView = {
      services: [
        ...view.services,
        { name: "a-service-with-a-long-name", path: "a/very/long/path/to/some/service", tags: [], verbs: [], unread: [] },
      ],
    };
    const lines = renderList(long, { colour: false, symbols: ASCII, columns }).split("\n");
    const limit = Math.max(columns, 60);
    expect(lines.filter((line) => line.length > limit)).toEqual([]);
  });

  test("crops a long path at its start", () => {
    const service = { name: "web", path: "a/very/long/path/to/some/service", shell: "web", stack: "node", tags: [], verbs: [], unread: [] };
    const [, line] = renderList({ services: [service] }, { colour: false, symbols: UNICODE, columns: 60 }).split("\n");
    expect(line).toBe("web       …ong/path/to/some/service   node    web");
  });

  test("of no services says so", () => {
    expect(renderList({ services: [] }, { colour: false, symbols: UNICODE })).toBe("the registry has no services yet");
  });

  test("for programs has a version", () => {
    expect(listJson(view)).toEqual({ version: 1, kind: "list", services: view.services });
  });
});
