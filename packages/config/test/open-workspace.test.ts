import { mkdirSync, readdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { temporaryFolder } from "@nix-repo/testkit";
import { openWorkspace } from "../src/index.ts";
import { evaluated, failureOf, inEachForm, mistakesOf, opened, successOf, workspaceOf } from "./opening.ts";

const REGISTRY = {
  root: "code",
  services: { api: { path: "backend/api", stack: "go" }, web: { path: "./client/web/", dependsOn: ["api"] } },
};

describe("a registry", () => {
  test.each(inEachForm(REGISTRY))("is read as %s", async (name, text) => {
    using folder = workspaceOf({ [name]: text });
    const { root } = folder;
    const workspace = await opened(folder);
    expect({ ...workspace, service: undefined, folders: [...workspace.folders] }).toEqual({
      root,
      registryFile: join(root, name),
      codeRoot: join(root, "code"),
      flake: ".",
      nixFlags: [],
      globalEnv: [],
      globalInputs: [],
      hostToolchain: [],
      ci: {
        stages: [
          { name: "lint", entries: ["lint"] },
          { name: "test", entries: ["test"] },
          { name: "build", entries: ["build"] },
        ],
      },
      lookedForAbove: new Set(),
      serviceNames: ["api", "web"],
      folders: [
        ["api", join(root, "code/backend/api")],
        ["web", join(root, "code/client/web")],
      ],
      warnings: [],
      service: undefined,
    });
  });

  test("is found from a folder far below", async () => {
    using folder = workspaceOf({ "services.config.json": JSON.stringify(REGISTRY), "code/client/web/src/a.ts": "" });
    expect((await opened(folder, { cwd: join(folder.root, "code/client/web/src") })).root).toBe(folder.root);
  });

  test("of the nearest folder counts", async () => {
    using folder = workspaceOf({
      "services.config.json": JSON.stringify(REGISTRY),
      "inner/services.config.json": JSON.stringify({ services: {} }),
    });
    expect((await opened(folder, { cwd: join(folder.root, "inner") })).serviceNames).toEqual([]);
  });

  test("that is nowhere is a failure", async () => {
    using folder = workspaceOf({});
    expect(failureOf(await folder.open())).toEqual({ code: "workspace-not-found", from: folder.root });
  });

  test("in two forms is a mistake that names both", async () => {
    using folder = workspaceOf({ "services.config.ts": "", "services.config.json": "{}" });
    expect(mistakesOf(await folder.open(), folder.root)).toEqual([
      "services.config.ts only one of these files may be here: services.config.ts, services.config.json",
    ]);
  });

  test("that is a folder cannot be read", async () => {
    using folder = workspaceOf({ "services.config.ts/x": "" });
    expect(failureOf(await folder.open())).toEqual({
      code: "file-unreadable",
      place: { file: join(folder.root, "services.config.ts") },
      reason: "it is a folder, not a file",
    });
  });

  test("that links to nothing cannot be read", async () => {
    using folder = workspaceOf({});
    symlinkSync("nowhere.json", join(folder.root, "services.config.json"));
    expect(failureOf(await folder.open()).code).toBe("workspace-not-found");
  });

  test("of a workspace that is reached through a link is read where it was reached", async () => {
    using folder = workspaceOf({
      "real/services.config.ts": `export default ${JSON.stringify(REGISTRY)}`,
      "real/code/backend/api/go.mod": "",
    });
    const link = join(folder.root, "link");
    symlinkSync("real", link);
    const workspace = await opened(folder, { cwd: join(link, "code") });
    expect(workspace.root).toBe(link);
    expect(successOf(await workspace.service("api")).folder).toBe(join(link, "code/backend/api"));
  });

  test("may stand in a path with spaces and letters of any script, and name its services so", async () => {
    const services = { größe: { path: "my services/größe" }, 検索: { path: "検索" } };
    using folder = workspaceOf({
      "über uns/services.config.json": JSON.stringify({ services }),
      "über uns/my services/größe/justfile": "",
      "über uns/検索/x": "",
    });
    const root = join(folder.root, "über uns");
    const workspace = await opened(folder, { cwd: root });
    expect(workspace.serviceNames).toEqual(["größe", "検索"]);
    const service = successOf(await workspace.service("größe"));
    expect(service.taskFiles).toEqual([{ tool: "just", file: join(root, "my services/größe/justfile") }]);
    expect(service.shell).toEqual({ kind: "inferred", candidates: ["my services-größe", "größe", "default"] });
  });

  test("takes flags for Nix from the registry, then from REPO_NIX_FLAGS", async () => {
    using folder = workspaceOf({ "services.config.json": JSON.stringify({ nix: { flags: ["--offline"] }, services: {} }) });
    const workspace = await opened(folder, {
      env: { REPO_NIX_FLAGS: ' --override-input nixpkgs \'path:/my pkgs\'  --option x "a \\"b\\"" c\\ d' },
    });
    expect(workspace.nixFlags).toEqual(["--offline", "--override-input", "nixpkgs", "path:/my pkgs", "--option", "x", 'a "b"', "c d"]);
  });

  test("stands where REPO_NIX_FLAGS is no list of words", async () => {
    using folder = workspaceOf({ "services.config.json": '{"services":{}}' });
    expect(failureOf(await folder.open({ env: { REPO_NIX_FLAGS: "--a 'b" } }))).toEqual({
      code: "usage",
      message: "REPO_NIX_FLAGS has a quote that is not closed: --a 'b",
    });
  });

  test("of 1,000 services is opened without a look at their folders", async () => {
    const services = Object.fromEntries(
      Array.from({ length: 1000 }, (_, i) => [`s${i}`, { path: `group/s${i}`, dependsOn: i === 0 ? [] : [`s${i - 1}`] }]),
    );
    using folder = workspaceOf({ "services.config.json": JSON.stringify({ services }) });
    const workspace = await opened(folder);
    // None of the folders exists, which only who asks for a service is told.
    expect(workspace.serviceNames).toHaveLength(1000);
    expect(workspace.folders.get("s999")).toBe(join(folder.root, "group/s999"));
    expect(failureOf(await workspace.service("s7"))).toEqual({
      code: "folder-missing",
      service: "s7",
      folder: join(folder.root, "group/s7"),
      place: { file: workspace.registryFile, line: 1, column: expect.any(Number) },
    });
  });

  test("of 300 services says all of their mistakes", async () => {
    const services = Object.fromEntries(Array.from({ length: 300 }, (_, i) => [`s${i}`, { path: `s${i}`, dependsOn: [`t${i}`] }]));
    using folder = workspaceOf({ "services.config.ts": `export default ${JSON.stringify({ services }, undefined, 2)};\n` });
    const mistakes = mistakesOf(await folder.open(), folder.root);
    expect(mistakes).toHaveLength(300);
    expect(mistakes[299]).toBe(
      'services.config.ts:1800:9 services.s299.dependsOn[0]: there is no service "t299"; did you mean "s299"? «"t299"»',
    );
  });

  test("may set a property to undefined, which says nothing", async () => {
    using folder = workspaceOf({
      "services.config.ts":
        "export default { root: undefined, services: { a: { path: '.', shell: undefined, verbs: { x: undefined, y: { run: 'z', cache: undefined } } }, b: undefined } };",
    });
    const workspace = await opened(folder);
    expect(workspace.serviceNames).toEqual(["a"]);
    const service = successOf(await workspace.service("a"));
    expect([...service.verbs.keys()]).toEqual(["y"]);
    expect(service.verbs.get("y")?.registry?.options).toEqual({});
    expect(service.shell).toEqual({ kind: "inferred", candidates: ["a", "default"] });
    expect(service.folder).toBe(folder.root);
  });
});

describe("a version that the registry requires", () => {
  test.each([">=0.1", "^0.1.0", "*", "0.1.x || 2"])("is accepted by %s", async (requires) => {
    using folder = workspaceOf({ "services.config.json": JSON.stringify({ requires, services: {} }) });
    await opened(folder);
  });

  test("is asked for before anything else, since a newer version may understand more", async () => {
    using folder = workspaceOf({ "services.config.yaml": 'requires: ">=2"\nservices: {}\nnewOption: 1\n' });
    expect(failureOf(await folder.open())).toEqual({
      code: "version-unsupported",
      place: { file: join(folder.root, "services.config.yaml"), line: 1, column: 11 },
      requires: ">=2",
      version: "0.1.0",
    });
  });

  test("must be a range", async () => {
    using folder = workspaceOf({ "services.config.yaml": "requires: newest\nservices: {}\n" });
    expect(mistakesOf(await folder.open(), folder.root)).toEqual([
      'services.config.yaml:1:11 requires: expected a range of versions such as ">=0.1", got "newest" «newest»',
    ]);
  });

  test("counts a version before its release as that version", async () => {
    using folder = workspaceOf({ "services.config.json": JSON.stringify({ requires: ">=0.1", services: {} }) });
    await opened(folder, { version: "0.2.0-beta.1" });
  });
});

describe("validation", () => {
  test("is kept by the digest of the value, in a folder that git ignores", async () => {
    using folder = workspaceOf({ "services.config.json": JSON.stringify(REGISTRY) });
    await opened(folder);
    expect(readdirSync(join(folder.root, ".repo")).sort()).toEqual([".gitignore", "registry-valid"]);
    await opened(folder);
    folder.write({ "services.config.json": JSON.stringify({ services: { a: { path: "a", dependsOn: ["b"] } } }) });
    expect(mistakesOf(await folder.open(), folder.root)).toHaveLength(1);
  });

  test("of a value with a function is never kept: JSON would leave it out", async () => {
    using folder = workspaceOf({
      "services.config.ts": "export default { services: { a: { path: 'a', verbs: { x: { cache: false } } } } };",
    });
    await opened(folder);
    folder.write({
      "services.config.ts": "export default { services: { a: { path: 'a', verbs: { x: { cache: false, run: () => 1 } } } } };",
    });
    expect(mistakesOf(await folder.open(), folder.root)).toEqual([
      "services.config.ts:1:79 services.a.verbs.x.run: expected a bash command or a list of a command and its arguments, got a function «() => 1»",
    ]);
  });

  test.each([
    ["a bigint", "tags: [1n]", "tags[0]: expected a tag, got 1"],
    ["a list that holds itself", "tags: own", "tags[0]: expected a tag, got a list"],
    ["a date", "description: new Date(0)", "description: expected a line of text, got an object"],
  ])("words %s, which is no data", async (_, property, mistake) => {
    using folder = workspaceOf({
      "services.config.ts": `const own = []; own.push(own);\nexport default { services: { a: { path: "a", ${property} } } };`,
    });
    expect(mistakesOf(await folder.open(), folder.root)[0]).toContain(mistake);
  });

  test("does without where nothing can be written", async () => {
    using folder = workspaceOf({ "services.config.json": JSON.stringify(REGISTRY), ".repo": "in the way" });
    await opened(folder);
    await opened(folder);
    expect(readdirSync(folder.root).sort()).toEqual([".repo", "services.config.json"]);
  });
});

describe("a service", () => {
  test("that there is not is named with the nearest", async () => {
    using folder = workspaceOf({ "services.config.json": JSON.stringify(REGISTRY) });
    const workspace = await opened(folder);
    expect(failureOf(await workspace.service("wep"))).toEqual({ code: "unknown-service", name: "wep", nearest: "web", count: 2 });
    expect(failureOf(await workspace.service("zzzzzz"))).toEqual({ code: "unknown-service", name: "zzzzzz", count: 2 });
    expect(failureOf(await workspace.service("constructor"))).toEqual({ code: "unknown-service", name: "constructor", count: 2 });
  });

  test("is read once", async () => {
    using folder = workspaceOf({ "services.config.json": JSON.stringify(REGISTRY), "code/backend/api/go.mod": "" });
    const workspace = await opened(folder);
    expect(await workspace.service("api")).toBe(await workspace.service("api"));
  });

  test("has a folder, not a file", async () => {
    using folder = workspaceOf({ "services.config.yaml": "services:\n  a:\n    path: a\n", a: "" });
    const workspace = await opened(folder);
    expect(failureOf(await workspace.service("a"))).toEqual({
      code: "folder-missing",
      service: "a",
      folder: join(folder.root, "a"),
      place: { file: join(folder.root, "services.config.yaml"), line: 3, column: 11 },
    });
  });

  test("has a place that can be shown, and all that the registry says", async () => {
    using folder = workspaceOf({
      "services.config.ts": `import { defineConfig } from "nix-repo";

export default defineConfig({
  services: {
    web: {
      path: "web",
      description: "The shop",
      shell: "client-web", shellHook: "capture",
      tags: ["front"],
      env: { MODE: "x", LANG_OF_USER: true },
      passEnv: ["NPM_TOKEN"],
      hostTools: ["docker"],
      verbs: {
        dev: { run: "npm run dev", persistent: true, shell: "other" },
        e2e: ["npx", "playwright", "test"],
        fmt: "biome format .",
        deploy: { run: ["ship", "it"], env: ["REGION"], shell: false, interactive: true, description: "Ship", outputs: [], dependsOn: ["^build"] },
      },
    },
  },
});
`,
      "web/x": "",
    });
    const file = join(folder.root, "services.config.ts");
    const { verbs, ...service } = successOf(await (await opened(folder)).service("web"));
    expect(service).toEqual({
      name: "web",
      path: "web",
      folder: join(folder.root, "web"),
      description: "The shop",
      tags: ["front"],
      dependsOn: [],
      shell: { kind: "named", name: "client-web", place: { file, line: 8, column: 14 } },
      shellHook: "capture",
      env: { MODE: "x", LANG_OF_USER: true },
      passEnv: ["NPM_TOKEN"],
      hostTools: ["docker"],
      taskFiles: [],
      processes: new Map(),
      place: { file, line: 5, column: 5 },
    });
    expect(Object.fromEntries(verbs)).toEqual({
      dev: {
        registry: {
          run: { kind: "bash", script: "npm run dev" },
          options: { persistent: true, shell: { kind: "named", name: "other", place: { file, line: 14, column: 61 } } },
          place: { file, line: 14, column: 9 },
        },
      },
      e2e: { registry: { run: { kind: "argv", argv: ["npx", "playwright", "test"] }, options: {}, place: { file, line: 15, column: 9 } } },
      fmt: { registry: { run: { kind: "bash", script: "biome format ." }, options: {}, place: { file, line: 16, column: 9 } } },
      deploy: {
        registry: {
          run: { kind: "argv", argv: ["ship", "it"] },
          options: {
            env: { REGION: true },
            shell: { kind: "none" },
            interactive: true,
            description: "Ship",
            outputs: [],
            dependsOn: ["^build"],
          },
          dependsOnPlaces: [{ file, line: 17, column: 136 }],
          place: { file, line: 17, column: 9 },
        },
      },
    });
  });

  test("has verbs that say when and how often they run, in the words of the model", async () => {
    const said = {
      inputs: ["src/**", "!src/**/*.md", "//flake.nix"],
      weight: 2,
      mutex: "db",
      retries: 3,
      timeout: "1h30m",
      allowFailure: true,
    };
    using folder = workspaceOf({
      "services.config.json": JSON.stringify({ services: { a: { path: "a", verbs: { x: said } } } }),
      "a/x": "",
    });
    const { timeout: _, ...same } = said;
    expect(successOf(await (await opened(folder)).service("a")).verbs.get("x")?.registry?.options).toEqual({
      ...same,
      timeoutMs: 5_400_000,
    });
  });

  test.each([
    [{ line: "ready in \\d+" }, { check: { kind: "line", pattern: "ready in \\d+" }, timeoutMs: 60_000 }],
    [
      { tcp: 5432, timeout: "500ms" },
      { check: { kind: "tcp", host: "localhost", port: 5432 }, timeoutMs: 500 },
    ],
    [{ tcp: "db:5432" }, { check: { kind: "tcp", host: "db", port: 5432 }, timeoutMs: 60_000 }],
    [{ tcp: "[::1]:80" }, { check: { kind: "tcp", host: "::1", port: 80 }, timeoutMs: 60_000 }],
    [{ http: "http://localhost/x" }, { check: { kind: "http", url: "http://localhost/x" }, timeoutMs: 60_000 }],
    [
      { http: "https://a:1", status: 401 },
      { check: { kind: "http", url: "https://a:1", status: 401 }, timeoutMs: 60_000 },
    ],
    [{ command: "pg_isready" }, { check: { kind: "command", run: { kind: "bash", script: "pg_isready" } }, timeoutMs: 60_000 }],
    [
      { command: ["pg_isready", "-q"] },
      { check: { kind: "command", run: { kind: "argv", argv: ["pg_isready", "-q"] } }, timeoutMs: 60_000 },
    ],
  ])("is ready when %j, which reads %j", async (readyWhen, readiness) => {
    const verbs = { dev: { run: "serve", readyWhen } };
    using folder = workspaceOf({ "services.config.json": JSON.stringify({ services: { a: { path: "a", verbs } } }), "a/x": "" });
    expect(successOf(await (await opened(folder)).service("a")).verbs.get("dev")?.registry?.options).toEqual({ readyWhen: readiness });
  });

  test.each([
    [{ shell: "devShells.backend.ms1" }, { kind: "named", name: "devShells.backend.ms1" }],
    [{ shell: false }, { kind: "none" }],
    [{}, { kind: "inferred", candidates: ["group-a", "a", "default"] }],
  ])("with %j wants the shell %j", async (config, shell) => {
    using folder = workspaceOf({
      "services.config.json": JSON.stringify({ services: { a: { path: "group/a", ...config } } }),
      "group/a/x": "",
    });
    expect(successOf(await (await opened(folder)).service("a")).shell).toMatchObject(shell);
  });

  test.each([
    ["backend/./api/", "backend/api"],
    ["./x", "x"],
    ["a//b", "a/b"],
    ["a/../b", "b"],
    ["...", "..."],
    [".", "."],
  ])("with the path %s is in %s", async (path, plain) => {
    using folder = workspaceOf({ "services.config.json": JSON.stringify({ services: { s: { path } } }) });
    mkdirSync(join(folder.root, plain), { recursive: true });
    const workspace = await opened(folder);
    const service = successOf(await workspace.service("s"));
    expect(service.path).toBe(plain);
    expect(service.folder).toBe(join(folder.root, plain));
    expect(workspace.folders.get("s")).toBe(service.folder);
  });

  test("may share its folder with another", async () => {
    using folder = workspaceOf({ "services.config.json": JSON.stringify({ services: { a: { path: "x" }, b: { path: "x" } } }) });
    await opened(folder);
  });
});

describe("the workspace itself", () => {
  test.each([
    ["taskFiles: []", []],
    ["taskFiles: [make]", ["make"]],
    ["{}", ["just", "task", "make"]],
  ])("%s says whose task files give it verbs", async (said, tools) => {
    using folder = workspaceOf({
      "services.config.yaml": `workspace:\n  ${said}\nservices: { web: { path: web } }\n`,
      justfile: "",
      Makefile: "",
      "Taskfile.yml": "",
      "web/justfile": "",
    });
    const workspace = await opened(folder);
    expect(successOf(await workspace.service("//")).taskFiles.map(({ tool }) => tool)).toEqual(tools);
    // A service's own are the team's.
    expect(successOf(await workspace.service("web")).taskFiles).toHaveLength(1);
  });

  test("is always there, with the verbs and task files of the root", async () => {
    using folder = workspaceOf({
      "services.config.yaml": "workspace:\n  shell: tools\n  env: { A: b }\n  verbs:\n    fmt: treefmt\nservices: {}\n",
      justfile: "",
    });
    const file = join(folder.root, "services.config.yaml");
    const { verbs, ...service } = successOf(await (await opened(folder)).service("//"));
    expect(service).toEqual({
      name: "//",
      path: ".",
      folder: folder.root,
      tags: [],
      dependsOn: [],
      shell: { kind: "named", name: "tools", place: { file, line: 2, column: 10 } },
      shellHook: "run",
      env: { A: "b" },
      passEnv: [],
      hostTools: [],
      taskFiles: [{ tool: "just", file: join(folder.root, "justfile") }],
      processes: new Map(),
      place: { file, line: 1, column: 1 },
    });
    expect([...verbs]).toEqual([
      ["fmt", { registry: { run: { kind: "bash", script: "treefmt" }, options: {}, place: { file, line: 5, column: 5 } } }],
    ]);
  });

  test("without a word in the registry wants the default shell", async () => {
    using folder = workspaceOf({ "services.config.json": '{"services":{}}' });
    expect(successOf(await (await opened(folder)).service("//")).shell).toEqual({ kind: "inferred", candidates: ["default"] });
  });
});

test("a verb that one of our commands hides is warned of", async () => {
  using folder = workspaceOf({
    "services.config.yaml": "services:\n  web:\n    path: web\n    verbs:\n      logs: tail -f log\nworkspace:\n  verbs:\n    list: ls\n",
  });
  const { warnings, registryFile: file } = await opened(folder, { ownCommands: ["list", "logs"] });
  expect(warnings).toEqual([
    {
      place: { file, line: 5, column: 7 },
      length: 4,
      path: "services.web.verbs.logs",
      message: "repo logs is a command of our own, which wins: repo run web:logs reaches the verb",
      excerpt: "      logs: tail -f log",
    },
    {
      place: { file, line: 8, column: 5 },
      length: 4,
      path: "workspace.verbs.list",
      message: "repo list is a command of our own, which wins: repo run //:list reaches the verb",
      excerpt: "    list: ls",
    },
  ]);
});

test("a start that does not exist finds nothing, or what stands above it", async () => {
  using folder = temporaryFolder({ "services.config.json": '{"services":{}}' });
  const result = await openWorkspace({ cwd: join(folder.path, "gone/away"), version: "1.0.0", env: {}, importModule: evaluated });
  expect(successOf(result).root).toBe(folder.path);
});
