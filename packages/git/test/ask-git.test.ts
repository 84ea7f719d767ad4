import { describe, expect, test } from "@jest/globals";
import { defaultBranch, GitUnknown, hooksFolder } from "@nix-repo/git";
import { git, temporaryFolder } from "@nix-repo/testkit";

const env = { PATH: process.env.PATH ?? "", GIT_CONFIG_GLOBAL: "/dev/null", GIT_CONFIG_SYSTEM: "/dev/null" };

describe("the branch that changes are merged into", () => {
  test.each<[string, readonly (readonly string[])[], string | undefined]>([
    ["what origin/HEAD names, whatever else there is", [["symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/a/b"]], "a/b"],
    [
      "the remote's main before one's own master",
      [
        ["update-ref", "refs/remotes/origin/main", "HEAD"],
        ["branch", "master"],
      ],
      "main",
    ],
    ["master, where there is no main", [["branch", "master"]], "master"],
    ["the only branch", [], "work"],
    ["the only branch, and the same one of the remote", [["update-ref", "refs/remotes/origin/work", "HEAD"]], "work"],
    ["none, where there are others", [["branch", "other"]], undefined],
    ["none, where the remote has another", [["update-ref", "refs/remotes/origin/other", "HEAD"]], undefined],
    ["none, where no branch is checked out", [["checkout", "--quiet", "--detach"]], undefined],
  ])("%s", async (_what, commands, expected) => {
    using folder = temporaryFolder({ file: "" });
    git(folder.path, "init", "--quiet", "--initial-branch=work");
    git(folder.path, "add", "--all");
    git(folder.path, "commit", "--quiet", "--message", "first");
    for (const command of commands) git(folder.path, ...command);
    // git tells of a symbolic ref only where what it names is there.
    if (expected === "a/b") git(folder.path, "update-ref", "refs/remotes/origin/a/b", "HEAD");
    expect(await defaultBranch({ workTree: folder.path, gitFolder: `${folder.path}/.git` }, env)).toBe(expected);
  });

  test("a repository without a commit", async () => {
    using folder = temporaryFolder();
    git(folder.path, "init", "--quiet", "--initial-branch=trunk");
    expect(await defaultBranch({ workTree: folder.path, gitFolder: `${folder.path}/.git` }, env)).toBe("trunk");
  });
});

describe("the folder of hooks", () => {
  test("is said by the caller's own settings", async () => {
    using folder = temporaryFolder({ settings: "[core]\n  hooksPath = ~/hooks\n" });
    git(folder.path, "init", "--quiet");
    const repository = { workTree: folder.path, gitFolder: `${folder.path}/.git` };
    expect(await hooksFolder(repository, env)).toBe(`${folder.path}/.git/hooks`);
    const own = { ...env, HOME: "/home/somebody", GIT_CONFIG_GLOBAL: `${folder.path}/settings` };
    expect(await hooksFolder(repository, own)).toBe("/home/somebody/hooks");
  });

  test("what git says where it refuses is told", async () => {
    using folder = temporaryFolder({ ".git": "gitdir: /nowhere\n" });
    await expect(hooksFolder({ workTree: folder.path, gitFolder: "/nowhere" }, env)).rejects.toThrow(
      new GitUnknown("fatal: not a git repository: /nowhere"),
    );
  });
});
