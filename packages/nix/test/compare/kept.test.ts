import { afterAll, describe, expect, test } from "@jest/globals";
import { flakeText, nixVersions, privateNixStore } from "@nix-repo/testkit";
import { inferred, named } from "../nix-workspace.ts";
import {
  type ComparedWorkspace,
  comparedWorkspace,
  evaluations,
  type Files,
  NEVER,
  ONCE_EACH,
  SAME,
  wanting,
} from "./compared-workspace.ts";

const BASE_ONLY = { base: 1, now: 0, others: [] };

/** Each reads in a way of its own. */
const FILES: Files = {
  "nix/stdenv/setup": "export PATH=/usr/bin:/bin\n",
  "flake.nix": flakeText({
    shells: `
      default = mk "default" { };
      web = mk "web" { V = builtins.readFile ./nix/value.txt; };
      local = mk "local" { L = if builtins.pathExists ./nix/local.nix then import ./nix/local.nix else "none"; };
      listed = mk "listed" { N = toString (builtins.attrNames (builtins.readDir ./services)); };
      copied = mk "copied" { src = ./copied; };
    `,
  }),
  "nix/value.txt": "1\n",
  "services/api/main.c": "1\n",
  "services/list.txt": "1\n",
  "copied/deep/file": "1\n",
  "src/main.c": "1\n",
};

const SHELLS = ["default", "web", "local", "listed", "copied"] as const;
const ALL_SAME = Object.fromEntries(SHELLS.map((name) => [name, SAME]));

