import { describe, expect, test } from "@jest/globals";
import { type ExplainView, explainJson, renderExplain, UNICODE } from "@nix-repo/reporters";

const view: ExplainView = {
  task: "web:test",
  command: "just test",
  source: { kind: "delegate", tool: "just", recipe: "test", place: { file: "/ws/code/client/web/justfile", line: 12 } },
  shadowed: [
    { source: { kind: "stack", stack: "node" }, command: "npm test" },
    { source: { kind: "registry", place: { file: "/ws/services.config.ts", line: 3 } }, command: "make test" },
  ],
  shell: { name: "client-web", about: ["flake.nix:34"] },
  folder: "/ws/code/client/web",
  dependsOn: ["api:build", "web:lint"],
  variables: [
    { name: "PORT", from: ".env" },
    { name: "NODE_ENV", from: "registry" },
    { name: "API_URL", from: ".env" },
  ],
  keepable: { kept: false, because: "a recipe of the team's own that names no outputs" },
  further: [{ label: "last run", value: "miss", about: "src/cart.ts changed" }],
};

describe("repo explain", () => {
  test("says of a task what it runs and why", () => {
    expect(renderExplain([view], { root: "/ws", colour: false, symbols: UNICODE })).toBe(
      [
        "web:test      just test    code/client/web/justfile:12, before npm test (stack node), before make test (services.config.ts:3)",
        "devShell      client-web   flake.nix:34",
        "folder        code/client/web",
        "depends on    api:build, web:lint",
        "variables     PORT, API_URL (.env), NODE_ENV (registry)",
        "may be kept   no           a recipe of the team's own that names no outputs",
        "last run      miss         src/cart.ts changed",
      ].join("\n"),
    );
  });

  test("fits a narrow terminal", () => {
    expect(renderExplain([view], { root: "/ws", colour: false, symbols: UNICODE, columns: 60 })).toBe(
      [
        "web:test      just test    code/client/web/justfile:12,",
        "                           before npm test (stack node),",
        "                           before make test",
        "                           (services.config.ts:3)",
        "devShell      client-web   flake.nix:34",
        "folder        code/client/web",
        "depends on    api:build, web:lint",
        "variables     PORT, API_URL (.env), NODE_ENV (registry)",
        "may be kept   no           a recipe of the team's own that",
        "                           names no outputs",
        "last run      miss         src/cart.ts changed",
      ].join("\n"),
    );
  });

  test("for programs has a version", () => {
    expect(explainJson([view])).toEqual({ version: 1, kind: "explain", tasks: [view] });
  });
});
