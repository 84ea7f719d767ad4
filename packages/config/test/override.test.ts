import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { failureOf, mistakesOf, opened, successOf, workspaceOf } from "./opening.ts";

const REGISTRY = `services:
  api: { path: api }
  web:
    path: web
    description: The shop
    shell: front
    stack: node
    tags: [a, b]
    dependsOn: [api]
    env: { A: "1", B: "2" }
    passEnv: [X]
    verbs:
      build: { run: make, outputs: [dist/**] }
      "db:seed": seed
`;

async function webOf(files: Record<string, string>) {
  using folder = workspaceOf({ "services.config.yaml": REGISTRY, "web/x": "", ...files });
  const service = successOf(await (await opened(folder)).service("web"));
  // Places are looked up when asked for: here, while the files are still there.
  return JSON.parse(JSON.stringify({ ...service, verbs: Object.fromEntries(service.verbs) }).replaceAll(folder.root, "ROOT"));
}

async function mistakesIn(files: Record<string, string>): Promise<string[]> {
  using folder = workspaceOf({ "services.config.yaml": REGISTRY, "web/x": "", ...files });
  return mistakesOf(await (await opened(folder)).service("web"), folder.root);
}

describe("a team's override", () => {
  test("says over the registry what it says, lists replaced, variables one by one", async () => {
    const text =
      "description: Ours\nshell: false\nshellHook: capture\nstack: go\ntags: []\ndependsOn: []\nenv: { B: x, C: y }\npassEnv: [Y]\nhostTools: [docker]\n";
    expect(await webOf({ "web/repo.config.yaml": text })).toMatchObject({
      description: "Ours",
      shell: { kind: "none" },
      shellHook: "capture",
      stack: "go",
      tags: [],
      dependsOn: [],
      env: { A: "1", B: "x", C: "y" },
      passEnv: ["Y"],
      hostTools: ["docker"],
      place: { file: "ROOT/services.config.yaml", line: 3, column: 3 },
    });
  });

  test("leaves alone what it does not speak of", async () => {
    expect(await webOf({ "web/repo.config.json": "{}" })).toMatchObject({
      description: "The shop",
      shell: { kind: "named", name: "front", place: { file: "ROOT/services.config.yaml", line: 6, column: 12 } },
      shellHook: "run",
      stack: "node",
      tags: ["a", "b"],
      dependsOn: ["api"],
      dependsOnPlaces: [{ file: "ROOT/services.config.yaml", line: 9, column: 17 }],
      passEnv: ["X"],
    });
  });

  test("adds verbs and lays its own over those of the registry", async () => {
    const text = `export default defineService({
  shell: "own",
  verbs: {
    build: { cache: false, dependsOn: ["db:seed", "api:build"] },
    e2e: ["npx", "playwright", "test"],
  },
});
`;
    const { verbs, shell } = await webOf({ "web/repo.config.ts": text });
    const file = "ROOT/web/repo.config.ts";
    expect(shell).toEqual({ kind: "named", name: "own", place: { file, line: 2, column: 10 } });
    expect(verbs.build).toEqual({
      override: {
        options: { cache: false, dependsOn: ["db:seed", "api:build"] },
        dependsOnPlaces: [
          { file, line: 4, column: 40 },
          { file, line: 4, column: 51 },
        ],
        place: { file, line: 4, column: 5 },
      },
      registry: {
        run: { kind: "bash", script: "make" },
        options: { outputs: ["dist/**"] },
        place: { file: "ROOT/services.config.yaml", line: 13, column: 7 },
      },
    });
    expect(verbs.e2e).toEqual({
      override: { run: { kind: "argv", argv: ["npx", "playwright", "test"] }, options: {}, place: { file, line: 5, column: 5 } },
    });
  });

  test.each(["ts", "js", "mjs"])("may be written as .%s", async (extension) => {
    expect(await webOf({ [`web/repo.config.${extension}`]: "export default { tags: ['own'] };" })).toMatchObject({ tags: ["own"] });
  });

  test.each(["json", "yaml", "yml"])("may be written as .%s", async (extension) => {
    expect(await webOf({ [`web/repo.config.${extension}`]: '{ "tags": ["own"] }' })).toMatchObject({ tags: ["own"] });
  });

  test("with mistakes is refused with all of them, by who asks for that service alone", async () => {
    const text = `export default defineService({
  path: "elsewhere",
  dependsOn: ["apo"],
  stack: "nodee",
  env: ["NPM_TOKEN"],
  verbs: { build: { run: "x", outputs: "dist" }, lint: { dependsOn: ["apj:x"] } },
});
`;
    expect(await mistakesIn({ "web/repo.config.ts": text })).toEqual([
      "web/repo.config.ts:2:3 path: unknown property; expected one of description, shell, shellHook, stack, tags, dependsOn, verbs, processes, containers, env, passEnv, hostTools, docker «path»",
      'web/repo.config.ts:6:40 verbs.build.outputs: expected a list of globs, got "dist" «"dist"»',
      'web/repo.config.ts:4:10 stack: there is no stack "nodee"; did you mean "node"? «"nodee"»',
      'web/repo.config.ts:3:15 dependsOn[0]: there is no service "apo"; did you mean "api"? «"apo"»',
      'web/repo.config.ts:5:9 env[0]: "NPM_TOKEN" names a secret, and what stands here enters keys and may be shown: name it under passEnv «"NPM_TOKEN"»',
      'web/repo.config.ts:6:70 verbs.lint.dependsOn[0]: there is no service "apj"; did you mean "api"? «"apj:x"»',
    ]);
    using folder = workspaceOf({ "services.config.yaml": REGISTRY, "api/x": "", "web/repo.config.ts": text });
    successOf(await (await opened(folder)).service("api"));
  });

  test("in two forms is a mistake that names both", async () => {
    expect(await mistakesIn({ "web/repo.config.json": "{}", "web/repo.config.yaml": "{}" })).toEqual([
      "web/repo.config.json only one of these files may be here: repo.config.json, repo.config.yaml",
    ]);
  });

  test("that throws is a failure that says what", async () => {
    using folder = workspaceOf({ "services.config.yaml": REGISTRY, "web/repo.config.ts": 'throw new Error("no");' });
    expect(failureOf(await (await opened(folder)).service("web"))).toMatchObject({
      code: "file-unreadable",
      place: { file: join(folder.root, "web/repo.config.ts") },
      reason: "no",
    });
  });
});

