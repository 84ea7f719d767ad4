import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterAll, describe, expect, test } from "@jest/globals";
import {
  type FlakeSpec,
  git,
  nixVersions,
  privateNixStore,
  type RepoRun,
  removeReadOnly,
  runRepo,
  stubNixpkgs,
  type TemporaryFolder,
  temporaryFolder,
  writeFlake,
} from "@nix-repo/testkit";
import { nodeFolder } from "./example.ts";
import { ON_HOST } from "./workspace.ts";

const NODE_PACKAGE = '{ "name": "x", "scripts": { "test": "node --test" } }\n';

describe.each(nixVersions())("with a flake that has devShells, on $label", ({ bin }) => {
  const store = privateNixStore({ bin });
  const env = { PATH: `${bin}:/usr/bin:/bin`, HOME: store.folder, USER: "somebody", TERM: "dumb", ...store.variables };
  afterAll(() => store.dispose());

  async function initIn(files: Readonly<Record<string, string>>, flake: FlakeSpec, args: readonly string[] = []) {
    const folder = temporaryFolder(files);
    writeFlake(folder.path, flake);
    folder.track();
    const told = await runRepo(["init", "--yes", ...args], { cwd: folder.path, env });
    return { folder, told, run: (more: readonly string[]) => runRepo(more, { cwd: folder.path, env }) };
  }

  test("a shell is named only where the rule finds none, or another one", async () => {
    const { folder, told, run } = await initIn(
      {
        "code/backend/api/go.mod": "module api\n",
        "code/backend/ms1/go.mod": "module ms1\n",
        "code/backend/jobs/requirements.txt": "",
        "code/backend/jobs/main.py": "",
        "code/client/web/package.json": NODE_PACKAGE,
        "code/client/shop/package.json": '{ "name": "@x/storefront", "scripts": {} }',
        "code/client/own/package.json": NODE_PACKAGE,
        "code/client/own/flake.nix": "{ outputs = _: { devShells = { }; }; }\n",
        "code/lib/Cargo.toml": '[package]\nname = "lib"\n',
      },
      {
        shells: Object.fromEntries(
          ["backend-api", "backend.ms1", "web", "storefront", "python", "default"].map((WHICH) => [WHICH, { env: { WHICH } }]),
        ),
      },
    );
    using _ = folder;
    expect(told).toMatchObject({ exitCode: 0, stderr: "" });
    expect(read(folder, "services.config.ts")).toContain(`
  root: "code",
  services: {
    api: { path: "backend/api", stack: "go" },
    jobs: { path: "backend/jobs", shell: "python", stack: "python" },
    ms1: { path: "backend/ms1", shell: "backend.ms1", stack: "go" },
    own: { path: "client/own", shell: "./code/client/own#default", stack: "node" },
    shop: { path: "client/shop", shell: "storefront", stack: "node" },
    web: { path: "client/web", stack: "node" },
    lib: { path: "lib", stack: "rust" },
  },
`);
    expect(await run(["config", "validate"])).toMatchObject({ exitCode: 0 });
    // What was chosen is there, by Nix's own word.
    const shells = ["api", "ms1", "jobs", "shop", "web", "lib"].map((name) => run(["exec", name, "--", "bash", "-c", "echo $WHICH"]));
    expect((await Promise.all(shells)).map(({ stdout }) => stdout)).toEqual(
      ["backend-api", "backend.ms1", "python", "storefront", "web", "default"].map((name) => `${name}\n`),
    );
  });

  test("shells that are called after a folder further down decide where the root is", async () => {
    const { folder } = await initIn(
      { "code/svc/a/go.mod": "module a\n", "code/svc/b/go.mod": "module b\n", "code/svc/x/y/go.mod": "module y\n" },
      { shells: { a: {}, b: {}, "x-y": {} } },
    );
    using _ = folder;
    expect(read(folder, "services.config.ts")).toContain('  root: "code/svc",\n  services: {\n    a: { path: "a", stack: "go" },\n');
  });

  test("services that none of the shells fits are named, and left without one", async () => {
    const { folder, told } = await initIn({ "a/go.mod": "module a\n", "b/go.mod": "module b\n" }, { shells: { a: {}, other: {} } });
    using _ = folder;
    expect(told.stdout).toContain("no devShell of the flake fits b: add one of that name, or say which with shell\n");
    expect(read(folder, "services.config.ts")).toContain('    b: { path: "b", stack: "go" },\n');
  });

  test("neither a lock nor state is written by asking", async () => {
    const flake = '{ inputs.dep.url = "path:./dep"; outputs = { dep, ... }: { devShells = dep.shells; }; }\n';
    using folder = temporaryFolder({
      "flake.nix": flake,
      "dep/flake.nix": "{ outputs = _: { shells = { }; }; }\n",
      "a/go.mod": "module a\n",
    });
    folder.track();
    const told = await runRepo(["init", "--dry-run"], { cwd: folder.path, env });
    expect(told).toMatchObject({ exitCode: 0, stderr: "" });
    expect(readdirSync(folder.path).sort()).toEqual([".git", "a", "dep", "flake.nix"]);
  });

  test("a flake that cannot be evaluated is said, and the rest is written", async () => {
    using folder = temporaryFolder({ "flake.nix": '{ outputs = _: { devShells = throw "no luck today"; }; }\n', "a/go.mod": "module a\n" });
    folder.track();
    const told = await runRepo(["init"], { cwd: folder.path, env });
    expect(told).toMatchObject({ exitCode: 0, stderr: "" });
    expect(told.stdout).toContain("the flake's devShells are not known, and each service takes the one of its name: Nix says:");
    expect(readdirSync(folder.path).sort()).toEqual([".git", ".gitignore", "a", "flake.nix", "services.config.ts"]);
    expect(read(folder, "services.config.ts")).toContain('a: { path: "a", stack: "go" },');
  });

  test("what a registry lacks is said with its shell", async () => {
    const { folder, told } = await initIn(
      { "a/x/go.mod": "module a\n", "services.config.json": '{ "services": {} }' },
      { shells: { "a.x": {} } },
    );
    using _ = folder;
    expect(told).toMatchObject({ exitCode: 1, stdout: expect.stringContaining('\n    x: { path: "a/x", shell: "a.x", stack: "go" },\n') });
  });
});

