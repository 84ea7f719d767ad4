import { execFileSync } from "node:child_process";
import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { git, nixVersions } from "@nix-repo/testkit";
import { rootsIn } from "./kept-state.ts";
import { type NixWorkspace, nixWorkspaceOf } from "./nix-workspace.ts";
import { type NotingNix, notingNix } from "./noting-nix.ts";

const registry = { services: { web: { path: "web", shell: "web" } } };
const flake = {
  shells: {
    web: {
      attributes: "VERSION = builtins.readFile ./version;\n",
      programs: { "who-am-i": '#!/bin/sh\necho "web $VERSION"\n' },
      shellHook: "hooked=$(who-am-i); export HOOKED=$hooked",
    },
  },
};

describe.each(nixVersions())("$label: collecting garbage", (real) => {
  let nix: NotingNix;
  let workspace: NixWorkspace;
  beforeAll(() => {
    // Once, where it is told to, before it builds what was evaluated.
    const collectFirst = `if [[ $3 == print-dev-env && -v COLLECT ]] && rm "$COLLECT" 2>/dev/null; then '${real.bin}/nix-collect-garbage' 2>/dev/null; fi`;
    nix = notingNix(real, { before: collectFirst });
    workspace = nixWorkspaceOf(nix, { registry, flake, within: "repository", files: { version: "1" } });
    // What is committed Nix keeps evaluations of: they may name derivations that are gone.
    commit();
  });
  afterAll(() => {
    workspace.dispose();
    nix[Symbol.dispose]();
  });

  const commit = () => git(workspace.path, "commit", "--quiet", "--all", "--message=edit");
  const collect = () => execFileSync(join(real.bin, "nix-collect-garbage"), [], { env: { ...workspace.env }, stdio: "pipe" });
  const status = async () => {
    const { environments } = JSON.parse((await workspace.run(["env", "status", "--json"])).stdout) as {
      environments: { state: string; environmentPath: string; rootPath: string; because?: unknown }[];
    };
    const [first] = environments;
    if (first === undefined) throw new Error("status shows nothing");
    return first;
  };
  /** Runs a program that only the devShell has, as a command and in its hook. */
  const who = async () => {
    nix.asked();
    const { stdout, stderr } = await workspace.run(["exec", "web", "--", "sh", "-c", 'who-am-i; echo "$HOOKED"']);
    return { stdout, stderr, startedNix: nix.asked().length > 0 };
  };
  const captured = (version: string) => ({ ...kept(version), startedNix: true });
  const kept = (version: string) => ({ stdout: `web ${version}\nweb ${version}\n`, stderr: "", startedNix: false });

  test("leaves a kept environment, which starts no Nix", async () => {
    expect(await who()).toEqual(captured("1"));
    collect();
    expect(await who()).toEqual(kept("1"));
    expect((await status()).state).toBe("valid");
  });

  test("in the middle of a capture, which holds nothing yet, costs time alone", async () => {
    workspace.write({ version: "1.5", collect: "" });
    const env = { COLLECT: join(workspace.path, "collect") };
    const run = await workspace.run(["exec", "web", "--", "who-am-i"], { env });
    expect(run).toEqual({ stdout: "web 1.5\n", stderr: "", exitCode: 0, signal: null });
    expect(existsSync(env.COLLECT)).toBe(false);
    expect(await who()).toEqual(kept("1.5"));
  });

  test("takes what a refresh has replaced", async () => {
    const { environmentPath: before } = await status();
    workspace.write({ version: "2" });
    commit();
    expect(await who()).toEqual(captured("2"));
    expect(existsSync(before)).toBe(true);
    collect();
    expect(existsSync(before)).toBe(false);
    expect(await who()).toEqual(kept("2"));
    expect(rootsIn(workspace)).toEqual({ live: [(await status()).rootPath], dead: [] });
  });

  test.each([
    ["and what it held collected", true],
    ["while what it held is still there", false],
  ])("with its root removed by hand %s, it is captured anew", async (_, collected) => {
    const { environmentPath, rootPath } = await status();
    rmSync(rootPath);
    if (collected) collect();
    expect(existsSync(environmentPath)).toBe(!collected);
    expect(await status()).toMatchObject({ state: "stale", because: { kind: "store", what: collected ? environmentPath : rootPath } });
    expect(await who()).toEqual(captured("2"));
    collect();
    expect(await who()).toEqual(kept("2"));
    expect(rootsIn(workspace)).toEqual({ live: [(await status()).rootPath], dead: [] });
  });
});
