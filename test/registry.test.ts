import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { type RepoRun, runRepo, type TemporaryFolder, temporaryFolder } from "@nix-repo/testkit";
import { ON_HOST, workspaceOf } from "./workspace.ts";

const run = (folder: TemporaryFolder, ...args: readonly string[]): Promise<RepoRun> => runRepo(args, { cwd: folder.path });
const MANIFESTS = { none: undefined, module: { type: "module" }, commonjs: { type: "commonjs" }, "no type": { name: "x" } };

const TYPESCRIPT = `import { defineConfig } from "nix-repo";
import { folder } from "./nix/folders.ts";
const verb: string = "who";
export default defineConfig({ services: { web: { path: folder, verbs: { [verb]: "echo ran" } } } });
`;
const JAVASCRIPT = TYPESCRIPT.replace("folders.ts", "folders.js").replace(": string", "");
const COMMONJS = `const { defineConfig } = require("nix-repo");
const { folder } = require("./nix/folders.cjs");
module.exports = defineConfig({ services: { web: { path: folder, verbs: { who: "echo ran" } } } });
`;
const YAML = "services:\n  web:\n    path: web # a comment\n    verbs:\n      who: echo ran\n";
const JSON_TEXT = '{ "services": { "web": { "path": "web", "verbs": { "who": "echo ran" } } } }\n';

const modules = {
  "nix/folders.ts": 'export const folder: string = "web";\n',
  "nix/folders.js": 'export const folder = "web";\n',
  "nix/folders.cjs": 'exports.folder = "web";\n',
  "web/.keep": "",
};

describe("a registry without node_modules", () => {
  describe.each(Object.entries(MANIFESTS))("package.json: %s", (_kind, manifest) => {
    test.each([
      ["services.config.ts", TYPESCRIPT],
      ["services.config.js", JAVASCRIPT],
      ["services.config.mjs", JAVASCRIPT],
      ["services.config.yaml", YAML],
      ["services.config.yml", YAML],
      ["services.config.json", JSON_TEXT],
    ])("%s", async (file, text) => {
      using folder = temporaryFolder({ ...modules, [file]: text, ...(manifest ? { "package.json": JSON.stringify(manifest) } : {}) });
      const ran = await run(folder, "who", "web", ...ON_HOST);
      expect(ran).toMatchObject({ stdout: "ran\n", exitCode: 0 });
      // Nothing but our own lines: no warning of the runtime's.
      expect(ran.stderr.split("\n").filter((line) => !/^(repo: tools come|✓ web:who)/.test(line))).toEqual([""]);
    });
  });

  test.each(["none", "commonjs", "no type"] as const)("services.config.js written for require; package.json: %s", async (kind) => {
    const manifest = MANIFESTS[kind];
    using folder = temporaryFolder({
      ...modules,
      "services.config.js": COMMONJS,
      ...(manifest ? { "package.json": JSON.stringify(manifest) } : {}),
    });
    expect(await run(folder, "who", "web", ...ON_HOST)).toMatchObject({ stdout: "ran\n", exitCode: 0 });
  });

  test("a registry may compute, and await", async () => {
    const text = `import { readdirSync } from "node:fs";
export default await Promise.resolve({
  root: "code",
  services: Object.fromEntries(readdirSync(new URL("code", import.meta.url)).map((name) => [name, { path: name, verbs: { who: \`echo \${name}\` } }])),
});
`;
    using folder = temporaryFolder({ "services.config.ts": text, "code/a/.keep": "", "code/b/.keep": "" });
    expect((await run(folder, "who", "b", ...ON_HOST)).stdout).toBe("b\n");
    folder.write({ "code/c/.keep": "" });
    expect((await run(folder, "who", "c", ...ON_HOST)).stdout).toBe("c\n");
  });
});

