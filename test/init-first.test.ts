import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import {
  cleanEnvironment,
  git,
  openTerminal,
  type RepoRun,
  repoCommand,
  runRepo,
  type TemporaryFolder,
  temporaryFolder,
} from "@nix-repo/testkit";
import { HYBRID } from "./init-layouts.ts";

const SHOP = {
  "api/go.mod": "module api\n",
  "api/main.go": "package main\n",
  "web/package.json": '{ "name": "web", "scripts": { "test": "true" } }\n',
};
const REGISTRY = "services.config.ts";

describe("repo init in a repository without a registry", () => {
  test("tells what it found, what it wrote, and what is left to do", async () => {
    using folder = inGit(HYBRID.files);
    const told = await run(folder, ["init"]);
    expect(told).toEqual({ exitCode: 0, signal: null, stdout: TOLD_OF_HYBRID, stderr: "" });
    expect(readdirSync(folder.path).filter((name) => !name.startsWith("."))).toEqual([
      ...["code", "docs", "flake.nix", "infra", "justfile", REGISTRY],
    ]);
    expect(read(folder, ".gitignore")).toBe(".repo/\n");
  });

  test("as JSON", async () => {
    using folder = inGit({ ...SHOP, "web/compose.yaml": "services: {}\n", "web/Procfile": "web: true\n", "example/go.mod": "module x\n" });
    const told = await run(folder, ["init", "--json"]);
    const besides = { taskFiles: [], composeFiles: [], dockerfiles: [], procfiles: [] };
    expect({ ...told, stdout: JSON.parse(told.stdout) }).toEqual({
      exitCode: 0,
      signal: null,
      stderr: "",
      stdout: {
        version: 1,
        kind: "init",
        files: [
          { path: "flake.nix", outcome: "created", diff: expect.stringContaining("+++ b/flake.nix\n") },
          { path: REGISTRY, outcome: "created", diff: expect.stringContaining('+    api: { path: "api", stack: "go" },\n') },
          { path: ".gitignore", outcome: "created", diff: expect.stringContaining("+.repo/\n") },
        ],
        next: [
          `git add flake.nix ${REGISTRY} .gitignore    (a flake sees tracked files alone)`,
          "repo setup",
          "repo list",
          "repo test --all",
        ],
        services: [
          { name: "api", folder: "api", kind: "go", manifest: "go.mod", dependsOn: [], ...besides },
          {
            ...{ name: "web", folder: "web", kind: "node", manifest: "package.json", dependsOn: [], ...besides },
            composeFiles: ["compose.yaml"],
            procfiles: ["Procfile"],
          },
        ],
        leftOut: [{ folder: "example", why: "example" }],
        notes: [],
      },
    });
  });

  test("--dry-run shows everything as git applies it, and writes nothing", async () => {
    using folder = inGit({ ...SHOP, ".gitignore": "dist" });
    const told = await run(folder, ["init", "--dry-run"]);
    expect(told).toMatchObject({ exitCode: 0, stderr: "" });
    expect(told.stdout).toContain(`not written: ${REGISTRY}\n--- /dev/null\n+++ b/${REGISTRY}\n`);
    expect(told.stdout).not.toContain("\nnext\n");
    expect(git(folder.path, "status", "--short", "--untracked-files=all")).not.toContain("??");
    writeFileSync(join(folder.path, ".git/shown.patch"), told.stdout);
    git(folder.path, "apply", ".git/shown.patch");
    expect(await run(folder, ["init"])).toMatchObject({ exitCode: 0, stdout: `${REGISTRY} has all services that are here\n` });
    expect(read(folder, ".gitignore")).toBe("dist\n.repo/\n");
  });

  test("a folder that is in no repository: what lies about there is passed by, and no .gitignore is made", async () => {
    using folder = temporaryFolder({ ...SHOP, "web/node_modules/x/package.json": '{ "name": "x" }', "api/target/y/go.mod": "module y\n" });
    const told = await run(folder, ["init"]);
    expect(told.stdout).toMatch(/^found 2 services\n/);
    expect(told.stdout).not.toContain("git add");
    expect(readdirSync(folder.path).sort()).toEqual(["api", "flake.nix", REGISTRY, "web"]);
  });

  test("a folder below git's top is a workspace by itself, and a flake above it counts", async () => {
    using folder = inGit({
      "other/go.mod": "module other\n",
      "mono/a/go.mod": "module a\n",
      "mono/b/go.mod": "module b\n",
      "flake.nix": "{ }",
    });
    const told = await runRepo(["init", "--provider", "host"], { cwd: join(folder.path, "mono") });
    expect(told).toMatchObject({ exitCode: 0, stderr: "" });
    expect(told.stdout).toContain(`only mono was looked through, not the whole repository: repo init -C ${folder.path} does that\n`);
    expect(told.stdout).toContain(`\nwritten: mono/${REGISTRY}\nwritten: mono/.gitignore\n\nnext\n  git add ${REGISTRY} .gitignore\n`);
    expect(read(folder, `mono/${REGISTRY}`)).toContain('    a: { path: "a", stack: "go" },\n    b: { path: "b", stack: "go" },\n');
    expect(existsSync(join(folder.path, "mono/flake.nix"))).toBe(false);
  });

  test("a submodule that is checked out holds services like any folder", async () => {
    using library = inGit({ "go.mod": "module example.com/lib\n", "lib.go": "package lib\n" });
    git(library.path, "commit", "--quiet", "--message", "all");
    using folder = inGit({ "api/go.mod": "module api\n\nrequire lib v0.0.0\n\nreplace lib => ../libs/shared\n", "api/main.go": "" });
    git(folder.path, "-c", "protocol.file.allow=always", "submodule", "--quiet", "add", library.path, "libs/shared");
    expect(await run(folder, ["init"])).toMatchObject({ exitCode: 0, stderr: "" });
    expect(read(folder, REGISTRY)).toContain(
      '    api: { path: "api", stack: "go", dependsOn: ["shared"] },\n    shared: { path: "libs/shared", stack: "go" },\n',
    );
    expect(await run(folder, ["config", "validate"])).toMatchObject({ exitCode: 0 });
  });

  test("what the next steps are goes by what stands at the root", async () => {
    using folder = inGit({
      ...SHOP,
      ".envrc": "use flake\n",
      "Taskfile.yml": "",
      "turbo.json": "{}",
      Procfile: "",
      "process-compose.yaml": "",
    });
    const { stdout } = await run(folder, ["init"]);
    expect(stdout.slice(stdout.indexOf("\nnext\n"))).toBe(`
next
  git add flake.nix ${REGISTRY} .gitignore    (a flake sees tracked files alone)
  direnv allow
  repo setup
  repo list
  repo import taskfile
  repo import turbo
  repo import procfile
  repo import process-compose
  repo test --all
`);
  });

  test("what it cannot decide it says", async () => {
    using folder = inGit({
      "a/package.json": '{ "name": "a", "dependencies": { "b": "file:../b" } }',
      "b/package.json": '{ "name": "b", "dependencies": { "a": "file:../a" } }',
      "c/pom.xml": "<project/>",
      "d/package.json": '{ "name": "d", "scripts": {}',
      "d/server.js": "",
    });
    const { stdout } = await run(folder, ["init"]);
    expect(stdout).toContain(`
to know
  b needs a, which directly or by others needs b: tasks cannot wait for each other, so this dependency is left out
  c has no verbs yet: there is no preset for pom.xml, and no task file
`);
    expect(await run(folder, ["config", "validate"])).toMatchObject({ exitCode: 0 });
  });
});

