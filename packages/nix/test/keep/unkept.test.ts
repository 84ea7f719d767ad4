import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { git, nixVersions } from "@nix-repo/testkit";
import { fakeNix, type NixWorkspace, named, nixWorkspace, outputOf, trackAll } from "../nix-workspace.ts";

const nix = nixVersions().at(-1);
if (nix === undefined) throw new Error("no Nix");
const { bin, label } = nix;

describe(`${label}: what is not kept`, () => {
  test("a failure that passes is forgotten by the next run", async () => {
    using workspace = workspaceOf("{ }");
    const { ask, failing } = failingNix(workspace);
    writeFileSync(failing, "");
    expect(await ask()).toEqual({ state: "unkept", looked: true });
    rmSync(failing);
    expect(await ask()).toEqual({ state: "valid", looked: true });
    expect(await ask()).toEqual({ state: "valid", looked: false });
  });

  test("one that stays is looked into twice, and then remembered until something changes", async () => {
    using workspace = workspaceOf("{ }");
    const { ask, failing } = failingNix(workspace);
    writeFileSync(failing, "");
    expect(await ask()).toEqual({ state: "unkept", looked: true });
    expect(await ask()).toEqual({ state: "unkept", looked: true });
    expect(await ask()).toEqual({ state: "unkept", looked: false });
    rmSync(failing);
    expect(await ask()).toEqual({ state: "unkept", looked: false });
    writeFileSync(join(workspace.root, "flake.nix"), "\n", { flag: "a" });
    expect(await ask()).toEqual({ state: "valid", looked: true });
  });

  test("a flake that reads its revision is looked into once, and the reason said each time", async () => {
    using workspace = workspaceOf('{ R = self.rev or "none"; }');
    const { ask } = failingNix(workspace);
    expect(await ask()).toEqual({ state: "unkept", looked: true });
    expect(await ask()).toEqual({ state: "unkept", looked: false });
    expect(workspace.notices).toEqual(Array(2).fill({ type: "notice", level: "verbose", text: "web is not kept: it reads self.rev" }));
  });

  test("flags that nobody knows are said", async () => {
    using workspace = workspaceOf("{ }");
    const provider = workspace.provider({ nixFlags: ["--option", "nix-path", "a=/b"] });
    await outputOf(provider, named("web"), { script: ":", base: workspace.caller, cwd: workspace.root });
    expect(workspace.notices.map(({ text }) => text)).toEqual([
      "web is not kept: nobody knows what --option nix-path does to an evaluation",
    ]);
  });
});

test(`${label}: what makes an environment stale is watched`, async () => {
  using workspace = workspaceOf("{ A = toString (builtins.pathExists ./local.nix); B = builtins.attrNames (builtins.readDir ./names); }");
  const { root } = workspace;
  mkdirSync(join(root, "names"));
  writeFileSync(join(root, "names/one"), "");
  trackAll(root);
  await outputOf(workspace.provider(), named("web"), { script: ":", base: workspace.caller, cwd: root });
  const [status] = await workspace.provider().keeper.status([named("web")]);
  const read = ["flake.nix", "flake.lock", "local.nix", "names", "nix/stdenv", "nix/stdenv/setup"];
  const attributes = ["", "names/", "nix/", "nix/stdenv/"].map((folder) => `${folder}.gitattributes`);
  expect(status?.watched).toEqual(
    [
      ...[...read, ...attributes, ".git/index", ".git/info/attributes"].map((path) => join(root, path)),
      ...["/etc/gitattributes", join(workspace.caller.HOME ?? "", ".config/git/attributes")],
      join(workspace.caller.NIX_CONF_DIR ?? "", "nix.conf"),
    ].sort(),
  );
});

function workspaceOf(attributes: string): NixWorkspace {
  const workspace = nixWorkspace({ bin, label, version: "" }, { shells: { web: { attributes: attributes.slice(1, -1) } } });
  writeFileSync(join(workspace.root, ".gitignore"), ".repo\n");
  git(workspace.root, "init", "--quiet");
  trackAll(workspace.root);
  return workspace;
}

/** A Nix that fails to evaluate parts of a tree as long as a file is there. */
function failingNix(workspace: NixWorkspace) {
  const folder = join(workspace.root, "../failing");
  const failing = join(folder, "now");
  const log = join(folder, "log");
  const program = fakeNix(folder, bin, `if [[ "$*" == *path:.* ]]; then echo x >> ${log}; [[ -e ${failing} ]] && exit 1; fi`);
  const ask = async () => {
    rmSync(log, { force: true });
    const context = { script: ":", base: workspace.caller, cwd: workspace.root };
    await outputOf(workspace.provider({ nixProgram: program }), named("web"), context);
    const [status] = await workspace.provider({ nixProgram: program }).keeper.status([named("web")]);
    return { state: status?.state, looked: existsSync(log) && readFileSync(log, "utf8") !== "" };
  };
  return { ask, failing };
}