test("without Nix the shells are left to the rule, and that is said", async () => {
  using folder = temporaryFolder({ "flake.nix": "{ }", "a/go.mod": "module a\n" });
  folder.track();
  const told = await runRepo(["init"], { cwd: folder.path });
  expect(told.stdout).toContain(
    "  the flake's devShells are not known, and each service takes the one of its name: there is no Nix on this machine\n",
  );
  expect(read(folder, "services.config.ts")).toContain('a: { path: "a", stack: "go" },');
});

/** Programs of a stack with a test that passes and, changed by one word, fails. The test prints what its tool says of it. */
interface Program {
  readonly tools: readonly string[];
  readonly files: Readonly<Record<string, string>>;
  readonly passes: RegExp;
}

const CARGO_TEST = "#[test]\nfn adds() { assert_eq!(app::add(1), 2); }\n";
const PROGRAMS: Readonly<Record<string, Program>> = {
  node: {
    tools: ["node"],
    files: {
      "package.json": '{ "private": true, "workspaces": ["apps/*", "libs/*"] }\n',
      "apps/web/package.json": '{ "name": "web", "scripts": { "test": "node --test" }, "dependencies": { "sum": "*" } }\n',
      "apps/web/web.test.js": 'require("node:test")("web", () => require("node:assert").equal(require("../../libs/sum").add(1), 2));\n',
      "libs/sum/package.json": '{ "name": "sum", "main": "sum.js", "scripts": { "test": "node --test" } }\n',
      "libs/sum/sum.js": "exports.add = (n) => n + 1;\n",
      "libs/sum/sum.test.js": 'require("node:test")("sum", () => {});\n',
    },
    passes: /^2 passed {3}/m,
  },
  rust: {
    tools: ["cargo", "rustc", "cc"],
    files: {
      "Cargo.toml": '[workspace]\nresolver = "2"\nmembers = ["crates/*"]\n',
      "crates/app/Cargo.toml":
        '[package]\nname = "app"\nversion = "0.1.0"\nedition = "2021"\n\n[dependencies]\ncore-sum = { path = "../sum" }\n',
      "crates/app/src/lib.rs": "pub fn add(n: u32) -> u32 { core_sum::add(n) }\n",
      "crates/app/tests/adds.rs": CARGO_TEST,
      "crates/sum/Cargo.toml": '[package]\nname = "core-sum"\nversion = "0.1.0"\nedition = "2021"\n',
      "crates/sum/src/lib.rs": "pub fn add(n: u32) -> u32 { n + 1 }\n",
    },
    passes: /^2 passed {3}/m,
  },
  python: {
    tools: ["python", "pytest"],
    files: {
      "services/jobs/pyproject.toml": '[project]\nname = "jobs"\nversion = "1"\n',
      "services/jobs/jobs.py": "def add(n): return n + 1\n",
      "services/jobs/test_jobs.py": "from jobs import add\n\ndef test_add(): assert add(1) == 2\n",
    },
    passes: /^✓ jobs:test /m,
  },
};

