import { join } from "node:path";
import { afterAll, describe, expect, test } from "@jest/globals";
import { flakeText, git, nixString, nixVersions, privateNixStore } from "@nix-repo/testkit";
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

const SETUP = { "nix/stdenv/setup": "export PATH=/usr/bin:/bin\n" };

/** Five shells: two of them take something from an input, two from a module. */
const FIVE: Files = {
  ...SETUP,
  "flake.nix": five("@LIB@", "@TOOLS@"),
  "nix/module.nix": '{ version = "1"; }\n',
  "src/main.c": "1\n",
};

function five(lib: string, tools: string): string {
  return flakeText({
    inputs: `inputs.lib.url = "${lib}"; inputs.tools.url = "${tools}";`,
    takes: "{ self, lib, tools }",
    lets: "module = import ./nix/module.nix;",
    shells: [
      'a = mk "a" { LIB = lib.value; };',
      'b = mk "b" { TOOLS = tools.value; };',
      'c = mk "c" { VERSION = module.version; };',
      'd = mk "d" { VERSION = module.version; D = "1"; };',
      'e = mk "e" { };',
    ].join(" "),
  });
}

describe.each(nixVersions())("$label", (nix) => {
  const store = privateNixStore(nix);
  afterAll(() => store.dispose());
  const workspaceOf = (files: Files, shape: Partial<Parameters<typeof comparedWorkspace>[0]> = {}) =>
    comparedWorkspace({ nix, store, files, ...shape });

  /** With two inputs that are repositories beside it. */
  function fiveShells(): ComparedWorkspace {
    return workspaceOf(FIVE, {
      prepare(workspace) {
        for (const name of ["lib", "tools"]) commitInput(workspace, name, "1");
        const [lib = "", tools = ""] = ["lib", "tools"].map((name) => `git+file://${join(workspace.beside, name)}`);
        workspace.put({ "flake.nix": five(lib, tools) });
        workspace.git("add", "--all");
        workspace.nix("flake", "lock");
      },
    });
  }

  test("nothing but a bump of one of two locked inputs", async () => {
    using workspace = fiveShells();
    const before = workspace.drvPaths("a");
    commitInput(workspace, "lib", "2");
    workspace.nix("flake", "lock", "--update-input", "lib");
    const after = workspace.drvPaths("a");
    expect(await workspace.compare(wanting("a", "b", "c", "d", "e"))).toEqual({
      a: { kind: "changed", changed: { shell: "a", from: before.a, to: after.a, lockInputs: ["lib"], files: ["flake.lock"] } },
      b: SAME,
      c: SAME,
      d: SAME,
      e: SAME,
    });
    expect(evaluations(workspace.asked())).toEqual(ONCE_EACH);
  });

  test("a module that two of them use, committed, staged or neither", async () => {
    using workspace = fiveShells();
    const before = workspace.drvPaths("c", "d");
    workspace.put({ "nix/module.nix": '{ version = "2"; }\n', "src/main.c": "2\n" });
    const after = workspace.drvPaths("c", "d");
    const changed = (shell: "c" | "d") => ({
      kind: "changed",
      changed: { shell, from: before[shell], to: after[shell], lockInputs: [], files: ["nix/module.nix"] },
    });
    for (const step of [() => "", () => workspace.git("add", "--all"), () => workspace.commitAll()]) {
      step();
      expect(await workspace.compare(wanting("a", "b", "c", "d", "e"))).toEqual({
        a: SAME,
        b: SAME,
        c: changed("c"),
        d: changed("d"),
        e: SAME,
      });
      expect(evaluations(workspace.asked())).toEqual(ONCE_EACH);
    }
  });

  test("a comment in flake.nix", async () => {
    using workspace = fiveShells();
    const text = workspace.git("show", "HEAD:flake.nix");
    workspace.put({ "flake.nix": `# The shells of our teams.\n${text}` });
    expect(await workspace.compare(wanting("a", "b", "c", "d", "e"))).toEqual({ a: SAME, b: SAME, c: SAME, d: SAME, e: SAME });
    expect(evaluations(workspace.asked())).toEqual(ONCE_EACH);
  });

  test("an overlay that every shell gets", async () => {
    const overlaid = (overlay: string) => ({
      "flake.nix": flakeText({
        lets: "overlaid = name: own: mk name (own // import ./nix/overlay.nix own);",
        shells: 'web = overlaid "web" { N = "1"; }; api = overlaid "api" { N = "2"; }; plain = mk "plain" { };',
      }),
      "nix/overlay.nix": overlay,
    });
    using workspace = workspaceOf({ ...SETUP, ...overlaid("own: { }\n") });
    const before = workspace.drvPaths("web", "api");
    workspace.put(overlaid("own: { N = own.N + own.N; }\n"));
    const after = workspace.drvPaths("web", "api");
    const changed = (shell: "web" | "api") => ({
      kind: "changed",
      changed: { shell, from: before[shell], to: after[shell], lockInputs: [], files: ["nix/overlay.nix"] },
    });
    expect(await workspace.compare(wanting("web", "api", "plain"))).toEqual({ web: changed("web"), api: changed("api"), plain: SAME });
    expect(evaluations(workspace.asked())).toEqual(ONCE_EACH);
  });

  test("a shell of another name", async () => {
    using workspace = workspaceOf({ ...SETUP, "flake.nix": flakeText({ shells: 'web = mk "x" { }; api = mk "api" { };' }) });
    const before = workspace.drvPaths("api");
    workspace.put({ "flake.nix": flakeText({ shells: 'client = mk "x" { }; service = mk "service" { };' }) });
    const after = workspace.drvPaths("service");
    const services = [
      { name: "web", base: named("web"), now: named("client") },
      { name: "api", base: named("api"), now: named("service") },
      { name: "forgotten", base: named("web"), now: named("web") },
      { name: "neither", base: named("gone"), now: named("gone") },
    ];
    expect(await workspace.compare(services)).toEqual({
      web: SAME,
      api: {
        kind: "changed",
        changed: { shell: "service", from: before.api, to: after.service, lockInputs: [], files: ["flake.nix"] },
      },
      forgotten: {
        kind: "changed",
        changed: expect.objectContaining({ shell: "web", from: expect.any(String), lockInputs: [], files: ["flake.nix"] }),
      },
      neither: { kind: "unknown", why: "the devShell gone can be evaluated neither now nor at the base" },
    });
  });

  test("services that are new, or have come to or left the host", async () => {
    using workspace = workspaceOf({ ...SETUP, "flake.nix": flakeText({ shells: 'web = mk "web" { };' }) });
    workspace.put({ "src/main.c": "1\n" });
    const host = { kind: "none" } as const;
    const changed = (shell: string) => ({ kind: "changed", changed: { shell, lockInputs: [], files: [] } });
    const services = [
      { name: "new", base: undefined, now: named("web") },
      { name: "newOnHost", base: undefined, now: host },
      { name: "toNix", base: host, now: named("web") },
      { name: "toHost", base: named("web"), now: host },
      { name: "host", base: host, now: host },
    ];
    expect(await workspace.compare(services)).toEqual({
      new: changed("web"),
      newOnHost: SAME,
      toNix: changed("web"),
      toHost: changed("web"),
      host: SAME,
    });
    expect(evaluations(workspace.asked())).toEqual(NEVER);
  });

  test("shells that are meant without being named so", async () => {
    const shells = (all: string, outputs = "") => ({ "flake.nix": flakeText({ shells: all, outputs }) });
    const base = shells(
      'default = mk "default" { }; backend.ms1 = mk "ms1" { }; "a.b" = mk "ab" { };',
      'packages.${system}.tool = mk "tool" { };',
    );
    using workspace = workspaceOf({ ...SETUP, ...base });
    const before = workspace.drvPaths("default");
    workspace.put(
      shells(
        'default = mk "default" { }; web = mk "web" { }; backend.ms1 = mk "ms1" { }; "a.b" = mk "ab" { };',
        'packages.${system}.tool = mk "tool" { };',
      ),
    );
    const after = workspace.drvPaths("web");
    const choices = {
      web: inferred("client-web", "web", "default"),
      other: inferred("other", "default"),
      none: inferred("other"),
      nested: named("backend.ms1"),
      old: named("devShells.backend.ms1"),
      dotted: named("a.b"),
      quoted: named('"a.b"'),
      whole: named(".#backend.ms1"),
      flake: named("."),
      package: named("tool"),
    };
    expect(await workspace.compare(choices)).toEqual({
      web: { kind: "changed", changed: { shell: "web", from: before.default, to: after.web, lockInputs: [], files: ["flake.nix"] } },
      other: SAME,
      none: { kind: "unknown", why: "the devShell other can be evaluated neither now nor at the base" },
      nested: SAME,
      old: SAME,
      dotted: SAME,
      quoted: SAME,
      whole: SAME,
      flake: SAME,
      package: SAME,
    });
  });

  test("names that mean something in Nix's language, or in a URL", async () => {
    const names = ["'", "''", "'''", "${x}", "'${x}", "$", "a b", "ü", "%20", "a#b", "\u2028"];
    const shells = (value: string) =>
      names.map((name) => `${nixString(name)} = mk "x" { N = ${nixString(name)}; V = "${value}"; };`).join("\n");
    using workspace = workspaceOf({ ...SETUP, "flake.nix": flakeText({ shells: shells("1") }) });
    workspace.put({ "flake.nix": flakeText({ shells: shells("2") }) });
    const services = Object.fromEntries(
      names.flatMap((name) => [
        [`inferred ${name}`, inferred(name)],
        // A hash makes it an installable.
        [`named ${name}`, name.includes("#") ? inferred(name) : named(`"${name}"`)],
      ]),
    );
    const both = { from: expect.any(String), to: expect.any(String) };
    const changed = { kind: "changed", changed: expect.objectContaining({ files: ["flake.nix"], ...both }) };
    expect(await workspace.compare(services)).toEqual(Object.fromEntries(Object.keys(services).map((name) => [name, changed])));
  });

  test("more services than an argument has room for", async () => {
    const shells = (value: string) => ({
      "flake.nix": flakeText({ shells: `default = mk "default" { }; s7-web = mk "web" { A = "${value}"; };` }),
    });
    using workspace = workspaceOf({ ...SETUP, ...shells("1") });
    workspace.put(shells("2"));
    const names = Array.from({ length: 3000 }, (_, i) => `a-team-with-a-long-name-${i}`);
    const choices = Object.fromEntries(names.map((name, i) => [name, inferred(name, `s${i}-web`, "default")]));
    const compared = await workspace.compare(choices);
    expect(names.filter((name) => compared[name]?.kind !== "same")).toEqual(["a-team-with-a-long-name-7"]);
    expect(evaluations(workspace.asked())).toEqual({ base: 2, now: 2, others: [] });
  });

  test("a flake that has shells in the older places alone", async () => {
    const text = (value: string) =>
      `{ outputs = { self }: let system = "@SYSTEM@"; mk = name: derivation { inherit name system; builder = "/bin/bash"; A = "${value}"; }; in {
      defaultPackage.\${system} = mk "default"; packages.\${system}.other = mk "other"; }; }\n`.replace(
        "@SYSTEM@",
        `${process.arch === "arm64" ? "aarch64" : "x86_64"}-linux`,
      );
    using workspace = workspaceOf({ "flake.nix": text("1") });
    workspace.put({ "flake.nix": text("2") });
    const compared = await workspace.compare({ inferred: inferred("web", "default"), whole: named("."), other: named("other") });
    expect(compared).toEqual({
      inferred: { kind: "changed", changed: expect.objectContaining({ files: ["flake.nix"] }) },
      whole: { kind: "changed", changed: expect.objectContaining({ files: ["flake.nix"] }) },
      other: { kind: "changed", changed: expect.objectContaining({ shell: "other", files: ["flake.nix"] }) },
    });
  });

  test("a file that git does not track yet", async () => {
    const flake = flakeText({ shells: 'web = mk "web" { LOCAL = toString (builtins.pathExists ./nix/local.nix); };' });
    using workspace = workspaceOf({ ...SETUP, "flake.nix": flake });
    const before = workspace.drvPaths("web");
    workspace.put({ "nix/local.nix": "1\n" });
    expect(await workspace.compare(wanting("web"))).toEqual({ web: SAME });
    expect(evaluations(workspace.asked())).toEqual(ONCE_EACH);
    workspace.git("add", "--intent-to-add", "nix/local.nix");
    const after = workspace.drvPaths("web");
    expect(await workspace.compare(wanting("web"))).toEqual({
      web: { kind: "changed", changed: { shell: "web", from: before.web, to: after.web, lockInputs: [], files: ["nix/local.nix"] } },
    });
  });

  test("a shell that depends on the commit", async () => {
    const flake = flakeText({ shells: 'dated = mk "dated" { REV = self.rev or "dirty"; }; web = mk "web" { };' });
    using workspace = workspaceOf({ ...SETUP, "flake.nix": flake, "src/main.c": "1\n" });
    const before = workspace.drvPaths("dated");
    workspace.put({ "src/main.c": "2\n" });
    for (const step of [() => "", () => workspace.commitAll()]) {
      step();
      const after = workspace.drvPaths("dated");
      expect(await workspace.compare(wanting("dated", "web"))).toEqual({
        dated: { kind: "changed", changed: { shell: "dated", from: before.dated, to: after.dated, lockInputs: [], files: [] } },
        web: SAME,
      });
      expect(evaluations(workspace.asked())).toEqual(ONCE_EACH);
    }
    // The same files in another commit: as the list of changed files says, nothing changed.
    workspace.put({ "src/main.c": "1\n" });
    workspace.commitAll();
    expect(await workspace.compare(wanting("dated", "web"))).toEqual({ dated: SAME, web: SAME });
    expect(evaluations(workspace.asked())).toEqual(NEVER);
  });
});

function commitInput(workspace: Pick<ComparedWorkspace, "beside" | "put">, name: string, text: string): void {
  workspace.put({ [`../${name}/flake.nix`]: `{ outputs = { self }: { value = "${text}"; }; }\n` });
  const folder = join(workspace.beside, name);
  git(folder, "init", "--quiet", "--initial-branch=main");
  git(folder, "add", "--all");
  git(folder, "commit", "--quiet", "--message=change");
}