describe("a team's override", () => {
  const registry = { services: { web: { path: "web", tags: ["a", "b"], verbs: { who: "echo registry", other: "echo other" } } } };
  test.each([
    [
      "repo.config.ts",
      'import { defineService } from "nix-repo";\nexport default defineService({ tags: ["c"], verbs: { who: "echo team", added: "echo added" } });\n',
    ],
    ["repo.config.js", 'module.exports = { tags: ["c"], verbs: { who: "echo team", added: "echo added" } };\n'],
    ["repo.config.json", '{ "tags": ["c"], "verbs": { "who": "echo team", "added": "echo added" } }\n'],
    ["repo.config.yaml", "tags: [c]\nverbs:\n  who: echo team\n  added: echo added\n"],
  ])("%s: verbs one by one, lists replaced, verbs added", async (file, text) => {
    using workspace = workspaceOf(registry, { [`web/${file}`]: text });
    expect((await run(workspace, "who", "web", ...ON_HOST)).stdout).toBe("team\n");
    expect((await run(workspace, "other", "web", ...ON_HOST)).stdout).toBe("other\n");
    expect((await run(workspace, "added", "--tag", "c", ...ON_HOST)).stdout).toBe("added\n");
    expect((await run(workspace, "added", "--tag", "a", ...ON_HOST)).exitCode).toBe(2);
  });

  test("a mistake in one team's file stops only who asks for that service", async () => {
    const two = { services: { ...registry.services, api: { path: "api", verbs: { who: "echo api" } } } };
    using workspace = workspaceOf(two, { "web/repo.config.yaml": "verbs:\n  who: [\n" });
    expect(await run(workspace, "who", "api", ...ON_HOST)).toMatchObject({ stdout: "api\n", exitCode: 0 });
    const broken = await run(workspace, "who", "web", ...ON_HOST);
    expect(broken).toMatchObject({ stdout: "", exitCode: 2 });
    expect(broken.stderr).toMatch(/^web\/repo\.config\.yaml:\d+:\d+ {2}\S/);
  });
});

describe("mistakes", () => {
  test("in TypeScript: all at once, each with its place and the nearest name", async () => {
    using folder = temporaryFolder({
      "services.config.ts": `import { defineConfig } from "nix-repo";

export default defineConfig({
  services: {
    web: { path: "web", dependsOn: ["apo"], verbs: { dev: { rum: "npm run dev" } } },
    api: { path: "api", stack: "nod" },
  },
});
`,
    });
    expect(await run(folder, "list")).toEqual({
      exitCode: 2,
      signal: null,
      stdout: "",
      stderr: `services.config.ts:5:37  services.web.dependsOn[0]: there is no service "apo"; did you mean "api"?
  5 |     web: { path: "web", dependsOn: ["apo"], verbs: { dev: { rum: "npm run dev" } } },
    |                                     ^^^^^

services.config.ts:5:61  services.web.verbs.dev.rum: unknown property; did you mean "run"?
  5 |     web: { path: "web", dependsOn: ["apo"], verbs: { dev: { rum: "npm run dev" } } },
    |                                                             ^^^

services.config.ts:6:32  services.api.stack: there is no stack "nod"; did you mean "node"?
  6 |     api: { path: "api", stack: "nod" },
    |                                ^^^^^

3 mistakes in services.config.ts
`,
    });
  });

  test("in YAML", async () => {
    using folder = temporaryFolder({
      "services.config.yaml": "services:\n  web:\n    path: web\n    dependsOn: [apo]\n  api:\n    pth: api\n",
    });
    expect(
      (await run(folder, "list")).stderr,
    ).toBe(`services.config.yaml:4:17  services.web.dependsOn[0]: there is no service "apo"; did you mean "api"?
  4 |     dependsOn: [apo]
    |                 ^^^

services.config.yaml:5:3  services.api.path: missing: expected the service's folder, relative to root
  5 |   api:
    |   ^^^

services.config.yaml:6:5  services.api.pth: unknown property; did you mean "path"?
  6 |     pth: api
    |     ^^^

3 mistakes in services.config.yaml
`);
  });

  test("in JSON", async () => {
    using folder = temporaryFolder({ "services.config.json": '{\n  "services": {\n    "web": { "path": 5 }\n  }\n}\n' });
    expect(
      (await run(folder, "list")).stderr,
    ).toBe(`services.config.json:3:22  services.web.path: expected the service's folder, relative to root, got 5: write it in quotes, "5"
  3 |     "web": { "path": 5 }
    |                      ^
`);
  });

  test.each([
    ["services.config.ts", "export default {\n  services: { web: { path: 'web' }\n};\n", /^services\.config\.ts:\d+:\d+ {2}\S.*\n/],
    ["services.config.json", '{\n  "services": { "web" }\n}\n', /^services\.config\.json:2:23 {2}\S.*\n/],
    ["services.config.yaml", "services:\n  web: [\n", /^services\.config\.yaml:\d+:\d+ {2}\S.*\n/],
  ])("a syntax error in %s: its place, and no stack", async (file, text, message) => {
    using folder = temporaryFolder({ [file]: text });
    const failed = await run(folder, "list");
    expect(failed).toMatchObject({ exitCode: 2, stdout: "" });
    expect(failed.stderr).toMatch(message);
    expect(failed.stderr).not.toMatch(/\n\s+at /);
  });

  test("an exception: the message and its place, and no stack", async () => {
    using folder = temporaryFolder({
      "services.config.ts": 'const broken: string = "x";\nthrow new Error("the registry of " + broken + " cannot be made");\n',
    });
    const failed = await run(folder, "list");
    expect(failed.exitCode).toBe(2);
    expect(failed.stderr).toMatch(/^repo: services\.config\.ts:2(:\d+)?: cannot be loaded: .*the registry of x cannot be made\n$/);
  });

  test("an import that does not exist", async () => {
    using folder = temporaryFolder({ "services.config.ts": 'import { x } from "./gone.ts";\nexport default { services: { [x]: {} } };\n' });
    const failed = await run(folder, "list");
    expect(failed.exitCode).toBe(2);
    expect(failed.stderr).toMatch(/^services\.config\.ts:1:\d+ {2}.*\.\/gone\.ts/);
    expect(failed.stderr).not.toMatch(/\n\s+at /);
  });

  test("a folder that is missing", async () => {
    using folder = temporaryFolder({ "services.config.json": JSON_TEXT });
    const failed = await run(folder, "who", "web", ...ON_HOST);
    expect(failed.exitCode).toBe(2);
    expect(failed.stderr).toContain(
      'services.config.json:1:34: the folder of service "web" does not exist: web; create it, or correct its path\n',
    );
  });

  test("two registries in one folder", async () => {
    using folder = temporaryFolder({ ...modules, "services.config.ts": TYPESCRIPT, "services.config.yaml": YAML });
    const failed = await run(folder, "list");
    expect(failed).toMatchObject({ exitCode: 2, stdout: "" });
    expect(failed.stderr).toContain("services.config.ts");
    expect(failed.stderr).toContain("services.config.yaml");
  });

  test("a registry for a newer repo", async () => {
    using folder = temporaryFolder({ "services.config.json": '{\n  "requires": ">=99",\n  "services": {},\n  "unheardOf": 1\n}\n' });
    const version = (await run(folder, "--version")).stdout.trim();
    expect(await run(folder, "list")).toMatchObject({
      exitCode: 2,
      stderr: `repo: services.config.json:2:15: this workspace requires repo >=99, and this is repo ${version}; install a version that it accepts\n`,
    });
    folder.write({ "services.config.json": '{ "requires": ">=0.1", "services": {} }' });
    expect((await run(folder, "list")).exitCode).toBe(0);
  });

  test("no registry at all", async () => {
    using folder = temporaryFolder();
    expect(await run(folder, "list")).toMatchObject({
      exitCode: 2,
      stderr: `repo: there is no services.config.ts (.js, .json, .yaml) in ${folder.path} or above it\n  change into a repository that has one, or let repo init write one at the root of this one\n`,
    });
  });
});

