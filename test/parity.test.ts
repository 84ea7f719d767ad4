import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { nixVersions, type ParityCase, parityCaller, parityCases, parityShellName, runRepo } from "@nix-repo/testkit";
import { type NixWorkspace, nixWorkspaceOf } from "./nix-workspace.ts";
import { runProgram } from "./run-program.ts";

// `repo exec SERVICE -- env -0` against `nix develop .#SHELL --command env -0`, variable by variable. A caller without PATH has no Nix either, and is left to
// the tests of the package.
const cases = parityCases
  .map((parityCase, index) => ({ ...parityCase, index }))
  .filter(({ caller = {} }) => !("PATH" in caller) || caller.PATH !== undefined);

describe.each(nixVersions())("$label: exec sees what nix develop would give", (nix) => {
  let workspace: NixWorkspace;

  beforeAll(async () => {
    const services = cases.map(({ index }) => [parityShellName(index), { path: parityShellName(index), shell: parityShellName(index) }]);
    // A shell for each, because who calls has a part in what is captured; built once where shells are alike.
    const shells = cases.map(({ index, shell }) => [parityShellName(index), { name: "shell", ...shell }]);
    const flake = { shells: Object.fromEntries(shells) };
    // In git, so that what one call writes below .repo is not part of the flake that the other one is just copying.
    workspace = nixWorkspaceOf(nix, { registry: { services: Object.fromEntries(services) }, flake, within: "workspace" });
    mkdirSync(join(workspace.path, "temporary"));
    await warm(cases.map(({ index }) => parityShellName(index)));
  });

  afterAll(() => workspace.dispose());

  test.each(cases)("$title", async (parityCase) => {
    const shell = parityShellName(parityCase.index);
    const caller = callerOf(parityCase);
    const [theirs, ours] = await Promise.all([
      runProgram([join(nix.bin, "nix"), "develop", `.#${shell}`, "--command", "env", "-0"], { cwd: workspace.path, env: caller }),
      runRepo(["exec", "--here", shell, "--", "env", "-0"], { cwd: workspace.path, env: caller }),
    ]);

    if (parityCase.notBefore !== undefined && older(nix.version, parityCase.notBefore)) {
      expect(theirs.exitCode).toBe(1);
      expect(ours).toMatchObject({ exitCode: 3, stdout: "" });
      return;
    }
    const { exitCode = 0, prints = "" } = parityCase;
    expect({ theirs: theirs.exitCode, ours: ours.exitCode }).toEqual({ theirs: exitCode, ours: exitCode });
    if (parityCase.exitCode !== undefined) return expect(ours.stdout).toBe("");
    expect(theirs.stdout.slice(0, prints.length)).toBe(prints);
    expect(ours.stderr).toContain(prints);
    expect(withAttrs(parse(ours.stdout))).toEqual(expected(parse(theirs.stdout.slice(prints.length)), caller, workspace.path));
  });

  // A hundred kilobytes of them, which every other devShell here would be captured with for a third of a second more.
  test.each(["", "export HOOKED=$GREETING\n"])("as many functions as nixpkgs has, with the hook %j", async (shellHook) => {
    const registry = { services: { web: { path: "web", shell: "web" } } };
    const flake = { shells: { web: { env: { GREETING: "hello" }, shellHook } }, stdenv: "realistic" as const };
    using workspace = nixWorkspaceOf(nix, { registry, flake, within: "workspace" });
    const at = { cwd: workspace.path, env: workspace.env };
    const theirs = await runProgram([join(nix.bin, "nix"), "develop", ".#web", "--command", "env", "-0"], at);
    const ours = await runRepo(["exec", "--here", "web", "--", "env", "-0"], at);
    expect([theirs.exitCode, ours.exitCode]).toEqual([0, 0]);
    expect(parse(ours.stdout)).toEqual(expected(parse(theirs.stdout), workspace.env, workspace.path));
  });

  test("a verb and a command in the service's folder differ from it in PWD alone", async () => {
    const shell = "case-0";
    const caller = callerOf({});
    const here = await runRepo(["exec", "--here", shell, "--", "env", "-0"], { cwd: workspace.path, env: caller });
    const there = await runRepo(["exec", shell, "--", "env", "-0"], { cwd: workspace.path, env: caller });
    expect(parse(there.stdout)).toEqual({ ...parse(here.stdout), PWD: join(workspace.path, shell) });
  });

  function callerOf({ caller = {} }: Pick<ParityCase, "caller">): Record<string, string> {
    const all = {
      ...parityCaller({ bin: nix.bin, cwd: workspace.path, temporary: join(workspace.path, "temporary") }),
      ...storeOf(workspace),
      ...caller,
    };
    // Nix itself must be found.
    const PATH = caller.PATH === undefined ? all.PATH : `${nix.bin}:${caller.PATH}`;
    return Object.fromEntries(Object.entries({ ...all, PATH }).filter((entry): entry is [string, string] => entry[1] !== undefined));
  }

  /** Builds every shell's environment, three at a time. */
  async function warm(shells: string[]): Promise<void> {
    const options = { cwd: workspace.path, env: callerOf({}) };
    const worker = async () => {
      for (let shell = shells.shift(); shell !== undefined; shell = shells.shift())
        await runProgram([join(nix.bin, "nix"), "print-dev-env", `.#${shell}`], options);
    };
    await Promise.all([worker(), worker(), worker()]);
  }
});

function storeOf({ env }: NixWorkspace): Record<string, string> {
  return Object.fromEntries(Object.entries(env).filter(([name]) => name.startsWith("NIX_") || name === "XDG_CACHE_HOME"));
}

function parse(text: string): Record<string, string> {
  const entries = text.split("\0").filter((entry) => entry !== "");
  return Object.fromEntries(entries.map((entry) => [entry.slice(0, entry.indexOf("=")), entry.slice(entry.indexOf("=") + 1)]));
}

/** What `nix develop` gave, with the documented exceptions: the caller's temporary directory stays, and PWD is where the command was asked to start. */
function expected(theirs: Record<string, string>, caller: Record<string, string>, cwd: string): Record<string, string> {
  const result: Record<string, string> = { ...theirs, PWD: cwd };
  for (const name of ["NIX_BUILD_TOP", "TMP", "TMPDIR", "TEMP", "TEMPDIR"]) {
    delete result[name];
    if (caller[name] !== undefined) result[name] = caller[name];
  }
  return withAttrs(result);
}

/** Files of structured attributes are compared by what is in them. */
function withAttrs(environment: Record<string, string>): Record<string, string> {
  const result = { ...environment };
  for (const name of ["NIX_ATTRS_JSON_FILE", "NIX_ATTRS_SH_FILE"]) {
    if (result[name] !== undefined) result[name] = readFileSync(result[name], "utf8");
  }
  return result;
}

function older(version: string, than: string): boolean {
  return version.localeCompare(than, "en", { numeric: true }) < 0;
}