describe(".gitignore keeps every byte that it had", () => {
  test.each([
    ["with the line ends of Windows", "dist\r\nout\r\n", "dist\r\nout\r\n.repo/\r\n"],
    ["without an end of its last line", "dist", "dist\n.repo/\n"],
    ["that has the line already", "dist\n/.repo\n", "dist\n/.repo\n"],
    ["empty", "", ".repo/\n"],
    ["with blanks and a mark", "\uFEFF# größe\n\n  x  \n", "\uFEFF# größe\n\n  x  \n.repo/\n"],
  ])("%s", async (_what, before, after) => {
    using folder = inGit({ ...SHOP, ".gitignore": before });
    expect(await run(folder, ["init", "--yes"])).toMatchObject({ exitCode: 0 });
    expect(read(folder, ".gitignore")).toBe(after);
  });

  test("that is no text", async () => {
    using folder = inGit(SHOP);
    const bytes = Buffer.from([0x64, 0xe9, 0x0a]);
    writeFileSync(join(folder.path, ".gitignore"), bytes);
    expect(await run(folder, ["init", "--yes"])).toMatchObject({ exitCode: 0, stderr: "" });
    expect(readFileSync(join(folder.path, ".gitignore"))).toEqual(bytes);
  });

  test("and where nobody can be asked and nobody said yes, it is left", async () => {
    using folder = inGit({ ...SHOP, ".gitignore": "dist\n" });
    const told = await run(folder, ["init"]);
    expect(told).toMatchObject({
      exitCode: 1,
      stderr: "repo: .gitignore is there already, and there is nobody to ask\n  --yes brings it up to date\n",
    });
    expect(read(folder, ".gitignore")).toBe("dist\n");
    expect(existsSync(join(folder.path, REGISTRY))).toBe(true);
  });
});

