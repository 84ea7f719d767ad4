import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { cleanEnvironment, git, runRepo, type TemporaryFolder, temporaryFolder } from "@nix-repo/testkit";
import { Ajv } from "ajv";
import { runProgram } from "./run-program.ts";
import { workspaceOf } from "./workspace.ts";

const { load } = createRequire(join(import.meta.dirname, "../packages/config/package.json"))("js-yaml") as { load(text: string): unknown };
const TSC = join(import.meta.dirname, "../node_modules/.bin/tsc");
const EXAMPLE = join(import.meta.dirname, "../examples/hybrid");

const repo = (folder: TemporaryFolder, ...args: readonly string[]) => runRepo(args, { cwd: folder.path });
const tsc = (folder: TemporaryFolder, ...args: readonly string[]) =>
  runProgram([TSC, "--noEmit", "--pretty", "false", ...args], { cwd: folder.path, env: cleanEnvironment() });

const registry = (reference: string, option = 'stack: "node"') => `${reference}import { defineConfig, type VerbConfig } from "nix-repo";

const deploy: VerbConfig = { run: "x", params: { where: { kind: "choice", choices: ["dev", "prod"] } } };

export default defineConfig({
  services: { web: { path: "web", ${option}, verbs: { deploy } } },
});
`;
const override = (reference: string, verbs = "{ lint: false }") => `${reference}import { defineService } from "nix-repo";

export default defineService({ verbs: ${verbs} });
`;

/** A repository in TypeScript, without any `node_modules`, where `repo config editor` was run. */
async function typescript({ reference = "", below = "", option }: { reference?: string; below?: string; option?: string } = {}) {
  const folder = temporaryFolder({
    "services.config.ts": registry(reference, option),
    "web/repo.config.ts": override(below, '{ lint: ["a", "b"], test: { run: "x", timeout: "5m" } }'),
  });
  const written = await repo(folder, "config", "editor");
  expect(written).toMatchObject({ exitCode: 0, stderr: "" });
  expect(existsSync(join(folder.path, "node_modules"))).toBe(false);
  return folder;
}

const REFERENCE = '/// <reference path=".repo/editor/nix-repo.d.ts" />\n';
const BELOW = '/// <reference path="../.repo/editor/nix-repo.d.ts" />\n';

describe("types without node_modules", () => {
  test("are found by a reference in the file, without any tsconfig.json", async () => {
    using folder = await typescript({ reference: REFERENCE, below: BELOW });
    expect(await tsc(folder, "--strict", "services.config.ts", "web/repo.config.ts")).toMatchObject({ exitCode: 0, stdout: "" });
    expect(await repo(folder, "config", "validate")).toMatchObject({ exitCode: 0 });
  });

  test("are found by the include of a tsconfig.json", async () => {
    using folder = await typescript();
    folder.write({
      "tsconfig.json": JSON.stringify({
        compilerOptions: { strict: true, noEmit: true, module: "nodenext", types: [] },
        include: [".repo/editor/nix-repo.d.ts", "services.config.ts", "*/repo.config.ts"],
      }),
    });
    expect(await tsc(folder)).toMatchObject({ exitCode: 0, stdout: "" });
  });

  test("are nowhere without it", async () => {
    using folder = await typescript();
    const { exitCode, stdout } = await tsc(folder, "services.config.ts");
    expect(exitCode).not.toBe(0);
    expect(stdout).toMatch(/^services\.config\.ts\(1,47\): error TS2307: Cannot find module 'nix-repo'/);
  });

  test("tell mistakes where they stand", async () => {
    using folder = await typescript({ reference: REFERENCE, below: BELOW, option: "stak: 5" });
    const { stdout } = await tsc(folder, "--strict", "services.config.ts");
    expect(stdout).toMatch(
      /^services\.config\.ts\(7,35\): error TS2561: .*'stak' does not exist in type 'ServiceConfig'. Did you mean to write 'stack'\?/,
    );
    folder.write({ "web/repo.config.ts": override(BELOW, "{ lint: { timeout: 5 } }") });
    expect((await tsc(folder, "--strict", "web/repo.config.ts")).stdout).toMatch(/^web\/repo\.config\.ts\(4,41\): error TS2322: /);
  });

  test("the registry of the example fits them", async () => {
    using folder = await typescript({ reference: REFERENCE });
    folder.write({ "services.config.ts": REFERENCE + readFileSync(join(EXAMPLE, "services.config.ts"), "utf8") });
    expect(await tsc(folder, "--strict", "services.config.ts")).toMatchObject({ exitCode: 0, stdout: "" });
  });
});

