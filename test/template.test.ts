import { existsSync, mkdirSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import {
  cleanEnvironment,
  git,
  nixVersions,
  openTerminal,
  privateNixStore,
  repoCommand,
  runRepo,
  type TemporaryFolder,
  temporaryFolder,
} from "@nix-repo/testkit";
import { runProgram } from "./run-program.ts";
import { shopEnvironment } from "./shop-environment.ts";

const INIT = ["init", "--template", "hybrid"];
/** How many files the template has with all five stacks. */
const FILES = 93;

const NEXT = `
next
  cd shop
  scripts/bootstrap.sh    what the machine lacks, and how to get it
  repo ci                 lint, test and build of every service; the first time it downloads their devShells
  git commit              everything is staged
  for CI, say where it gets repo from: an input \`repo\` in flake.nix, or repo init --ci github --repo-from FLAKE --yes
`;

describe("repo init --template hybrid", () => {
  test("lays out a repository in a new folder: git tracks all of it, and its registry has no mistakes", async () => {
    using folder = temporaryFolder();
    const told = await run(folder, [...INIT, "shop"]);
    const shop = join(folder.path, "shop");
    const tracked = git(shop, "ls-files").trim().split("\n");
    expect(tracked).toHaveLength(FILES);
    const written = [...tracked].sort((a, b) => (a < b ? -1 : 1)).map((file) => `written: ${file}\n`);
    expect(told).toEqual({ exitCode: 0, signal: null, stdout: `${written.join("")}${NEXT}`, stderr: "" });
    expect(git(shop, "status", "--porcelain").match(/^(?!A {2})/gm) ?? []).toEqual([""]);
    expect(git(shop, "symbolic-ref", "--short", "HEAD")).toBe("main\n");
    expect(statSync(join(shop, "scripts/bootstrap.sh")).mode & 0o111).toBe(0o111);
    expect(git(shop, "ls-files", "--stage", "scripts/bootstrap.sh")).toMatch(/^100755 /);
    expect(await runRepo(["config", "validate"], { cwd: shop })).toMatchObject({
      exitCode: 0,
      stdout: "5 services, no mistakes\n",
      stderr: "",
    });
  });

  test("with some of the stacks, and what is said of CI", async () => {
    using folder = temporaryFolder();
    const flags = ["--stacks", "go,node", "--base", "trunk", "--shards", "2", "--repo-from", "github:team/repo", "--binary-cache", "team"];
    const told = await run(folder, [...INIT, "shop", ...flags]);
    expect(told).toMatchObject({ exitCode: 0, stderr: "" });
    expect(told.stdout).toMatch(/git commit .*\n {2}let CI fill the cache: the secret CACHIX_AUTH_TOKEN in the repository's settings\n$/);
    const shop = join(folder.path, "shop");
    expect(readdirSync(join(shop, "code/backend"))).toEqual(["microservice3"]);
    expect(git(shop, "symbolic-ref", "--short", "HEAD")).toBe("trunk\n");
    expect(read(shop, ".github/workflows/ci.yml")).toMatch(
      /^# written by repo init --ci github --base trunk --shards 2 --binary-cache team --repo-from github:team\/repo; /,
    );
    const listed = await runRepo(["list", "--json"], { cwd: shop });
    expect(JSON.parse(listed.stdout).services.map(({ name }: { name: string }) => name)).toEqual(["ms3", "web", "//"]);
  });

  test("what it wrote, its workflows too, is what repo init --ci github calls up to date", async () => {
    using folder = temporaryFolder();
    await run(folder, [...INIT, "shop"]);
    expect(await runRepo(["init", "--ci", "github"], { cwd: join(folder.path, "shop") })).toMatchObject({
      exitCode: 0,
      stdout: "up to date: .github/workflows/ci.yml\nup to date: .github/workflows/portability.yml\n",
    });
  });

  test("in the folder where one stands, which is the top of a repository already", async () => {
    using folder = temporaryFolder();
    git(folder.path, "init", "--quiet", "--initial-branch=develop");
    const told = await run(folder, [...INIT, "--stacks", "node"]);
    expect(told).toMatchObject({ exitCode: 0, stderr: "" });
    expect(told.stdout).toContain("\nnext\n  scripts/bootstrap.sh ");
    expect(read(folder.path, ".github/workflows/ci.yml")).toContain('branches: ["develop"]');
    expect(git(folder.path, "ls-files", "flake.nix")).toBe("flake.nix\n");
  });

  test("files that somebody's own excludes name are tracked all the same", async () => {
    using folder = temporaryFolder({ "home/.config/git/ignore": ".envrc\n.vscode/\n" });
    const env = cleanEnvironment({ HOME: join(folder.path, "home"), XDG_CONFIG_HOME: join(folder.path, "home/.config") });
    expect(await runRepo([...INIT, "shop"], { cwd: folder.path, env })).toMatchObject({ exitCode: 0 });
    expect(git(join(folder.path, "shop"), "ls-files", ".envrc", ".vscode")).toBe(
      ".envrc\n.vscode/extensions.json\n.vscode/settings.json\n",
    );
  });
});

describe("a folder with files in it", () => {
  test("what is there stays; the others are written; --force writes ours", async () => {
    using folder = temporaryFolder({ "shop/README.md": "theirs\n", "shop/notes.txt": "theirs\n" });
    const shop = join(folder.path, "shop");
    const told = await run(folder, [...INIT, "shop", "--yes"]);
    expect(told).toMatchObject({
      exitCode: 1,
      stderr: "repo: README.md was not written by repo, and is left as it is\n  --force writes ours in its place\n",
    });
    expect(told.stdout).toContain("\n-theirs\n+# shop\n");
    expect([read(shop, "README.md"), read(shop, "notes.txt")]).toEqual(["theirs\n", "theirs\n"]);
    // What is not ours is not ours to track.
    expect(git(shop, "ls-files").trim().split("\n")).toHaveLength(FILES - 1);
    expect(await run(folder, [...INIT, "shop", "--force"])).toMatchObject({ exitCode: 0, stderr: "" });
    expect(read(shop, "README.md")).toContain("# shop\n");
    expect(read(shop, "notes.txt")).toBe("theirs\n");
  });

  test("a second time nothing changes", async () => {
    using folder = temporaryFolder();
    await run(folder, [...INIT, "shop"]);
    const told = await run(folder, [...INIT, "shop"]);
    expect(told).toMatchObject({ exitCode: 0, stderr: "" });
    expect(told.stdout.trimEnd().split("\n")).toHaveLength(FILES);
    expect(told.stdout).toMatch(/^(up to date: .*\n)+$/);
  });
});

describe("--dry-run, --json, and a terminal", () => {
  test("--dry-run makes no folder", async () => {
    using folder = temporaryFolder();
    const told = await run(folder, [...INIT, "shop", "--dry-run"]);
    expect(told).toMatchObject({ exitCode: 0, stderr: "" });
    expect(told.stdout).toContain("not written: flake.nix\n--- /dev/null\n+++ b/flake.nix\n");
    expect(existsSync(join(folder.path, "shop"))).toBe(false);
  });

  test("--json", async () => {
    using folder = temporaryFolder();
    const told = await run(folder, [...INIT, "shop", "--json"]);
    expect(told).toMatchObject({ exitCode: 0, stderr: "" });
    const { version, kind, files, next } = JSON.parse(told.stdout);
    expect({ version, kind, next }).toEqual({ version: 1, kind: "init", next: expect.arrayContaining(["cd shop"]) });
    expect(files).toHaveLength(FILES);
    expect(new Set(files.map(({ outcome }: { outcome: string }) => outcome))).toEqual(new Set(["created"]));
  });

  test.each([
    ["y", true],
    ["n", false],
  ])("on a terminal it asks: %s", async (answer, isWritten) => {
    using folder = temporaryFolder();
    using terminal = openTerminal({ command: [...repoCommand(), ...INIT, "shop"], cwd: folder.path, env: cleanEnvironment() });
    await terminal.waitFor("write them? [y/N]");
    expect(existsSync(join(folder.path, "shop"))).toBe(false);
    terminal.type(answer);
    terminal.press("Enter");
    expect(await terminal.exitCode()).toBe(0);
    expect(existsSync(join(folder.path, "shop/.git"))).toBe(isWritten);
    expect(existsSync(join(folder.path, "shop/flake.nix"))).toBe(isWritten);
  });
});

describe("what cannot be", () => {
  test.each([
    ["a template that there is not", ["init", "--template", "holistic", "shop"], 'repo: --template is "holistic", and takes hybrid\n'],
    [
      "a stack that it does not have",
      [...INIT, "shop", "--stacks", "go,cobol"],
      'repo: --stacks names "cobol", and takes dotnet, rust, go, node and flutter, with commas between them\n',
    ],
    ["another CI", [...INIT, "shop", "--ci", "gitlab"], 'repo: --ci is "gitlab", and takes github\n'],
    ["no branch", [...INIT, "shop", "--base", "a..b"], 'repo: the base is "a..b", which is no name of a branch: --base names one\n'],
    [
      "a folder without a template",
      ["init", "shop"],
      "repo: a folder and --stacks are for a new repository, which is made from a template\n  try: repo init --template hybrid FOLDER\n",
    ],
  ])("%s", async (_what, args, stderr) => {
    using folder = temporaryFolder();
    expect(await run(folder, args)).toEqual({ exitCode: 2, signal: null, stdout: "", stderr });
    expect(readdirSync(folder.path)).toEqual([]);
  });

  test("a folder inside another repository", async () => {
    using folder = temporaryFolder();
    git(folder.path, "init", "--quiet");
    mkdirSync(join(folder.path, "code"));
    const told = await runRepo([...INIT, "shop"], { cwd: join(folder.path, "code") });
    expect(told).toEqual({
      exitCode: 2,
      signal: null,
      stdout: "",
      stderr: `repo: shop is inside the git repository ${folder.path}, and a template is a repository of its own\n  try: repo init --template hybrid FOLDER, with a folder elsewhere\n`,
    });
  });

  test("a file where the folder should be", async () => {
    using folder = temporaryFolder({ shop: "" });
    expect(await run(folder, [...INIT, "shop"])).toEqual({
      exitCode: 1,
      signal: null,
      stdout: "",
      stderr: "repo: shop cannot be written: a file stands where a folder should be\n",
    });
  });

  test("without git the files are there, and git's absence is told", async () => {
    using folder = temporaryFolder();
    mkdirSync(join(folder.path, "bin"));
    const told = await runRepo([...INIT, "shop"], { cwd: folder.path, env: cleanEnvironment({ PATH: join(folder.path, "bin") }) });
    expect(told.exitCode).toBe(1);
    expect(told.stderr).toMatch(/^repo: .*git/);
    expect(existsSync(join(folder.path, "shop/flake.nix"))).toBe(true);
  });
});

describe.each(nixVersions())("$label", ({ bin }) => {
  test("nix flake check passes, its hooks included; and would see what they look for", async () => {
    using folder = temporaryFolder();
    await run(folder, [...INIT, "shop"]);
    const shop = join(folder.path, "shop");
    using store = privateNixStore({ bin });
    using environment = shopEnvironment({ bin, home: folder.path });
    const env = { ...environment.variables, ...store.variables };
    const check = () => runProgram(["nix", "flake", "check", "-L", ...environment.nixFlags], { cwd: shop, env });
    const right = await check();
    expect({ exitCode: right.exitCode, said: right.stderr }).toEqual({
      exitCode: 0,
      said: expect.stringMatching(/text files end well\.+Passed\n.*shellcheck\.+Passed\n/),
    });
    folder.write({ "shop/README.md": "blanks \n" });
    const wrong = await check();
    expect(wrong.exitCode).not.toBe(0);
    expect(wrong.stderr).toContain("README.md: blanks at the end of a line");
  });
});

async function run(folder: TemporaryFolder, args: readonly string[]) {
  return await runRepo(args, { cwd: folder.path });
}

function read(folder: string, file: string): string {
  return readFileSync(join(folder, file), "utf8");
}