describe.each(nixVersions())("$label: what is kept spares evaluations", (nix) => {
  const store = privateNixStore(nix);
  afterAll(() => store.dispose());
  const workspaceOf = (files: Files, shape: Partial<Parameters<typeof comparedWorkspace>[0]> = {}) =>
    comparedWorkspace({ nix, store, files, ...shape });

  /** As it is now, every shell is kept. */
  async function keepAll(workspace: ComparedWorkspace, ...names: readonly string[]): Promise<void> {
    const refreshed = await workspace.provider().keeper.refresh(names.map(named));
    expect(refreshed.map(({ result }) => result.ok)).toEqual(names.map(() => true));
    workspace.asked();
  }

  test("nothing is evaluated where nothing that was read has changed", async () => {
    using workspace = workspaceOf(FILES);
    workspace.put({
      "src/main.c": "2\n",
      "src/new.c": "1\n",
      "services/list.txt": "changed in content alone\n",
      "services/untracked.txt": "1\n",
      "nix/value.txt.orig": "1\n",
      "README.md": "1\n",
    });
    workspace.git("add", "src");
    await keepAll(workspace, ...SHELLS);
    expect(await workspace.compare(wanting(...SHELLS))).toEqual(ALL_SAME);
    workspace.git("commit", "--quiet", "--all", "--message=change");
    expect(await workspace.compare(wanting(...SHELLS))).toEqual(ALL_SAME);
    expect(evaluations(workspace.asked())).toEqual(NEVER);
  });

  test("nothing is evaluated where no file has changed, kept or not", async () => {
    using workspace = workspaceOf(FILES);
    expect(await workspace.compare({ ...wanting(...SHELLS), inferred: inferred("nothing", "default") })).toEqual({
      ...ALL_SAME,
      inferred: SAME,
    });
    expect(evaluations(workspace.asked())).toEqual(NEVER);
  });

  test.each<[string, Files, string, readonly string[]]>([
    ["a file", { "nix/value.txt": "2\n" }, "web", ["nix/value.txt"]],
    ["names that came", { "services/new/main.c": "1\n" }, "listed", ["services/new/main.c"]],
    ["names that went", { "services/list.txt": undefined }, "listed", ["services/list.txt"]],
    ["a file below a folder that is copied", { "copied/deep/file": "2\n" }, "copied", ["copied/deep/file"]],
    ["a file that was not there", { "nix/local.nix": '"local"\n' }, "local", ["nix/local.nix"]],
  ])("%s: the base alone is evaluated, and for one shell", async (_what, edit, shell, files) => {
    using workspace = workspaceOf(FILES);
    const before = workspace.drvPaths(...SHELLS)[shell as (typeof SHELLS)[number]];
    workspace.put({ ...edit, "src/main.c": "2\n" });
    workspace.git("add", "--all");
    const after = workspace.drvPaths(...SHELLS)[shell as (typeof SHELLS)[number]];
    await keepAll(workspace, ...SHELLS);
    expect(await workspace.compare(wanting(...SHELLS))).toEqual({
      ...ALL_SAME,
      [shell]: { kind: "changed", changed: { shell, from: before, to: after, lockInputs: [], files } },
    });
    const asked = workspace.asked();
    expect(evaluations(asked)).toEqual(BASE_ONLY);
    expect(SHELLS.filter((name) => asked[0]?.includes(`"${name}"`))).toEqual([shell]);
  });

  test("a file that is not there any more, and had been looked for", async () => {
    using workspace = workspaceOf({ ...FILES, "nix/local.nix": '"local"\n' });
    const before = workspace.drvPaths("local");
    workspace.put({ "nix/local.nix": undefined });
    const after = workspace.drvPaths("local");
    await keepAll(workspace, ...SHELLS);
    const changed = { shell: "local", from: before.local, to: after.local, lockInputs: [], files: ["nix/local.nix"] };
    expect(await workspace.compare(wanting(...SHELLS))).toEqual({ ...ALL_SAME, local: { kind: "changed", changed } });
    expect(evaluations(workspace.asked())).toEqual(BASE_ONLY);
  });

  test("a file that stands where a folder was", async () => {
    const flake = flakeText({
      shells: 'web = mk "web" { A = toString (builtins.pathExists ./a/b); B = toString (builtins.pathExists ./b/c); };',
    });
    using workspace = workspaceOf({ ...FILES, "flake.nix": flake, "a/b": "1\n", "b/c/d": "1\n" });
    const before = workspace.drvPaths("web");
    workspace.put({ a: "1\n", "b/c": "1\n" });
    workspace.git("add", "--all");
    const after = workspace.drvPaths("web");
    await keepAll(workspace, "web");
    const changed = { shell: "web", from: before.web, to: after.web, lockInputs: [], files: ["a", "a/b", "b/c", "b/c/d"] };
    expect(await workspace.compare(wanting("web"))).toEqual({ web: { kind: "changed", changed } });
    expect(evaluations(workspace.asked())).toEqual(BASE_ONLY);
  });

  test("what is stale is evaluated, and tells what it had read", async () => {
    using workspace = workspaceOf(FILES);
    await keepAll(workspace, ...SHELLS);
    const before = workspace.drvPaths("web");
    workspace.put({ "nix/value.txt": "2\n", "nix/other.nix": "1\n", "nix/other.txt": "1\n" });
    const after = workspace.drvPaths("web");
    const changed = { shell: "web", from: before.web, to: after.web, lockInputs: [], files: ["nix/other.nix", "nix/value.txt"] };
    expect(await workspace.compare(wanting(...SHELLS))).toEqual({ ...ALL_SAME, web: { kind: "changed", changed } });
    expect(evaluations(workspace.asked())).toEqual(ONCE_EACH);
  });

  test("what nothing is kept of is evaluated", async () => {
    const shells = 'web = mk "web" { }; dated = mk "dated" { AT = toString self.lastModified; };';
    using workspace = workspaceOf({ ...FILES, "flake.nix": flakeText({ shells }) });
    workspace.put({ "src/main.c": "2\n" });
    await keepAll(workspace, "web", "dated");
    const compared = await workspace.compare(wanting("web", "dated"));
    expect(compared.web).toEqual(SAME);
    expect(evaluations(workspace.asked())).toEqual(ONCE_EACH);
  });

  test("another choice, other flags and another flake of the base are evaluated", async () => {
    using workspace = workspaceOf({
      ...FILES,
      "env/flake.nix": flakeText({ shells: 'web = mk "web" { };' }),
      "env/nix/stdenv/setup": "1\n",
    });
    workspace.put({ "src/main.c": "2\n" });
    await keepAll(workspace, ...SHELLS);
    expect(await workspace.compare([{ name: "a", base: named("web"), now: named("default") }])).toEqual({
      a: { kind: "changed", changed: expect.objectContaining({ shell: "default", files: [] }) },
    });
    expect(evaluations(workspace.asked())).toEqual(BASE_ONLY);
    expect(await workspace.compare(wanting("web"), { base: { flake: ".", nixFlags: ["--offline"] } })).toEqual({ web: SAME });
    expect(evaluations(workspace.asked())).toEqual(BASE_ONLY);
    expect(await workspace.compare(wanting("web"), { base: { flake: "./env", nixFlags: [] } })).toEqual({
      web: { kind: "changed", changed: expect.objectContaining({ shell: "web", files: [] }) },
    });
    expect(evaluations(workspace.asked())).toEqual(BASE_ONLY);
  });

  test("rules of git's that are gone are something that was looked for", async () => {
    using workspace = workspaceOf({ ...FILES, "nix/.gitattributes": "*.txt text eol=crlf\n" });
    workspace.put({ "nix/.gitattributes": undefined });
    workspace.git("add", "--all");
    await keepAll(workspace, "web", "default");
    await workspace.compare(wanting("web", "default"));
    expect(evaluations(workspace.asked())).toEqual(BASE_ONLY);
  });
});