/** The real folders of tools that this machine has; undefined where it lacks one. A manager's proxies would look for the caller's home. */
function foldersOf({ tools }: Program): string[] | undefined {
  const found = tools.map((tool) => (tool === "node" ? nodeFolder : folderOf(tool)));
  return found.every((folder) => folder !== undefined) ? (found as string[]) : undefined;
}

function folderOf(tool: string): string | undefined {
  const ask = tool === "python" || tool === "pytest" ? ["python", "-c", "import sys, pytest; print(sys.executable)"] : undefined;
  try {
    if (ask !== undefined) return dirname(execFileSync("sh", ["-c", '"$0" "$@" 2>/dev/null', ...ask], { encoding: "utf8" }).trim());
    if (tool !== "cc") return join(execFileSync("rustc", ["--print", "sysroot"], { encoding: "utf8" }).trim(), "bin");
    return dirname(execFileSync("sh", ["-c", "command -v cc"], { encoding: "utf8" }).trim());
  } catch {
    return undefined;
  }
}

const here = Object.entries(PROGRAMS).flatMap(([stack, program]) => {
  const folders = foldersOf(program);
  return folders === undefined ? [] : [{ stack, program, folders }];
});

describe("what was written is used: the stacks whose tools are on this machine", () => {
  test("Node's always are", () => {
    expect(here.map(({ stack }) => stack)).toContain("node");
  });

  test.each(here)("$stack, on the host's tools", async ({ program, folders }) => {
    using folder = temporaryFolder(program.files);
    folder.track();
    const env = hostEnvironment(folder, folders);
    expect(await runRepo(["init", "--yes"], { cwd: folder.path, env })).toMatchObject({ exitCode: 0, stderr: "" });
    const told = await runRepo(["test", "--all", ...ON_HOST], { cwd: folder.path, env });
    expect(`${told.stdout}${told.stderr}`).toMatch(program.passes);
    expect(told.exitCode).toBe(0);
  });

  describe.each(nixVersions())("in the devShells of the flake that was written, on $label", ({ bin }) => {
    test.each(here)("$stack", async ({ program, folders }) => {
      using store = privateNixStore({ bin });
      using folder = temporaryFolder(program.files);
      folder.track();
      const stub = stubNixpkgs(folders);
      try {
        const env = {
          ...hostEnvironment(folder, []),
          PATH: `${bin}:/usr/bin:/bin`,
          ...store.variables,
          REPO_NIX_FLAGS: stub.flags.join(" "),
        };
        const run = (args: readonly string[]): Promise<RepoRun> => runRepo(args, { cwd: folder.path, env });
        expect(await run(["init", "--yes"])).toMatchObject({ exitCode: 0, stderr: "" });
        git(folder.path, "add", "--all");
        const told = await run(["test", "--all"]);
        expect(`${told.stdout}${told.stderr}`).toMatch(program.passes);
        expect(told.exitCode).toBe(0);
      } finally {
        removeReadOnly(stub.folder);
      }
    });
  });
});

function hostEnvironment({ path }: TemporaryFolder, folders: readonly string[]) {
  return {
    PATH: [...folders, "/usr/bin", "/bin"].join(":"),
    HOME: path,
    USER: "somebody",
    TERM: "dumb",
    LANG: "C.UTF-8",
    SHELL: "/bin/bash",
  };
}

function read({ path }: TemporaryFolder, file: string): string {
  return readFileSync(join(path, file), "utf8");
}
