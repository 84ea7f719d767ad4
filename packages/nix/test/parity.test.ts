import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import type { Launch } from "@nix-repo/model";
import {
  nixVersions,
  type ParityCase,
  type PrivateNixStore,
  parityCaller,
  parityCases,
  parityShellName,
  privateNixStore,
  type TemporaryFolder,
  temporaryFolder,
  writeFlake,
} from "@nix-repo/testkit";
import { execa } from "execa";
import { createNixProvider, type NixProvider } from "../src/index.ts";

// A command started by the provider and one started by `nix develop --command` must see the same environment.
describe.each(nixVersions())("parity with nix develop on $label", ({ bin, version }) => {
  let folder: TemporaryFolder;
  let store: PrivateNixStore;

  beforeAll(async () => {
    folder = temporaryFolder();
    store = privateNixStore({ bin });
    const shells = Object.fromEntries(parityCases.map((parityCase) => [shellNameOf(parityCase), parityCase.shell]));
    writeFlake(folder.path, { shells, stdenv: "realistic" });
    // So that what we write below .repo is not part of the flake that Nix is just copying: nothing would be kept then.
    folder.track();
    mkdirSync(join(folder.path, "tmp"));
    const env = callerOf({ title: "", shell: {} });
    await warm(Object.keys(shells), (shell) =>
      execa(join(bin, "nix"), ["print-dev-env", `.#${shell}`], { cwd: folder.path, env, extendEnv: false, reject: false }),
    );
  });

  afterAll(() => {
    store.dispose();
    folder[Symbol.dispose]();
  });

  test.each(parityCases)("$title", async (parityCase) => {
    const caller = callerOf(parityCase);
    const shell = shellNameOf(parityCase);
    const theirs = spawnSync(join(bin, "nix"), ["develop", `.#${shell}`, "--command", "env", "-0"], { cwd: folder.path, env: caller });
    const provider = providerFor();
    const environment = await provider.environmentOf({ kind: "named", name: shell, place: { file: "services.config.ts" } });

    if (parityCase.notBefore !== undefined && older(version, parityCase.notBefore)) {
      expect(theirs.status).toBe(1);
      expect(environment).toMatchObject({ ok: false, error: { code: "nix-failed" } });
      return;
    }
    if (!environment.ok) throw new Error(JSON.stringify(environment.error));
    const request = {
      run: { kind: "argv" as const, argv: ["env"] },
      args: ["-0"],
      cwd: folder.path,
      base: caller,
      overlay: {},
      hook: "every-start" as const,
    };
    const launch = await environment.value.launch(request);
    if (!launch.ok) throw new Error(JSON.stringify(launch.error));
    const ours = start(launch.value);

    expect(ours.status).toBe(parityCase.exitCode ?? 0);
    expect(theirs.status).toBe(parityCase.exitCode ?? 0);
    if (parityCase.exitCode !== undefined) return expect(String(ours.stdout)).toBe("");
    const { prints = "" } = parityCase;
    expect(String(theirs.stdout).slice(0, prints.length)).toBe(prints);
    expect(String(ours.stderr)).toContain(prints);
    const reference = expected(parse(String(theirs.stdout).slice(prints.length)), caller, folder.path);
    expect(withAttrs(parse(String(ours.stdout)))).toEqual(reference);
    if (parityCase.shell.shellHook === undefined || parityCase.hookHeedsCaller) return;
    // The same where what the hook changes was recorded, for a caller who is not the one of the test.
    const recorded = await environment.value.launch({ ...request, shellHook: "capture" });
    if (!recorded.ok) throw new Error(JSON.stringify(recorded.error));
    expect(recorded.value.argv).toEqual(["env", "-0"]);
    const { status, stdout } = start(recorded.value);
    expect(status).toBe(0);
    expect(withAttrs(parse(String(stdout)))).toEqual(reference);
  });

  function callerOf({ caller = {} }: ParityCase): Record<string, string> {
    const all = { ...parityCaller({ bin, cwd: folder.path, temporary: join(folder.path, "tmp") }), ...store.variables, ...caller };
    return Object.fromEntries(Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== undefined));
  }

  let provider: NixProvider | undefined;
  function providerFor(): NixProvider {
    provider ??= createNixProvider({
      workspaceRoot: folder.path,
      flake: ".",
      nixFlags: [],
      callerEnv: callerOf({ title: "", shell: {} }),
      stateFolder: join(folder.path, ".repo"),
    });
    return provider;
  }
});

/** One for all cases whose devShells are alike: who starts a command has no part in what is captured here. */
function shellNameOf({ shell }: ParityCase): string {
  return parityShellName(parityCases.findIndex((first) => isDeepStrictEqual(first.shell, shell)));
}

function start({ file, argv, env, cwd }: Launch) {
  return spawnSync(file, argv.slice(1), { argv0: argv[0], env, cwd });
}

function parse(text: string): Record<string, string> {
  const entries = text.split("\0").filter((entry) => entry !== "");
  return Object.fromEntries(entries.map((entry) => [entry.slice(0, entry.indexOf("=")), entry.slice(entry.indexOf("=") + 1)]));
}

/** What `nix develop` gave, with the documented exceptions as they are for us. */
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

/** Builds every shell's environment, three at a time: most of the time of this test goes there. */
async function warm(shells: string[], run: (shell: string) => Promise<unknown>): Promise<void> {
  const worker = async () => {
    for (let shell = shells.shift(); shell !== undefined; shell = shells.shift()) await run(shell);
  };
  await Promise.all([worker(), worker(), worker()]);
}

function older(version: string, than: string): boolean {
  return version.localeCompare(than, "en", { numeric: true }) < 0;
}
