import { describe, expect, test } from "@jest/globals";
import { hooksFolder } from "@nix-repo/git";
import { git, temporaryFolder } from "@nix-repo/testkit";

const env = { PATH: process.env.PATH ?? "", GIT_CONFIG_GLOBAL: "/dev/null", GIT_CONFIG_SYSTEM: "/dev/null" };

describe("the folder of hooks", () => {
  test("is said by the caller's own settings", async () => {
    using folder = temporaryFolder({ settings: "[core]\n  hooksPath = ~/hooks\n" });
    git(folder.path, "init", "--quiet");
    const repository = { workTree: folder.path, gitFolder: `${folder.path}/.git` };
    expect(await hooksFolder(repository, env)).toEqual({ ok: true, value: `${folder.path}/.git/hooks` });
    const own = { ...env, HOME: "/home/somebody", GIT_CONFIG_GLOBAL: `${folder.path}/settings` };
    expect(await hooksFolder(repository, own)).toEqual({ ok: true, value: "/home/somebody/hooks" });
  });

  test("what git says where it refuses is told", async () => {
    using folder = temporaryFolder({ ".git": "gitdir: /nowhere\n" });
    expect(await hooksFolder({ workTree: folder.path, gitFolder: "/nowhere" }, env)).toEqual({
      ok: false,
      error: { code: "git-failed", command: "git rev-parse", message: "fatal: not a git repository: /nowhere" },
    });
  });

  test("no git", async () => {
    using folder = temporaryFolder();
    const repository = { workTree: folder.path, gitFolder: `${folder.path}/.git` };
    expect(await hooksFolder(repository, { PATH: "/nowhere" })).toEqual({ ok: false, error: { code: "git-missing" } });
  });
});
