import { existsSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "@jest/globals";
import { flakeText, git, nixVersions, privateNixStore } from "@nix-repo/testkit";
import { named } from "../nix-workspace.ts";
import { comparedWorkspace, evaluations, type Files, NEVER, ONCE_EACH, SAME, wanting } from "./compared-workspace.ts";

const SETUP = { "nix/stdenv/setup": "export PATH=/usr/bin:/bin\n" };

/** With a shell `web` that a module makes, and one that nothing does. */
function flakeIn(folder: string, value: string): Files {
  const files = {
    ...SETUP,
    "flake.nix": flakeText({ shells: 'default = mk "default" { }; web = mk "web" { A = import ./nix/value.nix; };' }),
    "nix/value.nix": `"${value}"\n`,
  };
  return Object.fromEntries(Object.entries(files).map(([path, text]) => [join(folder, path), text]));
}

describe.each(nixVersions())("$label: where a flake is", (nix) => {
  const store = privateNixStore(nix);
  afterAll(() => store.dispose());
  const workspaceOf = (files: Files, shape: Partial<Parameters<typeof comparedWorkspace>[0]> = {}) =>
    comparedWorkspace({ nix, store, files, ...shape });
  const changedBy = (...files: readonly string[]) => ({
    kind: "changed",
    changed: { shell: "web", from: expect.stringMatching(/\.drv$/), to: expect.stringMatching(/\.drv$/), lockInputs: [], files },
  });

  test.each([
    { what: "in the workspace's root, below the top", below: "code/shop", folder: "code/shop", flake: "." },
    { what: "in a folder of the workspace", below: "code", folder: "code/env", flake: "./env" },
    { what: "above the workspace", below: "code/shop", folder: "", flake: "." },
    { what: "beside the workspace", below: "code/shop", folder: "code/env", flake: "../env" },
    // Nix 2.8 takes such a repository for one without a work tree.
    {
      what: "in a repository with a strange name",
      below: "",
      folder: "",
      flake: ".",
      name: nix.version === "2.8" ? "plain" : "mit Umlaut ä & mehr",
    },
    { what: "in a folder with a strange name", below: "grün und blau", folder: "grün und blau", flake: "." },
  ])("$what", async ({ below, folder, flake, name }) => {
    using workspace = workspaceOf({ "src/main.c": "1\n", ...flakeIn(folder, "1") }, { below, ...(name === undefined ? {} : { name }) });
    workspace.put({ "src/main.c": "2\n" });
    const services = wanting("default", "web");
    expect(await workspace.compare(services, { flake })).toEqual({ default: SAME, web: SAME });
    workspace.put(flakeIn(folder, "2"));
    expect(await workspace.compare(services, { flake })).toEqual({ default: SAME, web: changedBy(join(folder, "nix/value.nix")) });
    const asked = workspace.asked();
    expect(evaluations(asked.slice(0, 2))).toEqual(ONCE_EACH);
    expect(evaluations(asked.slice(2))).toEqual(ONCE_EACH);
    expect(workspace.git("status", "--porcelain", "--ignored")).not.toContain("flake.lock");
  });

  test("of two flakes each is evaluated once for each side", async () => {
    using workspace = workspaceOf({ ...flakeIn("", "1"), ...flakeIn("code/web", "1") });
    workspace.put({ "code/web/nix/value.nix": '"2"\n' });
    const services = {
      ...wanting("default", "web"),
      own: named("./code/web#web"),
      ownDefault: named("./code/web"),
    };
    expect(await workspace.compare(services)).toEqual({
      default: SAME,
      web: SAME,
      own: { kind: "changed", changed: { ...changedBy("code/web/nix/value.nix").changed, shell: "./code/web#web" } },
      ownDefault: SAME,
    });
    expect(evaluations(workspace.asked())).toEqual({ base: 2, now: 2, others: [] });
  });

  test("a registry that named another flake", async () => {
    using workspace = workspaceOf({
      ...flakeIn("", "1"),
      ...flakeIn("env", "1"),
      "env/flake.nix": flakeText({ shells: 'web = mk "other" { };' }),
    });
    workspace.put({ "services.config.ts": "1\n" });
    expect(await workspace.compare(wanting("web"), { base: { flake: "./env", nixFlags: [] } })).toEqual({
      web: { ...changedBy(), changed: { ...changedBy().changed, files: [] } },
    });
    expect(evaluations(workspace.asked())).toEqual(ONCE_EACH);
  });

  test("a nearer flake.nix that is gone", async () => {
    using workspace = workspaceOf({ ...flakeIn("", "1"), ...flakeIn("code", "2") }, { below: "code" });
    workspace.put({ "code/flake.nix": undefined });
    await workspace.provider().keeper.refresh([named("web"), named("default")]);
    workspace.asked();
    expect(await workspace.compare(wanting("default", "web"))).toEqual({ default: SAME, web: changedBy("code/flake.nix") });
    expect(evaluations(workspace.asked())).toEqual({ base: 1, now: 0, others: [] });
  });

  test("flakes of which nobody can tell", async () => {
    using workspace = workspaceOf(flakeIn("", "1"), {
      prepare(each) {
        each.put(Object.fromEntries(Object.entries(flakeIn("../library", "1"))));
        git(join(each.beside, "library"), "init", "--quiet", "--initial-branch=main");
        git(join(each.beside, "library"), "add", "--all");
        git(join(each.beside, "library"), "commit", "--quiet", "--message=flake");
        each.git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", join(each.beside, "library"), "sub");
      },
    });
    workspace.put({ "src/main.c": "1\n" });
    const locked = `github:owner/repo/${"0".repeat(40)}#web`;
    const services = {
      submodule: named("./sub#web"),
      outside: named("../library#web"),
      path: named("path:.#web"),
      remote: named("github:owner/repo#web"),
      locked: named(locked),
    };
    const unknown = (why: string) => ({ kind: "unknown", why });
    expect(await workspace.compare(services)).toEqual({
      submodule: unknown("its flake ./sub lies in a repository of its own"),
      outside: unknown("its flake ../library lies outside of the repository"),
      path: unknown("its flake is taken as path:., whatever git knows of that"),
      remote: unknown("its flake is github:owner/repo"),
      locked: SAME,
    });
    expect(await workspace.compare(wanting("web"), { commit: "0".repeat(40), changedFiles: ["flake.nix"] })).toEqual({
      web: unknown(`git does not have the commit ${"0".repeat(40)} here`),
    });
    expect(evaluations(workspace.asked())).toEqual(NEVER);
  });

  test("a workspace in a submodule, and one in a linked worktree", async () => {
    using workspace = workspaceOf(flakeIn("", "1"));
    workspace.git("worktree", "add", "--quiet", "-b", "work", join(workspace.beside, "linked"));
    const outer = join(workspace.beside, "outer");
    git(workspace.beside, "init", "--quiet", "--initial-branch=main", outer);
    git(outer, "-c", "protocol.file.allow=always", "submodule", "--quiet", "add", workspace.top, "sub");
    for (const top of [join(workspace.beside, "linked"), join(outer, "sub")]) {
      const here = workspace.elsewhere(top);
      here.put({ "nix/value.nix": '"2"\n' });
      expect(await here.compare(wanting("default", "web"))).toEqual({ default: SAME, web: changedBy("nix/value.nix") });
      expect(evaluations(here.asked())).toEqual(ONCE_EACH);
    }
  });

  test("a flake that is reached through symlinks", async () => {
    using workspace = workspaceOf(
      { ...flakeIn("v1/env", "1"), ...flakeIn("v2/env", "1"), "src/main.c": "1\n" },
      { prepare: (each) => symlinkSync("v1", join(each.top, "current")) },
    );
    workspace.put({ "src/main.c": "2\n", "v1/env/nix/value.nix": '"2"\n' });
    const services = wanting("default", "web");
    // New Nix follows no symlinks on the way to a flake.
    const refused = (shell: string) => ({
      kind: "changed",
      changed: { shell, from: expect.any(String), lockInputs: [], files: ["v1/env/nix/value.nix"] },
    });
    expect(await workspace.compare(services, { flake: "./current/env" })).toEqual(
      nix.version === "2.8"
        ? { default: SAME, web: changedBy("v1/env/nix/value.nix") }
        : { default: refused("default"), web: refused("web") },
    );
    workspace.put({ current: undefined });
    symlinkSync("v2", join(workspace.top, "current"));
    const unknown = { kind: "unknown", why: "its flake ./current/env is reached through a symlink that changed" };
    expect(await workspace.compare(services, { flake: "./current/env" })).toEqual({ default: unknown, web: unknown });
  });

  test("a workspace that is reached through a symlink", async () => {
    using workspace = workspaceOf({ ...flakeIn("", "1"), "nix/.gitattributes": "*.nix text\n" });
    const link = join(workspace.beside, "link");
    symlinkSync(workspace.top, link);
    const here = workspace.elsewhere(link);
    here.put({ "src/main.c": "2\n" });
    await here.provider().keeper.refresh([named("web"), named("default")]);
    here.asked();
    expect(await here.compare(wanting("default", "web"))).toEqual({ default: SAME, web: SAME });
    expect(evaluations(here.asked())).toEqual(NEVER);
    // Rules of git's may make other content of the same files.
    here.put({ "nix/.gitattributes": undefined });
    await here.provider().keeper.refresh([named("web"), named("default")]);
    here.asked();
    expect(await here.compare(wanting("default", "web"))).toEqual({ default: SAME, web: SAME });
    expect(evaluations(here.asked())).toEqual({ base: 1, now: 0, others: [] });
  });

  test("a shallow clone", async () => {
    using workspace = workspaceOf(flakeIn("", "1"));
    workspace.put({ "src/main.c": "1\n" });
    const base = workspace.commitAll();
    workspace.put({ "nix/value.nix": '"2"\n' });
    workspace.commitAll();
    const top = join(workspace.beside, "clone");
    git(workspace.beside, "clone", "--quiet", "--depth=2", `file://${workspace.top}`, top);
    const clone = workspace.elsewhere(top);
    expect(clone.git("rev-parse", "--is-shallow-repository")).toBe("true\n");
    const compared = await clone.compare(wanting("default", "web"), { commit: base, shallow: true });
    expect(compared).toEqual({ default: SAME, web: changedBy("nix/value.nix") });
    expect(evaluations(clone.asked())).toEqual(ONCE_EACH);
  });

  test("in a hook of git's, whose variables lead Nix and git elsewhere", async () => {
    using workspace = workspaceOf(flakeIn("", "1"));
    workspace.put({ "nix/value.nix": '"2"\n' });
    const env = { GIT_DIR: join(workspace.top, ".git"), GIT_INDEX_FILE: join(workspace.top, ".git/index"), GIT_WORK_TREE: workspace.top };
    expect(await workspace.compare(wanting("default", "web"), { env })).toEqual({ default: SAME, web: changedBy("nix/value.nix") });
  });

  test("an input that a flag replaces, which is not locked", async () => {
    const lib = (value: string) => `{ outputs = { self }: { value = "${value}"; }; }\n`;
    const takes = (more: string) => ({
      "flake.nix": flakeText({
        inputs: 'inputs.lib.url = "path:/nowhere";',
        takes: "{ self, lib }",
        shells: `default = mk "default" { ${more} }; web = mk "web" { LIB = lib.value; };`,
      }),
    });
    using workspace = workspaceOf({ ...SETUP, "lib/flake.nix": lib("1"), "../lib/flake.nix": lib("0"), ...takes("") });
    workspace.put(takes('A = "1";'));
    const changed = { ...changedBy("flake.nix"), changed: { ...changedBy("flake.nix").changed, shell: "default" } };
    for (const path of ["path:../lib", "path:./lib", `path:${workspace.top}/lib`]) {
      const nixFlags = ["--override-input", "lib", path];
      expect(await workspace.compare(wanting("default", "web"), { nixFlags })).toEqual({ default: changed, web: SAME });
      expect(evaluations(workspace.asked())).toEqual(ONCE_EACH);
    }
    // Each side has its own flags.
    expect(
      await workspace.compare(wanting("web"), {
        nixFlags: ["--override-input", "lib", "path:./lib"],
        base: { flake: ".", nixFlags: ["--override-input", "lib", "path:../lib"] },
      }),
    ).toEqual({ web: changedBy("flake.nix") });
    workspace.asked();
    // What a flag names would be taken as it is now on both sides.
    workspace.put({ "lib/flake.nix": lib("2") });
    for (const path of ["path:./lib", "path:lib", `path://${workspace.top}/lib`, "./lib", "git+file:.?dir=lib"]) {
      expect(await workspace.compare(wanting("default", "web"), { nixFlags: ["--override-input", "lib", path] })).toEqual({
        default: { kind: "unknown", why: `a flag for Nix names ${path}, where files have changed` },
        web: { kind: "unknown", why: `a flag for Nix names ${path}, where files have changed` },
      });
    }
    expect(evaluations(workspace.asked())).toEqual(NEVER);
    expect(existsSync(join(workspace.top, "flake.lock"))).toBe(false);
  });

  test("inputs that are folders of the repository", async () => {
    const flake = flakeText({
      inputs: 'inputs.vendor = { url = "path:./vendor"; flake = false; };',
      takes: "{ self, vendor }",
      shells: 'default = mk "default" { }; web = mk "web" { V = import "${vendor}/value.nix"; };',
    });
    using workspace = workspaceOf(
      { ...SETUP, "flake.nix": flake, "vendor/value.nix": '"1"\n' },
      { prepare: (each) => void each.nix("flake", "lock") },
    );
    workspace.put({ "vendor/value.nix": '"2"\n' });
    // Old Nix holds fast to what flake.lock says of the folder's content.
    const unlocked = await workspace.compare(wanting("default", "web"));
    expect(unlocked).toEqual({ default: SAME, web: nix.version === "2.8" ? SAME : changedBy("vendor/value.nix") });
    workspace.nix("flake", "lock", "--update-input", "vendor");
    const { files, ...rest } = changedBy().changed;
    const locked =
      nix.version === "2.8" ? { files: ["flake.lock", "vendor/value.nix"], lockInputs: ["vendor"] } : { files: ["vendor/value.nix"] };
    expect(await workspace.compare(wanting("default", "web"))).toEqual({
      default: SAME,
      web: { kind: "changed", changed: { ...rest, ...locked } },
    });
  });

  test("flake.lock is written by nobody", async () => {
    const flake = (lib: string) =>
      flakeText({
        inputs: `inputs.lib.url = "git+file://${lib}";`,
        takes: "{ self, lib }",
        shells: 'default = mk "default" { }; web = mk "web" { LIB = lib.value; };',
      });
    using workspace = workspaceOf(SETUP, {
      prepare(each) {
        each.put({ "flake.nix": flake(join(each.beside, "lib")), "../lib/flake.nix": '{ outputs = { self }: { value = "1"; }; }\n' });
        git(join(each.beside, "lib"), "init", "--quiet", "--initial-branch=main");
        git(join(each.beside, "lib"), "add", "--all");
        git(join(each.beside, "lib"), "commit", "--quiet", "--message=flake");
      },
    });
    workspace.put({ "src/main.c": "2\n" });
    expect(await workspace.compare(wanting("default", "web"))).toEqual({ default: SAME, web: SAME });
    expect(existsSync(join(workspace.top, "flake.lock"))).toBe(false);
    workspace.nix("flake", "lock");
    expect(await workspace.compare(wanting("default", "web"))).toEqual({ default: SAME, web: SAME });
  });
});
