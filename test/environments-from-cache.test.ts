import { execFileSync } from "node:child_process";
import { cpSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { git, makeDatabase, type NixInstall, nixVersions, removeReadOnly } from "@nix-repo/testkit";
import { rootsIn } from "./kept-state.ts";
import { type NixWorkspace, nixWorkspaceOf } from "./nix-workspace.ts";
import { type NotingNix, notingNix } from "./noting-nix.ts";

// What CI does: `.repo` comes from its cache, the checkout is a new one, Nix's store is empty, and what the devShells need is in a binary cache.

const registry = { services: { web: { path: "web", shell: "web" }, api: { path: "api" } } };
const shell = (name: string) => ({
  attributes: "VERSION = builtins.readFile ./version;\n",
  programs: { tool: `#!/bin/sh\necho "${name} $VERSION"\n` },
  shellHook: "export HOOKED=$(tool)",
});
const flake = { shells: { web: shell("web"), api: shell("api") } };

describe.each(nixVersions())("$label: where .repo comes from a cache, and the store is empty", (real) => {
  test.each([[[]], [["--all"]]])("env refresh %j fetches what is missing by name, without evaluating", async (flags) => {
    using nix = notingNix(real);
    using workspace = workspaceWithCache(nix);
    await workspace.run(["env", "refresh"]);
    push(workspace, real, () => true);
    toAnotherMachine(workspace, real);
    nix.asked();

    expect(await workspace.run(["env", "refresh", ...flags])).toMatchObject({
      stdout: "web: captured\napi: captured\n",
      stderr: "",
      exitCode: 0,
    });
    expect(nix.asked().map(({ command }) => command)).toEqual(["build", "build"]);
    await expectRight(workspace, nix);
    execFileSync(join(real.bin, "nix-collect-garbage"), [], { env: { ...workspace.env }, stdio: "ignore" });
    await expectRight(workspace, nix);

    // The record says by now that it was fetched: that holds for one more machine.
    toAnotherMachine(workspace, real);
    await workspace.run(["env", "refresh", ...flags]);
    expect(nix.asked().map(({ command }) => command)).toEqual(["build", "build"]);
    await expectRight(workspace, nix);
  });

  test("what is in no cache is evaluated and built", async () => {
    using nix = notingNix(real);
    using workspace = workspaceWithCache(nix);
    await workspace.run(["env", "refresh"]);
    push(workspace, real, (path) => !path.includes("-programs-"));
    toAnotherMachine(workspace, real);
    expect(await workspace.run(["env", "refresh"])).toMatchObject({ stdout: "web: captured\napi: captured\n", stderr: "", exitCode: 0 });
    nix.asked();
    await expectRight(workspace, nix);
    expect(rootsIn(workspace)).toMatchObject({ live: [expect.anything(), expect.anything()], dead: [] });
  });
});

/** With a binary cache in a folder, from which Nix may fetch. */
function workspaceWithCache(nix: NotingNix): NixWorkspace {
  const workspace = nixWorkspaceOf(nix, { registry, flake, within: "repository", files: { version: "1" } });
  const file = join(workspace.env.NIX_CONF_DIR ?? "", "nix.conf");
  const text = readFileSync(file, "utf8").replace(/^substituters =.*$/m, `substituters = ${cacheOf(workspace)}`);
  writeFileSync(file, `${text}require-sigs = false\n`);
  return workspace;
}

const cacheOf = ({ env }: NixWorkspace) => `file://${env.NIX_CONF_DIR}/binary-cache`;

/** Fills the cache as somebody does who builds the packages: there is no environment in it, which only `repo` and `nix develop` make. */
function push(workspace: NixWorkspace, { bin }: NixInstall, chosen: (path: string) => boolean): void {
  const paths = readdirSync(workspace.env.NIX_STORE_DIR ?? "").filter((name) => !/\.(drv|lock|sh|json)$|-env$|-source$|^\./.test(name));
  const wanted = paths.filter(chosen).map((name) => join(workspace.env.NIX_STORE_DIR ?? "", name));
  execFileSync(join(bin, "nix"), ["copy", "--to", cacheOf(workspace), ...wanted], { env: { ...workspace.env }, stdio: "ignore" });
}

/** Nothing of Nix's but its configuration, and a new checkout of the same commit with `.repo` as an archive restores it. */
function toAnotherMachine(workspace: NixWorkspace, { bin, version }: NixInstall): void {
  const { env } = workspace;
  for (const old of [env.NIX_STORE_DIR, env.NIX_STATE_DIR, env.XDG_CACHE_HOME]) removeReadOnly(old ?? "");
  makeDatabase(bin, env);
  // What an old Nix evaluates depends on .git/config too, which no two checkouts have in common (`commit-rules.ts`).
  if (version !== "2.8") checkOutAnew(workspace);
}

function checkOutAnew({ path, folder }: NixWorkspace): void {
  const clone = `${folder.path}-clone`;
  git(folder.path, "commit", "--quiet", "--allow-empty", "--message=all");
  git("/", "clone", "--quiet", folder.path, clone);
  cpSync(join(path, ".repo"), join(clone, basename(path), ".repo"), { recursive: true, verbatimSymlinks: true });
  removeReadOnly(folder.path);
  renameSync(clone, folder.path);
}

async function expectRight(workspace: NixWorkspace, nix: NotingNix): Promise<void> {
  nix.asked();
  for (const service of ["web", "api"]) {
    const run = await workspace.run(["exec", service, "--", "sh", "-c", 'tool; echo "$HOOKED"']);
    expect(run).toEqual({ stdout: `${service} 1\n${service} 1\n`, stderr: "", exitCode: 0, signal: null });
  }
  expect(nix.asked()).toEqual([]);
}
