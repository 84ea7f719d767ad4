import { describe, expect, test } from "@jest/globals";
import { git, runRepo, temporaryFolder } from "@nix-repo/testkit";
import { ON_HOST, workspaceOf } from "./workspace.ts";

describe("unusual paths", () => {
  test("spaces, unicode and quotes in the workspace and in a service's path", async () => {
    using outer = temporaryFolder();
    const path = "größe 'quoted' $HOME/ein dienst";
    outer.write({
      "my workspace ☃/services.config.json": JSON.stringify({ services: { web: { path, verbs: { test: "pwd", where: ["pwd"] } } } }),
      [`my workspace ☃/${path}/justfile`]: "recipe:\n  @pwd\n",
    });
    const cwd = `${outer.path}/my workspace ☃`;
    for (const verb of ["test", "where", "recipe"]) {
      const run = await runRepo([verb, "web", ...ON_HOST], { cwd });
      expect({ verb, ...run }).toMatchObject({ verb, stdout: `${cwd}/${path}\n`, exitCode: 0 });
    }
  });

  test("a workspace in a subfolder of a git repository, called from a service's folder", async () => {
    using outer = temporaryFolder({ "README.md": "outer" });
    git(outer.path, "init", "--quiet");
    const registry = JSON.stringify({ root: "code", services: { web: { path: "web", verbs: { test: "pwd" } } } });
    outer.write({ "products/shop/services.config.json": registry, "products/shop/code/web/src/x": "" });
    const run = await runRepo(["test", ...ON_HOST], { cwd: `${outer.path}/products/shop/code/web/src` });
    expect(run).toMatchObject({ stdout: `${outer.path}/products/shop/code/web\n`, exitCode: 0 });
  });

  test("-C works as if started there", async () => {
    using workspace = workspaceOf({ services: { web: { path: "web", verbs: { test: "pwd" } } } });
    const run = await runRepo(["-C", `${workspace.path}/web`, "test", ".", ...ON_HOST], { cwd: "/" });
    expect(run.stdout).toBe(`${workspace.path}/web\n`);
  });
});
