import { chmodSync, existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { cleanEnvironment, git, runRepo, type TemporaryFolder } from "@nix-repo/testkit";
import { outsideGitHook } from "../packages/cli/src/outside-git-hook.ts";
import { repoOnPath } from "./example.ts";
import { inNamespace } from "./in-namespace.ts";
import { runProgram } from "./run-program.ts";
import { workspaceOf } from "./workspace.ts";

const registry = { services: { api: { path: "api", verbs: { lint: "true" } } } };
const HOOK = ".git/hooks/pre-commit";
const KEPT = ".git/hooks/pre-commit.before-repo";

describe("repo hooks", () => {
  test("install, status, uninstall; each again changes nothing", async () => {
    using workspace = inGit();
    expect(await hooks(workspace, "status")).toEqual(well(`no hook is installed: ${HOOK}\n`));
    expect(await hooks(workspace, "install")).toEqual(well(`installed: ${HOOK}\n`));
    const written = read(workspace, HOOK);
    expect(statSync(join(workspace.path, HOOK)).mode & 0o111).toBe(0o111);
    expect(written).toMatch(/^#!\/bin\/sh\n# written by repo hooks install; sha256 /);
    // It goes wherever the repository goes.
    expect(written).not.toContain(workspace.path);
    expect(await hooks(workspace, "install")).toEqual(well(`installed: ${HOOK}\n`));
    expect(await hooks(workspace, "status")).toEqual(well(`installed: ${HOOK}\n`));
    expect(read(workspace, HOOK)).toBe(written);
    expect(await hooks(workspace, "uninstall")).toEqual(well(`uninstalled: ${HOOK}\n`));
    expect(existsSync(join(workspace.path, HOOK))).toBe(false);
    expect(await hooks(workspace, "uninstall")).toEqual(well(`no hook is installed: ${HOOK}\n`));
  });

  test("as JSON", async () => {
    using workspace = inGit();
    const told = await hooks(workspace, "install", "--json");
    expect(JSON.parse(told.stdout)).toEqual({ version: 1, kind: "hooks", action: "install", file: HOOK, state: "current", changed: true });
    const status = await hooks(workspace, "status", "--json");
    expect(JSON.parse(status.stdout)).toEqual({
      version: 1,
      kind: "hooks",
      action: "status",
      file: HOOK,
      state: "current",
      changed: false,
    });
  });

  test("ours of another version, or for another folder, is brought up to date", async () => {
    using workspace = inGit();
    workspace.write({ "below/services.config.json": JSON.stringify(registry), "below/api/.keep": "" });
    await runRepo(["hooks", "install"], { cwd: join(workspace.path, "below") });
    expect(read(workspace, HOOK)).toContain("exec repo -C below lint --staged\n");
    expect((await hooks(workspace, "status")).stdout).toBe(`installed by another version of repo, or for another folder: ${HOOK}\n`);
    expect(await hooks(workspace, "install")).toEqual(well(`brought up to date: ${HOOK}\n`));
    expect(read(workspace, HOOK)).toContain("exec repo lint --staged\n");
  });

  test("ours that was edited stays, unless forced", async () => {
    using workspace = inGit();
    await hooks(workspace, "install");
    const edited = `${read(workspace, HOOK)}# mine\n`;
    workspace.write({ [HOOK]: edited });
    for (const action of ["install", "uninstall"]) {
      expect(await hooks(workspace, action)).toEqual({
        exitCode: 1,
        signal: null,
        stdout: "",
        stderr: `repo: ${HOOK} was edited by hand, and is left as it is\n  --force does without these edits\n`,
      });
    }
    expect((await hooks(workspace, "status")).stdout).toBe(`installed, and edited by hand since: ${HOOK}\n`);
    expect(read(workspace, HOOK)).toBe(edited);
    expect(await hooks(workspace, "install", "--force")).toEqual(well(`installed anew: ${HOOK}\n`));
    workspace.write({ [HOOK]: edited });
    expect(await hooks(workspace, "uninstall", "--force")).toEqual(well(`uninstalled: ${HOOK}\n`));
  });

  test("somebody else's stays, and one is told what to do; forced, it is kept, and put back later", async () => {
    using workspace = inGit();
    const theirs = "#!/bin/sh\necho theirs\n";
    workspace.write({ [HOOK]: { content: theirs, mode: 0o755 } });
    expect(await hooks(workspace, "install")).toEqual({
      exitCode: 1,
      signal: null,
      stdout: "",
      stderr: `repo: ${HOOK} is a hook that repo did not write, and is left as it is
  to have both, add this line to it: repo lint --staged || exit 1
  or let ours call it first: repo hooks install --force
`,
    });
    expect((await hooks(workspace, "status")).stdout).toBe(`there is a hook that repo did not write: ${HOOK}\n`);
    expect((await hooks(workspace, "uninstall")).stdout).toBe(`there is a hook that repo did not write: ${HOOK}\n`);
    expect(read(workspace, HOOK)).toBe(theirs);
    expect(await hooks(workspace, "install", "--force")).toEqual(well(`installed: ${HOOK}, which calls ${KEPT} first\n`));
    expect(read(workspace, KEPT)).toBe(theirs);
    expect(await hooks(workspace, "install")).toEqual(well(`installed: ${HOOK}, which calls ${KEPT} first\n`));
    expect(await hooks(workspace, "uninstall")).toEqual(well(`uninstalled, and what was there before is there again: ${HOOK}\n`));
    expect(read(workspace, HOOK)).toBe(theirs);
    expect(existsSync(join(workspace.path, KEPT))).toBe(false);
  });

  test("what is kept already is not lost to a second one", async () => {
    using workspace = inGit();
    workspace.write({ [HOOK]: "theirs", [KEPT]: "kept" });
    const told = await hooks(workspace, "install", "--force");
    expect(told).toMatchObject({
      exitCode: 2,
      stderr: `repo: ${join(workspace.path, KEPT)} is there already, and would be lost; move it away\n`,
    });
    expect([read(workspace, HOOK), read(workspace, KEPT)]).toEqual(["theirs", "kept"]);
  });
});

describe("where git looks for hooks", () => {
  test("core.hooksPath in the work tree: there", async () => {
    using workspace = inGit();
    git(workspace.path, "config", "core.hooksPath", ".githooks");
    expect(await hooks(workspace, "install")).toEqual(well("installed: .githooks/pre-commit\n"));
    expect(existsSync(join(workspace.path, HOOK))).toBe(false);
    // From a folder below, it is the same one.
    expect((await runRepo(["hooks", "status"], { cwd: join(workspace.path, "api") })).stdout).toBe("installed: .githooks/pre-commit\n");
  });

  test("core.hooksPath that other repositories share: not without being forced", async () => {
    using workspace = inGit();
    using shared = workspaceOf({ services: {} });
    git(workspace.path, "config", "core.hooksPath", shared.path);
    expect(await hooks(workspace, "install")).toEqual({
      exitCode: 2,
      signal: null,
      stdout: "",
      stderr: `repo: git looks for hooks in ${shared.path} (core.hooksPath), where other repositories look as well
  to give this one its own: git config core.hooksPath "$(git rev-parse --path-format=absolute --git-common-dir)/hooks"
`,
    });
    expect(existsSync(join(shared.path, "pre-commit"))).toBe(false);
    // What it says helps.
    const advice = 'git config core.hooksPath "$(git rev-parse --path-format=absolute --git-common-dir)/hooks"';
    await runProgram(["bash", "-c", advice], { cwd: workspace.path, env: cleanEnvironment() });
    expect(await hooks(workspace, "install")).toEqual(well(`installed: ${HOOK}\n`));
  });

  test("in a linked work tree: the folder that all work trees share", async () => {
    using workspace = inGit();
    commitAll(workspace);
    git(workspace.path, "worktree", "add", "--quiet", "-b", "other", "linked");
    const told = await runRepo(["hooks", "install"], { cwd: join(workspace.path, "linked") });
    expect(told).toEqual(well(`installed: ${join(workspace.path, HOOK)}\n`));
  });

  test("no repository, and no git", async () => {
    using outside = workspaceOf(registry);
    expect(await hooks(outside, "install")).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining("there is no git repository in "),
    });
    using workspace = inGit();
    const told = await runRepo(["hooks", "install"], { cwd: workspace.path, env: cleanEnvironment({ PATH: "/nowhere" }) });
    expect(told).toMatchObject({ exitCode: 3, stderr: "repo: there is no git on the PATH, and it tells what changed; install it\n" });
  });

  test("a folder in which nothing can be written", async () => {
    using workspace = inGit({ "bin/repo": repoOnPath() });
    const readOnly = await inNamespace({
      cwd: workspace.path,
      env: cleanEnvironment(),
      mount: "mount --bind .git .git && mount -o remount,ro,bind .git",
      command: ["bin/repo", "hooks", "install"],
    });
    expect(readOnly).toMatchObject({ exitCode: 1, stdout: "", stderr: `repo: ${HOOK} cannot be written: the file system is read-only\n` });
  });
});