describe("repo config editor", () => {
  test("writes into .repo, which git does not see, and says how the files are named", async () => {
    using workspace = workspaceOf({ services: { web: { path: "web" } } });
    git(workspace.path, "init", "-q");
    const { stdout } = await repo(workspace, "config", "editor");
    expect(stdout).toBe(`written: .repo/editor/nix-repo.d.ts
written: .repo/editor/services.schema.json
written: .repo/editor/repo.schema.json

in services.config.ts    /// <reference path=".repo/editor/nix-repo.d.ts" />
  or in tsconfig.json    "include": [".repo/editor/nix-repo.d.ts", …]
in services.config.yaml  # yaml-language-server: $schema=.repo/editor/services.schema.json
in services.config.json  "$schema": "./.repo/editor/services.schema.json"
in repo.config.*         the same as seen from there, with repo.schema.json
`);
    expect(git(workspace.path, "status", "--porcelain", "-uall")).not.toContain(".repo");
  });

  test("writes elsewhere on demand", async () => {
    using workspace = workspaceOf({ services: { web: { path: "web" } } });
    const { stdout } = await repo(workspace, "config", "editor", "--out", "tools/types");
    expect(stdout).toContain('/// <reference path="tools/types/nix-repo.d.ts" />');
    expect(existsSync(join(workspace.path, "tools/types/services.schema.json"))).toBe(true);
  });

  test("says why where nothing can be written", async () => {
    using workspace = workspaceOf({ services: { web: { path: "web" } } }, { file: "x" });
    expect(await repo(workspace, "config", "editor", "--out", "file")).toMatchObject({
      exitCode: 1,
      stderr: "repo: file cannot be written: a file stands where a folder should be\n",
    });
  });
});

