import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { cleanEnvironment, git, openTerminal, repoCommand, runRepo, type TemporaryFolder } from "@nix-repo/testkit";
import { inNamespace } from "./in-namespace.ts";
import { workspaceOf } from "./workspace.ts";

const registry = { services: { api: { path: "api", verbs: { lint: "true" } } } };
const CI = ".github/workflows/ci.yml";
const PORTABILITY = ".github/workflows/portability.yml";
const INIT = ["init", "--ci", "github"];

const NEXT = `
next
  say where CI gets repo from: an input \`repo\` in your flake, or --repo-from FLAKE; then run this again
  require the check \`ci\` in the rules of the branch: it passes where nothing is affected, too
`;
const WRITTEN = `written: ${CI}\nwritten: ${PORTABILITY}\n${NEXT}`;
const UP_TO_DATE = `up to date: ${CI}\nup to date: ${PORTABILITY}\n`;

describe("repo init --ci github", () => {
  test("writes both workflows; again, it changes nothing and says so", async () => {
    using workspace = inGit();
    expect(await run(workspace, INIT)).toEqual(well(WRITTEN));
    const written = [CI, PORTABILITY].map((file) => read(workspace, file));
    expect(await run(workspace, INIT)).toEqual(well(UP_TO_DATE));
    expect(await run(workspace, [...INIT, "--yes"])).toEqual(well(UP_TO_DATE));
    expect([CI, PORTABILITY].map((file) => read(workspace, file))).toEqual(written);
    expect(readdirSync(join(workspace.path, ".github/workflows")).sort()).toEqual(["ci.yml", "portability.yml"]);
  });

  test("the flags, and what the clone tells, are in what is written", async () => {
    using workspace = inGit({ "flake.lock": lockWith({ repo: "repo_2" }), ".gitmodules": "" });
    git(workspace.path, "symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/trunk");
    commit(workspace);
    git(workspace.path, "update-ref", "refs/remotes/origin/trunk", "HEAD");
    const flags = ["--shards", "8", "--binary-cache", "my-team"];
    const told = await run(workspace, [...INIT, ...flags]);
    expect(told.stdout).not.toContain("--repo-from");
    expect(told.stdout).toContain("CACHIX_AUTH_TOKEN");
    const ci = read(workspace, CI);
    expect(ci).toMatch(/^# written by repo init --ci github --base trunk --shards 8 --binary-cache my-team; sha256 /);
    for (const line of ['branches: ["trunk"]', "repo ci plan --shards 8 ", 'name: "my-team"', "--inputs-from . ", "submodules: recursive"])
      expect(ci).toContain(line);
  });

  test("a workspace below git's top: the files at the top, scripts and caches in the workspace", async () => {
    using workspace = workspaceOf(registry);
    workspace.write({ "tools/mono repo/services.config.json": read(workspace, "services.config.json"), "tools/mono repo/api/.keep": "" });
    rmSync(join(workspace.path, "services.config.json"));
    workspace.track();
    const told = await runRepo(INIT, { cwd: join(workspace.path, "tools/mono repo/api") });
    expect(told).toEqual(well(WRITTEN));
    expect(read(workspace, CI)).toContain('working-directory: "tools/mono repo"\n');
    expect(read(workspace, CI)).toContain("            tools/mono repo/.repo/environments\n");
    expect(read(workspace, PORTABILITY)).toContain('- "tools/mono repo/flake.*"\n');
    // And from elsewhere.
    expect(await runRepo([...INIT, "-C", join(workspace.path, "tools/mono repo")], { cwd: "/" })).toEqual(well(UP_TO_DATE));
  });

  test("what another version wrote is brought up to date, and that only with --yes where nobody can be asked", async () => {
    using workspace = inGit();
    await run(workspace, [...INIT, "--shards", "2"]);
    const before = read(workspace, CI);
    const unasked = await run(workspace, INIT);
    expect(unasked).toMatchObject({
      exitCode: 1,
      stderr: [CI, PORTABILITY]
        .map((file) => `repo: ${file} is there already, and there is nobody to ask\n  --yes brings it up to date\n`)
        .join(""),
    });
    expect(unasked.stdout).toContain("\n-        run: repo ci plan --shards 2 ");
    expect(read(workspace, CI)).toBe(before);
    expect(await run(workspace, [...INIT, "--yes"])).toEqual(
      well(`brought up to date: ${CI}\nbrought up to date: ${PORTABILITY}\n${NEXT}`),
    );
    expect(read(workspace, CI)).toContain("repo ci plan --shards 4 ");
  });
});

describe("what is not ours to change", () => {
  test("a file that was edited by hand stays, with the change shown; the other one is written", async () => {
    using workspace = inGit();
    await run(workspace, INIT);
    const edited = read(workspace, CI).replace("timeout-minutes: 5", "timeout-minutes: 7");
    workspace.write({ [CI]: edited });
    rmSync(join(workspace.path, PORTABILITY));
    const told = await run(workspace, [...INIT, "--yes"]);
    expect(told).toMatchObject({
      exitCode: 1,
      stderr: `repo: ${CI} was edited by hand, and is left as it is\n  --force writes it anew, without these edits\n`,
    });
    expect(told.stdout).toContain(`--- a/${CI}\n+++ b/${CI}\n@@ `);
    expect(told.stdout).toContain("\n-    timeout-minutes: 7\n+    timeout-minutes: 5\n");
    expect(told.stdout).toContain(`\nwritten: ${PORTABILITY}\n`);
    expect(read(workspace, CI)).toBe(edited);
  });

  test("a file that somebody else wrote stays; --force writes ours", async () => {
    using workspace = inGit({ [CI]: "name: theirs\n" });
    expect(await run(workspace, INIT)).toMatchObject({
      exitCode: 1,
      stderr: `repo: ${CI} was not written by repo, and is left as it is\n  --force writes ours in its place\n`,
    });
    expect(read(workspace, CI)).toBe("name: theirs\n");
    expect(await run(workspace, [...INIT, "--force"])).toMatchObject({ exitCode: 0, stderr: "" });
    expect(read(workspace, CI)).toMatch(/^# written by repo init --ci github; /);
  });

  test("the change that is shown is one that git applies", async () => {
    using workspace = inGit({ [CI]: "name: theirs\n" });
    const { stdout } = await run(workspace, [...INIT, "--dry-run"]);
    expect(readdirSync(join(workspace.path, ".github/workflows"))).toEqual(["ci.yml"]);
    workspace.write({ "shown.patch": stdout });
    git(workspace.path, "apply", "shown.patch");
    expect(await run(workspace, INIT)).toEqual(well(UP_TO_DATE));
  });
});

describe("--dry-run and --json", () => {
  test("nothing is written", async () => {
    using workspace = inGit();
    const told = await run(workspace, [...INIT, "--dry-run"]);
    expect(told).toMatchObject({ exitCode: 0, stderr: "" });
    expect(told.stdout).toMatch(new RegExp(`^not written: ${CI}\n--- /dev/null\n\\+\\+\\+ b/${CI}\n`));
    expect(existsSync(join(workspace.path, ".github"))).toBe(false);
  });

  test("as JSON", async () => {
    using workspace = inGit({ [CI]: "name: theirs\n" });
    const told = await run(workspace, [...INIT, "--json", "--repo-from", "github:team/repo"]);
    expect({ ...told, stdout: JSON.parse(told.stdout) }).toMatchObject({
      exitCode: 1,
      stderr: "",
      stdout: {
        version: 1,
        kind: "init",
        files: [
          {
            path: CI,
            outcome: "left",
            diff: expect.stringContaining("-name: theirs\n"),
            why: `${CI} was not written by repo, and is left as it is\n  --force writes ours in its place`,
          },
          { path: PORTABILITY, outcome: "created", diff: expect.stringContaining("+name: portability\n") },
        ],
        next: ["require the check `ci` in the rules of the branch: it passes where nothing is affected, too"],
      },
    });
  });
});

describe("on a terminal", () => {
  test.each([
    ["y", WRITTEN.split("\n")[0] ?? "", true],
    ["n", `not written: ${CI}`, false],
  ])("it shows what it would write, and asks: %s", async (answer, says, isWritten) => {
    using workspace = inGit();
    using terminal = openTerminal({ command: [...repoCommand(), ...INIT], cwd: workspace.path, env: cleanEnvironment() });
    const shown = await terminal.waitFor("write them? [y/N]");
    expect(shown).toMatch(new RegExp(`^new: ${CI}, \\d+ lines\nnew: ${PORTABILITY}, \\d+ lines\n`));
    expect(existsSync(join(workspace.path, CI))).toBe(false);
    terminal.type(answer);
    terminal.press("Enter");
    expect(await terminal.exitCode()).toBe(0);
    expect(terminal.screen()).toContain(says);
    expect(existsSync(join(workspace.path, CI))).toBe(isWritten);
  });

  test("an update is shown as what changes; where nothing does, nothing is asked", async () => {
    using workspace = inGit();
    await run(workspace, [...INIT, "--shards", "2"]);
    await run(workspace, [...INIT, "--force"]);
    using same = openTerminal({ command: [...repoCommand(), ...INIT], cwd: workspace.path, env: cleanEnvironment() });
    expect(await same.exitCode()).toBe(0);
    expect(same.screen()).toContain(UP_TO_DATE.trimEnd());
    using other = openTerminal({ command: [...repoCommand(), ...INIT, "--shards", "3"], cwd: workspace.path, env: cleanEnvironment() });
    expect(await other.waitFor("write them? [y/N]")).toContain("-        run: repo ci plan --shards 4 ");
    other.press("Enter");
    expect(await other.exitCode()).toBe(0);
    expect(read(workspace, CI)).toContain("--shards 4 ");
  });
});

describe("what cannot be", () => {
  test.each([
    ["another CI", ["init", "--ci", "gitlab"], 'repo: --ci is "gitlab", and takes github\n'],
    ["no number", [...INIT, "--shards", "some"], 'repo: --shards is "some", and takes a number from 1 to 256\n'],
    ["no machine", [...INIT, "--shards", "0"], 'repo: --shards is "0", and takes a number from 1 to 256\n'],
    ["no branch", [...INIT, "--base", "a..b"], 'repo: the base is "a..b", which is no name of a branch: --base names one\n'],
    [
      "no cache",
      [...INIT, "--binary-cache", "a b"],
      'repo: --binary-cache is "a b", and takes the name of a cache at cachix.org, or a URL such as https://cache.example.org\n',
    ],
    [
      "a URL with a setting behind it",
      [...INIT, "--binary-cache", "https://x\nsandbox = false"],
      'repo: --binary-cache is "https://x\nsandbox = false", and takes the name of a cache at cachix.org, or a URL such as https://cache.example.org\n',
    ],
    [
      "a key for nothing",
      [...INIT, "--binary-cache-key", "a:b"],
      "repo: --binary-cache-key is for a --binary-cache with a URL: cachix.org tells its keys itself\n",
    ],
    ["no flake", [...INIT, "--repo-from", "$(id)"], 'repo: --repo-from is "$(id)", and takes a flake such as github:OWNER/repo\n'],
  ])("%s", async (_what, args, stderr) => {
    using workspace = inGit();
    expect(await run(workspace, args)).toEqual({ exitCode: 2, signal: null, stdout: "", stderr });
    expect(existsSync(join(workspace.path, ".github"))).toBe(false);
  });

  test("a workspace that is in no repository", async () => {
    using workspace = workspaceOf(registry);
    expect(await run(workspace, INIT)).toEqual({
      exitCode: 2,
      signal: null,
      stdout: "",
      stderr: `repo: there is no git repository in ${workspace.path} or above it\n  git init makes one\n`,
    });
  });

  test("no workspace", async () => {
    const told = await runRepo(INIT, { cwd: "/" });
    expect(told).toMatchObject({ exitCode: 2, stdout: "" });
    expect(told.stderr).toMatch(/^repo: there is no services\.config\.ts /);
  });

  test("a branch that nobody can guess", async () => {
    using workspace = inGit();
    git(workspace.path, "checkout", "--quiet", "-b", "one");
    commit(workspace);
    git(workspace.path, "checkout", "--quiet", "-b", "two");
    expect(await run(workspace, INIT)).toEqual({
      exitCode: 2,
      signal: null,
      stdout: "",
      stderr:
        "repo: the clone does not tell which branch changes are merged into (there is no origin/HEAD, main or master)\n  try: repo init --ci github --base BRANCH\n",
    });
    expect(await run(workspace, [...INIT, "--base", "one"])).toMatchObject({ exitCode: 0 });
  });

  test("a folder that YAML or the shell would read otherwise", async () => {
    using workspace = workspaceOf(registry);
    workspace.write({ "a'b/services.config.json": read(workspace, "services.config.json"), "a'b/api/.keep": "" });
    workspace.track();
    expect(await runRepo(INIT, { cwd: join(workspace.path, "a'b") })).toMatchObject({
      exitCode: 2,
      stderr: "repo: the workspace's folder a'b has characters that mean something else in a workflow; rename it\n",
    });
  });

  test("a folder in which nothing can be written", async () => {
    using workspace = inGit({ ".github/.keep": "" });
    const command = [...repoCommand(), ...INIT];
    const readOnly = await inNamespace({
      cwd: workspace.path,
      env: cleanEnvironment(),
      mount: "mount --bind .github .github && mount -o remount,ro,bind .github",
      command,
    });
    expect(readOnly).toEqual({
      exitCode: 1,
      signal: null,
      stdout: "",
      stderr: [CI, PORTABILITY].map((file) => `repo: ${file} cannot be written: the file system is read-only\n`).join(""),
    });
  });

  test("a file in the place of a folder", async () => {
    using workspace = inGit({ ".github": "" });
    expect(await run(workspace, INIT)).toEqual({
      exitCode: 1,
      signal: null,
      stdout: "",
      stderr: [CI, PORTABILITY].map((file) => `repo: ${file} cannot be written: a file stands where a folder should be\n`).join(""),
    });
  });
});

/** A workspace at the top of a repository on `main`, without a commit. */
function inGit(files: Readonly<Record<string, string>> = {}): TemporaryFolder {
  const workspace = workspaceOf(registry, files);
  workspace.track();
  return workspace;
}

function commit(workspace: TemporaryFolder): void {
  git(workspace.path, "add", "--all");
  git(workspace.path, "commit", "--quiet", "--message", "all");
}

async function run(workspace: TemporaryFolder, args: readonly string[]) {
  return await runRepo(args, { cwd: workspace.path });
}

function well(stdout: string) {
  return { exitCode: 0, signal: null, stdout, stderr: "" };
}

function read({ path }: TemporaryFolder, file: string): string {
  return readFileSync(join(path, file), "utf8");
}

function lockWith(inputs: Readonly<Record<string, string>>): string {
  const others = Object.fromEntries(Object.values(inputs).map((node) => [node, {}]));
  return JSON.stringify({ nodes: { root: { inputs }, ...others }, root: "root", version: 7 });
}