/** Real commits, and the real `repo lint --staged`. The linter of both services notes what it sees of git's variables, and fails where there is a file `fail`. */
describe("a real commit", () => {
  test.each([
    ["of what is staged", ["api/a"], ["commit", "-m", "x"], ["api"]],
    ["of all that is tracked (-a)", [], ["commit", "-a", "-m", "x"], ["api", "web"]],
    ["of one file, whatever is staged", ["api/a"], ["commit", "-m", "x", "web/a"], ["web"]],
    ["as an amendment", ["web/a"], ["commit", "--amend", "-m", "x"], ["web"]],
    ["of what concerns no service", ["other"], ["commit", "-m", "x"], []],
  ])("%s lints what it would commit", async (_what, staged, command, expected) => {
    using workspace = readyToCommit();
    await hooks(workspace, "install");
    workspace.write({ "api/a": "changed", "web/a": "changed", other: "changed" });
    if (staged.length > 0) git(workspace.path, "add", ...staged);
    const before = git(workspace.path, "rev-parse", "HEAD");
    expect(await commit(workspace, command)).toMatchObject({ exitCode: 0 });
    expect(git(workspace.path, "rev-parse", "HEAD")).not.toBe(before);
    expect(linted(workspace)).toEqual(expected);
  });

  test("what it starts hears nothing of git's own variables, not even in a linked work tree", async () => {
    using workspace = readyToCommit();
    await hooks(workspace, "install");
    const linked = join(workspace.path, "linked");
    git(workspace.path, "worktree", "add", "--quiet", "-b", "other", linked);
    workspace.write({ "linked/api/a": "changed" });
    expect(await commit(workspace, ["commit", "-a", "-m", "x"], join(linked, "api"))).toMatchObject({ exitCode: 0 });
    expect(linted(workspace, linked)).toEqual(["api"]);
    const seen = readFileSync(join(linked, "api/linted"), "utf8")
      .split("\n")
      .map((line) => line.split("=")[0] ?? "");
    expect(seen).toContain("GIT_AUTHOR_NAME");
    expect(seen.filter((name) => isOfOneRepository(name))).toEqual([]);
  });

  test("of a workspace below git's top", async () => {
    using workspace = readyToCommit("tools/mono repo");
    await runRepo(["hooks", "install"], { cwd: join(workspace.path, "tools/mono repo") });
    workspace.write({ "tools/mono repo/api/a": "changed" });
    expect(await commit(workspace, ["commit", "-a", "-m", "x"])).toMatchObject({ exitCode: 0 });
    expect(linted(workspace, join(workspace.path, "tools/mono repo"))).toEqual(["api"]);
  });

  test("where the lint fails there is no commit; --no-verify and REPO_HOOKS=0 do without it", async () => {
    using workspace = readyToCommit();
    await hooks(workspace, "install");
    workspace.write({ "api/fail": "", "api/a": "changed" });
    const before = git(workspace.path, "rev-parse", "HEAD");
    expect((await commit(workspace, ["commit", "-a", "-m", "x"])).exitCode).toBe(1);
    expect(git(workspace.path, "rev-parse", "HEAD")).toBe(before);
    expect((await commit(workspace, ["commit", "-a", "-m", "x", "--no-verify"])).exitCode).toBe(0);
    workspace.write({ "api/a": "changed again" });
    expect((await commit(workspace, ["commit", "-a", "-m", "y"], workspace.path, { REPO_HOOKS: "0" })).exitCode).toBe(0);
  });

  test("where repo is not on the PATH there is no commit, and it is said why", async () => {
    using workspace = readyToCommit();
    await hooks(workspace, "install");
    workspace.write({ "api/a": "changed" });
    const told = await commit(workspace, ["commit", "-a", "-m", "x"], workspace.path, { PATH: "/usr/bin:/bin" });
    expect(told).toMatchObject({
      exitCode: 1,
      stderr:
        "pre-commit: there is no repo on the PATH, so that what is staged cannot be linted; put it there, or commit with REPO_HOOKS=0\n",
    });
  });

  test("the hook that was there before is called first, and ours after it", async () => {
    using workspace = readyToCommit();
    workspace.write({ [HOOK]: { content: "#!/bin/sh\necho theirs >&2\n[ ! -e theirs-fails ]\n", mode: 0o755 } });
    await hooks(workspace, "install", "--force");
    workspace.write({ "api/a": "changed" });
    const told = await commit(workspace, ["commit", "-a", "-m", "x"]);
    expect(told).toMatchObject({ exitCode: 0, stderr: expect.stringMatching(/^theirs\n/) });
    expect(linted(workspace)).toEqual(["api"]);
    workspace.write({ "api/a": "again", "theirs-fails": "" });
    expect(await commit(workspace, ["commit", "-a", "-m", "y"])).toMatchObject({ exitCode: 1, stderr: "theirs\n" });
    // REPO_HOOKS=0 is about ours alone; and what git would not have run is not run now.
    expect((await commit(workspace, ["commit", "-a", "-m", "y"], workspace.path, { REPO_HOOKS: "0" })).exitCode).toBe(1);
    chmodSync(join(workspace.path, KEPT), 0o644);
    const without = await commit(workspace, ["commit", "-a", "-m", "y"]);
    expect(without.exitCode).toBe(0);
    expect(without.stderr).not.toContain("theirs");
  });

  test("with a line of ours in somebody else's hook, as it is told", async () => {
    using workspace = readyToCommit();
    workspace.write({ [HOOK]: { content: "#!/bin/sh\n", mode: 0o755 } });
    const { stderr } = await hooks(workspace, "install");
    const line = /add this line to it: (.*)/.exec(stderr)?.[1] ?? "";
    workspace.write({ [HOOK]: { content: `#!/bin/sh\n${line}\necho theirs >&2\n`, mode: 0o755 }, "api/a": "changed" });
    expect((await commit(workspace, ["commit", "-a", "-m", "x"])).stderr).toMatch(/\ntheirs\n$/);
    expect(linted(workspace)).toEqual(["api"]);
    workspace.write({ "api/fail": "", "api/a": "again" });
    const failed = await commit(workspace, ["commit", "-a", "-m", "x"]);
    expect(failed.exitCode).toBe(1);
    expect(failed.stderr).not.toContain("theirs");
  });
});

