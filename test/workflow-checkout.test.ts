import { describe, expect, test } from "@jest/globals";
import { chooseBase, ciSituation, openHistory } from "@nix-repo/git";
import { githubWorkflows, type WorkflowOptions } from "@nix-repo/scaffold";
import { git, type TemporaryFolder, temporaryFolder } from "@nix-repo/testkit";

const OPTIONS: WorkflowOptions = {
  base: "main",
  shards: 4,
  folder: "",
  flake: ".",
  repoComesFrom: { kind: "unknown" },
  hasSubmodules: false,
};

/**
 * The depth that `repo init --ci github` writes is enough for a pull request: nothing has to be fetched for it. The clone is made by the very commands that
 * actions/checkout v6 runs, of a repository with the merge that GitHub keeps of each pull request.
 */
describe("the checkout of the plan", () => {
  const [, depth = ""] = /fetch-depth: (\d+)/.exec(githubWorkflows(OPTIONS)[0]?.content ?? "") ?? [];

  test("of a pull request tells its base, without fetching anything", async () => {
    using origin = withPullRequest();
    const merge = git(origin.path, "rev-parse", "refs/pull/7/merge").trim();
    const main = git(origin.path, "rev-parse", "main").trim();
    using clone = checkedOut(origin, { commit: merge, ref: "refs/remotes/pull/7/merge", depth });
    const env = {
      ...plainEnvironment,
      GITHUB_EVENT_NAME: "pull_request",
      GITHUB_BASE_REF: "main",
      GITHUB_REF: "refs/pull/7/merge",
      GITHUB_SHA: merge,
    };
    const opened = await openHistory({ folder: clone.path, env });
    if (!opened.ok || opened.value === undefined) throw new Error("no history");
    const history = opened.value;
    expect(history.isShallow()).toBe(true);
    const situation = await ciSituation({ env, readEvent: () => undefined, history });
    if (!situation.ok) throw new Error("no situation");
    const chosen = await chooseBase({ situation: situation.value, history });
    if (!chosen.ok || chosen.value === undefined) throw new Error("no base");
    const compared = await history.compareWith(chosen.value, { mayFetch: false });
    expect(compared).toMatchObject({ ok: true, value: { name: "origin/main", commit: main } });
    const changes = await history.changedFiles(main);
    expect(changes).toMatchObject({ ok: true, value: { files: ["changed", "new"] } });
  });

  test("with one commit less it would not", async () => {
    using origin = withPullRequest();
    const merge = git(origin.path, "rev-parse", "refs/pull/7/merge").trim();
    using clone = checkedOut(origin, { commit: merge, ref: "refs/remotes/pull/7/merge", depth: String(Number(depth) - 1) });
    expect(() => git(clone.path, "rev-parse", "--verify", "--quiet", "HEAD^1^{tree}")).toThrow();
  });
});

const plainEnvironment = { PATH: process.env.PATH ?? "", GITHUB_ACTIONS: "true" };

/** Three commits on main, one of them newer than where the change began; a change of two commits; its merge. */
function withPullRequest(): TemporaryFolder {
  const folder = temporaryFolder({ changed: "1", kept: "1" });
  folder.track();
  const commit = (message: string) => {
    git(folder.path, "add", "--all");
    git(folder.path, "commit", "--quiet", "--message", message);
  };
  commit("first");
  folder.write({ kept: "2" });
  commit("second");
  git(folder.path, "checkout", "--quiet", "-b", "change");
  folder.write({ changed: "2" });
  commit("change");
  folder.write({ new: "" });
  commit("more");
  git(folder.path, "checkout", "--quiet", "main");
  folder.write({ kept: "3" });
  commit("third");
  git(folder.path, "checkout", "--quiet", "--detach");
  git(folder.path, "merge", "--quiet", "--no-ff", "--message", "merge", "change");
  git(folder.path, "update-ref", "refs/pull/7/merge", "HEAD");
  git(folder.path, "checkout", "--quiet", "main");
  git(folder.path, "config", "uploadpack.allowAnySHA1InWant", "true");
  return folder;
}

function checkedOut(origin: TemporaryFolder, { commit, ref, depth }: { commit: string; ref: string; depth: string }): TemporaryFolder {
  const clone = temporaryFolder();
  git(clone.path, "init", "--quiet");
  git(clone.path, "remote", "add", "origin", `file://${origin.path}`);
  const options = ["--no-tags", "--prune", "--no-recurse-submodules", `--depth=${depth}`];
  git(clone.path, "-c", "protocol.version=2", "fetch", "--quiet", ...options, "origin", `+${commit}:${ref}`);
  git(clone.path, "checkout", "--quiet", "--progress", "--force", ref);
  return clone;
}
