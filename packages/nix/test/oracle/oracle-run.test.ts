import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import type { Environment, EnvironmentProvider, Result, ShellChoice } from "@nix-repo/model";
import { flakesElsewhere, flakesOfSelf, flakesThatLook, flakesThatName, flakesThatProbe, nixVersions } from "@nix-repo/testkit";
import { createNixProvider, type NixProviderOptions } from "../../src/index.ts";
import { runOracle } from "./oracle-run.ts";
import { editsOf } from "./oracle-tests.ts";

const nix = nixVersions().at(-1);
const flakes = [...flakesThatName(), ...flakesThatLook(), ...flakesThatProbe(), ...flakesOfSelf(), ...flakesElsewhere()];

test("500 edits and more are tried where nobody asks for another number", () => {
  const edits = nixVersions().map(({ version }) => editsOf(version) * flakes.length);
  expect(edits.reduce((sum, each) => sum + each)).toBeGreaterThanOrEqual(500);
});

// What is kept here depends on too little: were the oracle blind, nobody would notice.
describe(`the oracle sees what is stale on ${nix?.label}`, () => {
  test.each([
    ["reads only what it names", ["flake.nix", "nix/tool-version"]],
    ["reads only what it names", ["nix/shell.nix", "nix/tool-version", "nix/stdenv/setup"]],
    ["pathExists", ["flake.nix", "config/present", "nix/stdenv/setup"]],
    ["self.rev", ["flake.nix", "nix/stdenv/setup"]],
  ])("%s, kept for %j", async (title, files) => {
    const flake = flakes.find((candidate) => candidate.title === title);
    if (nix === undefined || flake === undefined) throw new Error(title);
    const createProvider = providerThatKeepsFor(files);
    await expect(runOracle({ nix, flake, seed: 1, edits: 200, createProvider })).rejects.toThrow(/: STALE: kept, but not what Nix gives\n/);
  });
});

function providerThatKeepsFor(files: readonly string[]): (options: NixProviderOptions) => EnvironmentProvider {
  const kept = new Map<string, Promise<Result<Environment>>>();
  return (options) => ({
    kind: "nix",
    async environmentOf(shell: ShellChoice) {
      const key = JSON.stringify([
        shell,
        options.nixFlags,
        options.callerEnv,
        ...files.map((file) => contentOf(join(options.workspaceRoot, file))),
      ]);
      const environment = kept.get(key) ?? createNixProvider(options).environmentOf(shell);
      if ((await environment).ok) kept.set(key, environment);
      return environment;
    },
  });
}

function contentOf(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}