describe("config", () => {
  const registry = { services: { web: { path: "web", stack: "node", verbs: { list: "echo mine", who: "echo registry" } } } };

  test("print: overrides merged in, valid against our own schema", async () => {
    using workspace = workspaceOf(registry, { "web/repo.config.yaml": "verbs: { who: echo team }\n" });
    const printed = await run(workspace, "config", "print");
    const config = JSON.parse(printed.stdout) as { services: { web: { path: string; verbs: { who: unknown } } } };
    expect(config.services.web.path).toBe("web");
    expect(JSON.stringify(config.services.web.verbs.who)).toContain("echo team");
  });

  test("validate: says that a verb is hidden by a command of ours, and how to reach it", async () => {
    using workspace = workspaceOf(registry);
    const valid = await run(workspace, "config", "validate");
    expect(valid).toMatchObject({ exitCode: 0, stdout: "1 service, no mistakes, 1 warning\n" });
    expect(valid.stderr).toMatch(/^services\.config\.json:\d+:\d+ {2}.*services\.web\.verbs\.list: .*repo run web:list/);
  });

  test("validate: the mistakes of all overrides and missing folders at once", async () => {
    const services = { a: { path: "a" }, b: { path: "b" }, c: { path: "c" } };
    using workspace = workspaceOf({ services }, { "a/repo.config.yaml": "stak: node\n", "b/repo.config.json": '{ "tags": "x" }' });
    workspace.write({ "services.config.json": JSON.stringify({ services: { ...services, d: { path: "d" } } }) });
    const invalid = await run(workspace, "config", "validate");
    expect(invalid).toMatchObject({ exitCode: 2, stdout: "" });
    expect(invalid.stderr).toContain('a/repo.config.yaml:1:1  stak: unknown property; did you mean "stack"?\n');
    expect(invalid.stderr).toContain("b/repo.config.json:1:11  tags: expected a list of tags, got ");
    expect(invalid.stderr).toContain("there is no folder");
    expect(invalid.stderr).toContain("3 mistakes in 3 files\n");
    const asJson = JSON.parse((await run(workspace, "config", "validate", "--json")).stdout) as {
      version: number;
      valid: boolean;
      errors: unknown[];
    };
    expect(asJson).toMatchObject({ version: 1, kind: "validation", valid: false });
    expect(asJson.errors).toHaveLength(3);
  });

  test("schema: what editors read accepts the registry of the example, and refuses a mistake", async () => {
    using folder = temporaryFolder();
    const { Ajv } = await import("ajv");
    const schemaOf = async (...args: string[]) => JSON.parse((await run(folder, "config", "schema", ...args)).stdout) as object;
    const ajv = new Ajv({ strict: true, allowUnionTypes: true });
    const registryIsValid = ajv.compile(await schemaOf());
    const overrideIsValid = ajv.compile(await schemaOf("--override"));
    const { default: exampleRegistry } = await import("../examples/hybrid/services.config.ts");
    registryIsValid(exampleRegistry);
    expect(registryIsValid.errors).toBeNull();
    registryIsValid(registry);
    expect(registryIsValid.errors).toBeNull();
    expect(registryIsValid({ services: { web: { pth: "web" } } })).toBe(false);
    overrideIsValid({ tags: ["x"], verbs: { lint: ["sh", "-n", "x.sh"], test: { dependsOn: ["lint"] } } });
    expect(overrideIsValid.errors).toBeNull();
    expect(overrideIsValid({ path: "x" })).toBe(false);
  });
});