describe("the JSON Schema that a file names", () => {
  const services = { web: { path: "web", verbs: { deploy: { run: "x", params: { where: { kind: "choice", choices: ["dev"] } } } } } };
  const YAML = `# yaml-language-server: $schema=.repo/editor/services.schema.json
$schema: ./.repo/editor/services.schema.json
services:
  web:
    path: web
    verbs:
      deploy: { run: x, params: { where: { kind: choice, choices: [dev] }, count: { kind: number, default: 3 } } }
`;
  const BELOW_YAML =
    "# yaml-language-server: $schema=../.repo/editor/repo.schema.json\n$schema: ../.repo/editor/repo.schema.json\ntags: [a]\n";

  /** What an editor does: reads the schema that the file names, and holds the file against it. */
  function editorOf(folder: TemporaryFolder, file: string) {
    const text = readFileSync(join(folder.path, file), "utf8");
    const value = (file.endsWith(".json") ? JSON.parse(text) : load(text)) as { $schema: string };
    const named = [value.$schema, /^# yaml-language-server: \$schema=(.*)$/m.exec(text)?.[1]].filter((name) => name !== undefined);
    return named.map((name) => {
      const schema = JSON.parse(readFileSync(join(folder.path, file, "..", name), "utf8")) as object;
      const ajv = new Ajv({ strict: true, allowUnionTypes: true, allErrors: true });
      return ajv.validate(schema, value) ? [] : ajv.errors?.map(({ instancePath, params }) => [instancePath, params]);
    });
  }

  test.each([
    ["services.config.yaml", YAML, "web/repo.config.yaml", BELOW_YAML, 2],
    [
      "services.config.json",
      JSON.stringify({ $schema: "./.repo/editor/services.schema.json", services }),
      "web/repo.config.json",
      JSON.stringify({ $schema: "../.repo/editor/repo.schema.json", tags: ["a"] }),
      1,
    ],
  ])("of %s and its override fits them, and repo takes them", async (file, text, overrideFile, overrideText, ways) => {
    using folder = temporaryFolder({ [file]: text, [overrideFile]: overrideText });
    await repo(folder, "config", "editor");
    expect(editorOf(folder, file)).toEqual(Array.from({ length: ways }, () => []));
    expect(editorOf(folder, overrideFile)).toEqual(Array.from({ length: ways }, () => []));
    expect(await repo(folder, "config", "validate")).toMatchObject({ exitCode: 0, stdout: "1 service, no mistakes\n" });
  });

  test("shows mistakes at their place", async () => {
    using folder = temporaryFolder({ "services.config.yaml": YAML, "web/repo.config.yaml": BELOW_YAML });
    await repo(folder, "config", "editor");
    folder.write({
      "services.config.yaml": YAML.replace("kind: number", "kind: integer"),
      "web/repo.config.yaml": BELOW_YAML.replace("tags", "tag"),
    });
    expect(editorOf(folder, "services.config.yaml")[0]).toMatchObject([["/services/web/verbs/deploy/params/count/kind", {}]]);
    expect(editorOf(folder, "web/repo.config.yaml")[0]).toEqual([["", { additionalProperty: "tag" }]]);
  });

  test("is in the npm package as well", async () => {
    const dist = join(import.meta.dirname, "../packages/cli/dist");
    using folder = temporaryFolder({ "services.config.json": JSON.stringify({ services }), "web/.keep": "" });
    await repo(folder, "config", "editor");
    for (const [shipped, written] of [
      ["schema.json", "services.schema.json"],
      ["override-schema.json", "repo.schema.json"],
    ] as const) {
      const parsed = (file: string) => JSON.parse(readFileSync(file, "utf8")) as object;
      expect(parsed(join(dist, shipped))).toEqual(parsed(join(folder.path, ".repo/editor", written)));
    }
  });
});

describe("repo config print --resolved", () => {
  const REGISTRY = `import { defineConfig } from "nix-repo";

const shared = { NODE_ENV: "test" };

export default defineConfig({
  services: {
    web: {
      path: "web",
      stack: "node",
      env: { ...shared, MODE: "slow" },
      verbs: {
        build: { run: "make", outputs: ["dist"], env: { A: "1" }, params: { level: { kind: "number", default: 1 } } },
        lint: "lint it",
      },
      processes: { db: { run: "db", watch: ["*.sql"] } },
    },
  },
  workspace: { verbs: { fmt: "fmt" } },
});
`;
  const OVERRIDE = `tags: [frontend]
env: { MODE: fast }
verbs:
  build:
    outputs: [out]
    params: { fast: { kind: boolean } }
  lint: team lint
processes:
  db: { replicas: 2 }
`;
  const files = {
    "services.config.ts": REGISTRY,
    "web/repo.config.yaml": OVERRIDE,
    "web/package.json": JSON.stringify({ scripts: { test: "jest", build: "vite" } }),
    "web/justfile": "deploy:\n  true\n",
  };

  test("shows every value of a service with the file that it came from", async () => {
    using folder = temporaryFolder(files);
    const { stdout, exitCode } = await repo(folder, "config", "print", "--resolved", "web");
    expect(exitCode).toBe(0);
    const rows = new Map(stdout.split("\n").map((line) => [line.split(/ {3,}/)[0], line.split(/ {3,}/).slice(1)]));
    expect(Object.fromEntries([...rows].filter(([path]) => !/^verbs\.(dev|test|setup|clean)\./.test(path ?? "")))).toEqual({
      "": [],
      path: ["services.config.ts:8", "web"],
      stack: ["services.config.ts:9", "node"],
      tags: ["web/repo.config.yaml:1", '["frontend"]'],
      shell: ["default", '["web","default"]'],
      shellHook: ["default", "run"],
      "taskFiles[0]": ["web/justfile", "just"],
      "env.MODE": ["web/repo.config.yaml:2", "fast"],
      "env.NODE_ENV": ["services.config.ts:3", "test"],
      "verbs.build.run": ["services.config.ts:12", "make"],
      "verbs.build.outputs": ["web/repo.config.yaml:5", '["out"]'],
      "verbs.build.env.A": ["services.config.ts:12", "1"],
      "verbs.build.params.level": ["services.config.ts:12", '{"kind":"number","default":1}'],
      "verbs.build.params.fast": ["web/repo.config.yaml:6", '{"kind":"boolean"}'],
      "verbs.lint.run": ["web/repo.config.yaml:7", "team lint"],
      "processes.db.run": ["services.config.ts:15", "db"],
      "processes.db.watch": ["services.config.ts:15", '["*.sql"]'],
      "processes.db.replicas": ["web/repo.config.yaml:9", "2"],
    });
    expect(rows.get("verbs.test.run")).toEqual(["stack node, services.config.ts:9", expect.stringContaining("test")]);
  });

  test("as JSON", async () => {
    using folder = temporaryFolder(files);
    const printed = JSON.parse((await repo(folder, "config", "print", "--resolved", "web", "--json")).stdout);
    expect(printed).toMatchObject({ version: 1, kind: "resolved-service", service: "web" });
    const of = (path: string) => printed.values.find((each: { path: string }) => each.path === path);
    expect(of("verbs.lint.run")).toEqual({
      path: "verbs.lint.run",
      value: "team lint",
      from: { kind: "override", place: { file: join(folder.path, "web/repo.config.yaml"), line: 7, column: 3 } },
    });
    expect(of("shellHook")).toEqual({ path: "shellHook", value: "run", from: { kind: "default" } });
    expect(of("verbs.test.run").from).toMatchObject({ kind: "stack", stack: "node" });
    const own = JSON.parse((await repo(folder, "config", "print", "--resolved", "//", "--json")).stdout);
    expect(own.values).toContainEqual({
      path: "verbs.fmt.run",
      value: "fmt",
      from: { kind: "registry", place: { file: join(folder.path, "services.config.ts"), line: 18, column: 25 } },
    });
  });

  test("of an image, field by field, and of the verbs that come with it", async () => {
    using folder = temporaryFolder({
      "services.config.json": JSON.stringify(
        { services: { api: { path: "api", docker: { image: "shop/api", tag: "dev" } } } },
        undefined,
        1,
      ),
      "api/repo.config.yaml": "docker: { tag: mine }\n",
      "api/Dockerfile": "FROM scratch\n",
    });
    const { stdout } = await repo(folder, "config", "print", "--resolved", "api");
    expect(stdout).toMatch(/^docker\.image +services\.config\.json:6 +shop\/api$/m);
    expect(stdout).toMatch(/^docker\.tag +api\/repo\.config\.yaml:1 +mine$/m);
    expect(stdout).toMatch(/^verbs\.\S+\.run +api\/Dockerfile +\[.*"shop\/api:mine".*\]$/m);
  });

  test("of a service that there is not, names the nearest", async () => {
    using folder = temporaryFolder(files);
    expect((await repo(folder, "config", "print", "--resolved", "wbe")).stderr).toBe(
      'repo: there is no service "wbe"; did you mean "web"? (repo list shows the only one)\n',
    );
  });
});