test("the variables that git itself calls those of one repository are left out, its settings are not", () => {
  const names = git("/", "rev-parse", "--local-env-vars").trim().split("\n");
  expect(names.length).toBeGreaterThan(10);
  const given = Object.fromEntries([...names, "GIT_AUTHOR_NAME", "PATH"].map((name) => [name, "x"]));
  const left = Object.keys(outsideGitHook(given)).sort();
  expect(left).toEqual([...names.filter((name) => name.startsWith("GIT_CONFIG")), "GIT_AUTHOR_NAME", "PATH"].sort());
});

const LINT = "env | grep ^GIT_ >linted; [ ! -e fail ]";

/** A repository with two services and another file committed, and `repo` on the PATH of commits. */
function readyToCommit(folder = ""): TemporaryFolder {
  const prefix = folder === "" ? "" : `${folder}/`;
  const workspace = workspaceOf({ services: {} }, { "bin/repo": repoOnPath(), ".gitignore": "/bin\n/linked\nlinted\n", other: "" });
  const services = Object.fromEntries(["api", "web"].map((name) => [name, { path: name, verbs: { lint: LINT } }]));
  workspace.write({ [`${prefix}services.config.json`]: JSON.stringify({ services }), [`${prefix}api/a`]: "a", [`${prefix}web/a`]: "a" });
  workspace.track();
  commitAll(workspace);
  return workspace;
}