describe("repo init where there is a registry", () => {
  const registered = {
    ...SHOP,
    "code/billing/go.mod": "module billing\n\nrequire api v0.0.0\n\nreplace api => ../../api\n",
    "code/web/pubspec.yaml": "name: web\nflutter:\n",
  };

  test("says what it lacks, ready to be pasted, and writes nothing", async () => {
    const config = 'export default { services: { api: { path: "./api" }, web: { path: "web" } } };\n';
    using folder = inGit({ ...registered, [REGISTRY]: config });
    const told = await run(folder, ["init", "--yes", "--force"]);
    expect(told).toEqual({
      exitCode: 1,
      signal: null,
      stderr: "",
      stdout: `${REGISTRY} is left as it is; 2 services are here that it lacks

  to add to its services

    billing: { path: "code/billing", stack: "go", dependsOn: ["api"] },
    "code-web": { path: "code/web", stack: "flutter" },
`,
    });
    expect(read(folder, REGISTRY)).toBe(config);
    expect(git(folder.path, "status", "--short", "--untracked-files=all")).not.toContain("??");
    // Pasted, it is right.
    const lines = told.stdout.split("\n").slice(4, 6).join("\n");
    folder.write({ [REGISTRY]: config.replace("web: {", `${lines} web: {`) });
    expect(await run(folder, ["init"])).toMatchObject({ exitCode: 0, stdout: `${REGISTRY} has all services that are here\n` });
    expect(await run(folder, ["config", "validate"])).toMatchObject({ exitCode: 0 });
  });

  test("with a root of its own: paths from there, and what lies elsewhere", async () => {
    using folder = inGit({ ...registered, "services.config.json": '{ "root": "code", "services": {} }' });
    expect(await runRepo(["init"], { cwd: join(folder.path, "code/web") })).toMatchObject({
      exitCode: 1,
      stdout: `services.config.json is left as it is; 4 services are here that it lacks

  to add to its services

    billing: { path: "billing", stack: "go", dependsOn: ["api"] },
    "code-web": { path: "web", stack: "flutter" },

  outside its root code, and so only with another root

    api
    web
`,
    });
  });

  test("as JSON", async () => {
    using folder = inGit({ ...SHOP, [REGISTRY]: 'export default { services: { api: { path: "api" } } };\n' });
    const told = await run(folder, ["init", "--json"]);
    expect({ ...told, stdout: JSON.parse(told.stdout) }).toMatchObject({
      exitCode: 1,
      stdout: {
        ...{ version: 1, kind: "init", registry: REGISTRY, files: [], next: [] },
        lacks: [{ name: "web", folder: "web", entry: { path: "web", stack: "node" } }],
      },
    });
  });

  test("one with a mistake is told as ever", async () => {
    using folder = inGit({ ...SHOP, [REGISTRY]: "export default { services: [] };\n" });
    expect(await run(folder, ["init"])).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining("services: expected an object of services"),
    });
  });
});

describe("together with --ci github", () => {
  test("the workflows come with the first registry, in one go", async () => {
    using folder = inGit(SHOP);
    const told = await run(folder, ["init", "--ci", "github", "--yes", "--repo-from", "github:team/repo"]);
    expect(told).toMatchObject({ exitCode: 0, stderr: "" });
    for (const file of ["flake.nix", REGISTRY, ".gitignore", ".github/workflows/ci.yml", ".github/workflows/portability.yml"])
      expect(told.stdout).toContain(`written: ${file}\n`);
    expect(told.stdout).toContain("  require the check `ci` in the rules of the branch: it passes where nothing is affected, too\n");
    expect(await run(folder, ["init", "--ci", "github", "--repo-from", "github:team/repo"])).toMatchObject({
      exitCode: 0,
      stdout: "up to date: .github/workflows/ci.yml\nup to date: .github/workflows/portability.yml\n",
    });
  });
});