describe("task files", () => {
  test.each([
    [["justfile"], ["just justfile"]],
    [["JustFile"], ["just JustFile"]],
    [[".justfile"], ["just .justfile"]],
    [[".justfile", "Justfile"], ["just Justfile"]],
    [["Taskfile.yaml", "taskfile.yml", "Taskfile.dist.yml"], ["task taskfile.yml"]],
    [["taskfile.dist.yaml"], ["task taskfile.dist.yaml"]],
    [["Makefile", "makefile"], ["make makefile"]],
    [["Makefile", "GNUmakefile"], ["make GNUmakefile"]],
    [
      ["Makefile", "Taskfile.yml", "justfile"],
      ["just justfile", "task Taskfile.yml", "make Makefile"],
    ],
    [["justfile.md", "MAKEFILE", "TaskFile.yml", "my-justfile"], []],
  ])("of %j are %j", async (names, expected) => {
    const { taskFiles } = await webOf(Object.fromEntries(names.map((name) => [`web/${name}`, ""])));
    expect(taskFiles.map(({ tool, file }: { tool: string; file: string }) => `${tool} ${file.replace("ROOT/web/", "")}`)).toEqual(expected);
  });

  test("are files, not folders", async () => {
    expect((await webOf({ "web/justfile/x": "", "web/Makefile": "" })).taskFiles).toEqual([{ tool: "make", file: "ROOT/web/Makefile" }]);
  });
});