describe("what a verb says of when and how often it runs", () => {
  const verbs = {
    build: { run: "make", weight: 2, mutex: "disk", retries: 2, timeout: "90m", allowFailure: true },
    serve: { run: "serve", persistent: true, readyWhen: { tcp: 5432, timeout: "1500ms" } },
    api: { run: "serve", persistent: true, readyWhen: { http: "http://localhost:1/up", status: 401 } },
    logs: { run: "serve", persistent: true, readyWhen: { line: "up in \\d+" } },
    db: { run: "serve", persistent: true, readyWhen: { command: ["pg_isready", "-h", "a b"] } },
  };
  const services = { web: { path: "web", verbs } };

  test("is explained", async () => {
    using workspace = workspaceOf({ services });
    const explained = async (verb: string) => {
      const { stdout } = await runRepo(["explain", `web:${verb}`, ...ON_HOST], { cwd: workspace.path });
      return /^(?:runs|ready when) .*$/m.exec(stdout)?.[0];
    };
    expect(await explained("build")).toMatch(
      /^runs +takes 2 places, one at a time of mutex disk, tried 3 times, ended after 1h30m, may fail$/,
    );
    expect(await explained("serve")).toMatch(/^ready when +localhost:5432 takes connections, within 1s500ms$/);
    expect(await explained("api")).toMatch(/^ready when +http:\/\/localhost:1\/up answers 401, within 1m$/);
    expect(await explained("logs")).toMatch(/^ready when +a line matches up in \\d\+, within 1m$/);
    expect(await explained("db")).toMatch(/^ready when +pg_isready -h 'a b' ends with 0, within 1m$/);
  });

  test("is printed as the registry writes it", async () => {
    using workspace = workspaceOf({ services });
    const { stdout } = await runRepo(["config", "print"], { cwd: workspace.path });
    const printed = JSON.parse(stdout).services.web.verbs;
    expect(printed.build.registry).toEqual({ ...verbs.build, timeout: "1h30m" });
    expect(printed.serve.registry).toEqual({ ...verbs.serve, readyWhen: { tcp: 5432, timeout: "1s500ms" } });
    expect(printed.db.registry).toEqual({ ...verbs.db, readyWhen: { ...verbs.db.readyWhen, timeout: "1m" } });
  });
});

test("our own registry is valid, and names every package", async () => {
  const root = join(import.meta.dirname, "..");
  expect(await runRepo(["config", "validate"], { cwd: root })).toMatchObject({ exitCode: 0, stderr: "" });
  const { stdout } = await runRepo(["list", "--json", ...ON_HOST], { cwd: root });
  const paths = JSON.parse(stdout).services.map(({ path }: { path: string }) => path);
  expect(paths).toEqual(expect.arrayContaining(readdirSync(join(root, "packages")).map((name) => `packages/${name}`)));
});