/** The services whose linter has run. */
function linted(workspace: TemporaryFolder, root = workspace.path): readonly string[] {
  return ["api", "web"].filter((name) => existsSync(join(root, name, "linted")));
}

async function commit(
  workspace: TemporaryFolder,
  command: readonly string[],
  cwd = workspace.path,
  more: Readonly<Record<string, string>> = {},
) {
  const who = { GIT_AUTHOR_NAME: "a", GIT_AUTHOR_EMAIL: "a@b", GIT_COMMITTER_NAME: "a", GIT_COMMITTER_EMAIL: "a@b" };
  const PATH = `${join(workspace.path, "bin")}:/usr/bin:/bin`;
  const env = cleanEnvironment({ PATH, ...who, GIT_CONFIG_GLOBAL: "/dev/null", REPO_PROVIDER: "host", ...more });
  return await runProgram(["git", ...command], { cwd, env });
}

function isOfOneRepository(name: string): boolean {
  return /^GIT_(DIR|INDEX_FILE|WORK_TREE|PREFIX|COMMON_DIR|OBJECT_DIRECTORY)$/.test(name);
}

function inGit(files: Parameters<typeof workspaceOf>[1] = {}): TemporaryFolder {
  const workspace = workspaceOf(registry, files);
  workspace.track();
  return workspace;
}

function commitAll({ path }: TemporaryFolder): void {
  git(path, "add", "--all");
  git(path, "commit", "--quiet", "--message", "all");
}

async function hooks(workspace: TemporaryFolder, ...words: readonly string[]) {
  return await runRepo(["hooks", ...words], { cwd: workspace.path });
}

function well(stdout: string) {
  return { exitCode: 0, signal: null, stdout, stderr: "" };
}

function read({ path }: TemporaryFolder, file: string): string {
  return readFileSync(join(path, file), "utf8");
}
