import { describe, expect, test } from "@jest/globals";
import { resolvedConfig, validateAll } from "../src/index.ts";
import { failureOf, lineOf, opened, successOf, workspaceOf } from "./opening.ts";

async function validate(files: Record<string, string>, ownCommands: readonly string[] = []) {
  using folder = workspaceOf(files);
  const { errors, warnings } = await validateAll(await opened(folder, { ownCommands }), { ownCommands });
  const lines = (diagnostics: typeof errors) =>
    diagnostics.map((diagnostic) => lineOf(diagnostic, folder.root).replaceAll(folder.root, "ROOT"));
  return { errors: lines(errors), warnings: lines(warnings) };
}

describe("validating a whole workspace", () => {
  test("finds nothing in one that is right", async () => {
    expect(await validate({ "services.config.yaml": "services: { a: { path: a } }", "a/x": "" })).toEqual({ errors: [], warnings: [] });
  });

  test("says the mistakes of all overrides, missing folders, circles and warnings at once", async () => {
    const registry = `services:
  a: { path: a, dependsOn: [b] }
  b: { path: b }
  c: { path: c }
  d: { path: d }
  e: { path: gone }
  f: { path: f, verbs: { list: x } }
`;
    const files = {
      "services.config.yaml": registry,
      "a/x": "",
      "b/repo.config.json": '{ "dependsOn": ["a"] }',
      "c/repo.config.json": '{\n  "shel": "x",\n  "tags": 1\n}',
      "d/repo.config.ts": "throw new Error('no');",
      "f/repo.config.yaml": "verbs:\n  list: y\n  logs: z\n",
    };
    expect(await validate(files, ["list", "logs"])).toEqual({
      errors: [
        'c/repo.config.json:2:3 unknown property; did you mean "shell"? «"shel"»'.replace("unknown", "shel: unknown"),
        "c/repo.config.json:3:11 tags: expected a list of tags, got 1 «1»",
        expect.stringMatching(/^d\/repo\.config\.ts.* cannot be loaded: no$/),
        "services.config.yaml:6:14 services.e.path: there is no folder ROOT/gone",
        "b/repo.config.json:1:17 services.b: these services depend on each other: a -> b -> a",
      ],
      warnings: [
        "services.config.yaml:7:26 services.f.verbs.list: repo list is a command of our own, which wins: repo run f:list reaches the verb «list»",
        "f/repo.config.yaml:3:3 verbs.logs: repo logs is a command of our own, which wins: repo run f:logs reaches the verb",
      ],
    });
  });

  test("finds names that stand twice, of which the language silently takes the last", async () => {
    const registry = `const more = { web: { path: "b" } };
export default {
  services: {
    web: { path: "a", path: "a" },
    ...more,
    api: { path: "a" },
    api: { path: "a" },
  },
};
`;
    expect((await validate({ "services.config.ts": registry, "a/x": "", "b/x": "" })).errors).toEqual([
      'services.config.ts:4:23 services.web.path: "path" stands here twice; the first is in line 4, and is ignored «path»',
      'services.config.ts:7:5 services.api: "api" stands here twice; the first is in line 6, and is ignored «api»',
    ]);
    const json = '{ "services": { "a": { "path": "a" }, "a": { "path": "a" } } }';
    expect((await validate({ "services.config.json": json, "a/x": "" })).errors).toEqual([
      'services.config.json:1:39 services.a: "a" stands here twice; the first is in line 1, and is ignored «"a"»',
    ]);
  });
});

/** Durations may be written in several ways, and are printed in one. */
const TIMED = { run: "d", readyWhen: { tcp: "localhost:80", timeout: "90m" }, retries: 1, weight: 2, mutex: "m" };

describe("the resolved configuration", () => {
  test("is plain data with all layers", async () => {
    using folder = workspaceOf({
      "services.config.json": JSON.stringify({
        root: "code",
        globalEnv: ["CI"],
        workspace: { shellHook: "capture", verbs: { fmt: "treefmt" } },
        services: {
          web: { path: "web", shell: "front", verbs: { x: ["a", "b"], y: { run: "c", shell: false }, dev: TIMED } },
          api: { path: "api" },
        },
      }),
      "code/web/justfile": "",
      "code/web/repo.config.yaml": "verbs: { x: { cache: true } }",
      "code/api/x": "",
    });
    expect(successOf(await resolvedConfig(await opened(folder)))).toEqual({
      version: 1,
      root: folder.root,
      registry: "services.config.json",
      flake: ".",
      nixFlags: [],
      globalEnv: ["CI"],
      workspace: {
        path: ".",
        folder: ".",
        tags: [],
        dependsOn: [],
        env: {},
        passEnv: [],
        hostTools: [],
        shell: ["default"],
        shellHook: "capture",
        taskFiles: [],
        verbs: { fmt: { registry: { run: "treefmt" } } },
        processes: {},
      },
      services: {
        web: {
          path: "web",
          folder: "code/web",
          tags: [],
          dependsOn: [],
          env: {},
          passEnv: [],
          hostTools: [],
          shell: "front",
          shellHook: "run",
          taskFiles: [{ tool: "just", file: "code/web/justfile" }],
          verbs: {
            x: { override: { cache: true }, registry: { run: ["a", "b"] } },
            y: { registry: { run: "c", shell: false } },
            dev: { registry: { ...TIMED, readyWhen: { tcp: 80, timeout: "1h30m" } } },
          },
          processes: {},
        },
        api: {
          path: "api",
          folder: "code/api",
          tags: [],
          dependsOn: [],
          env: {},
          passEnv: [],
          hostTools: [],
          shell: ["api", "default"],
          shellHook: "run",
          taskFiles: [],
          verbs: {},
          processes: {},
        },
      },
    });
  });

  test("fails as the first service that cannot be read", async () => {
    using folder = workspaceOf({ "services.config.json": JSON.stringify({ services: { a: { path: "gone" } } }) });
    expect(failureOf(await resolvedConfig(await opened(folder))).code).toBe("folder-missing");
  });
});