describe("on a terminal", () => {
  test.each([
    ["y", true],
    ["n", false],
  ])("it shows what it found and what would change, and asks: %s", async (answer, isWritten) => {
    using folder = inGit({ ...SHOP, ".gitignore": "dist\n" });
    using terminal = openTerminal({ command: [...repoCommand(), "init"], cwd: folder.path, env: cleanEnvironment() });
    const shown = await terminal.waitFor("write them? [y/N]");
    expect(shown).toMatch(/^found 2 services\n/);
    expect(shown).toMatch(/\nnew: flake.nix, \d+ lines\nnew: services.config.ts, \d+ lines\n--- a\/.gitignore\n/);
    expect(existsSync(join(folder.path, REGISTRY))).toBe(false);
    terminal.type(answer);
    terminal.press("Enter");
    expect(await terminal.exitCode()).toBe(0);
    expect([REGISTRY, "flake.nix"].map((file) => existsSync(join(folder.path, file)))).toEqual([isWritten, isWritten]);
    expect(read(folder, ".gitignore")).toBe(isWritten ? "dist\n.repo/\n" : "dist\n");
  });
});

describe("what cannot be", () => {
  test.each([
    ["flags of workflows alone", ["--shards", "8"], "repo: --shards is about the workflows that --ci github writes\n"],
    ["another CI", ["--ci", "gitlab"], 'repo: --ci is "gitlab", and takes github\n'],
  ])("%s", async (_what, args, stderr) => {
    using folder = inGit(SHOP);
    expect(await run(folder, ["init", ...args])).toEqual({ exitCode: 2, signal: null, stdout: "", stderr });
  });

  test.each(["nowhere", "api/go.mod"])("a folder that is none: %s", async (name) => {
    using folder = inGit(SHOP);
    const stderr = `repo: there is no folder ${join(folder.path, name)}\n`;
    expect(await run(folder, ["init", "-C", name])).toEqual({ exitCode: 2, signal: null, stdout: "", stderr });
  });

  test("the whole machine", async () => {
    expect(await runRepo(["init"], { cwd: "/" })).toEqual({
      exitCode: 2,
      signal: null,
      stdout: "",
      stderr:
        "repo: init looks through a whole repository, and / does not look like one\n  try: repo init -C FOLDER, or git init in it first\n",
    });
  });

  test("a repository without git on the machine", async () => {
    using folder = inGit(SHOP);
    using tools = temporaryFolder();
    expect(await runRepo(["init"], { cwd: folder.path, env: cleanEnvironment({ PATH: tools.path }) })).toMatchObject({
      exitCode: 3,
      stdout: "",
    });
    expect(existsSync(join(folder.path, REGISTRY))).toBe(false);
  });
});

function inGit(files: Parameters<typeof temporaryFolder>[0]): TemporaryFolder {
  const folder = temporaryFolder(files);
  folder.track();
  return folder;
}

async function run(folder: TemporaryFolder, args: readonly string[]): Promise<RepoRun> {
  return await runRepo(args, { cwd: folder.path });
}

function read({ path }: TemporaryFolder, file: string): string {
  return readFileSync(join(path, file), "utf8");
}

const TOLD_OF_HYBRID = `found 5 services
  microservice1   code/backend/microservice1   dotnet    Microservice1.csproj, justfile, Dockerfile
  microservice2   code/backend/microservice2   rust      Cargo.toml
  microservice3   code/backend/microservice3   go        go.mod
  flutter         code/client/flutter          flutter   pubspec.yaml
  web             code/client/web              node      package.json, justfile, docker-compose.yml, Dockerfile, Dockerfile.dev

no services of their own
  code/backend/microservice1/tests   tests of code/backend/microservice1

to know
  recipes of the task files in services' folders are verbs as they are: nothing is to be written for them

written: flake.nix
written: ${REGISTRY}
written: .gitignore

next
  git add flake.nix ${REGISTRY} .gitignore    (a flake sees tracked files alone)
  direnv allow
  repo setup
  repo list
  repo import justfile
  repo test --all
`;
