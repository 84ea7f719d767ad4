import { spawnSync } from "node:child_process";
import { mkdirSync, readlinkSync } from "node:fs";
import { join } from "node:path";
import type { Variables } from "@nix-repo/model";
import { nixSystem, type OracleShell } from "@nix-repo/testkit";

/** What Nix itself says of a shell now, from the whole repository. */
export type Truth = { readonly drvPath: string; readonly environment: () => TrueEnvironment | Failed } | { readonly error: string };

export interface TrueEnvironment {
  readonly ok: true;
  /** In Nix's store. */
  readonly path: string;
  readonly variables: Readonly<Record<string, string>>;
}

export interface TruthQuestion {
  /** The workspace's root. */
  readonly cwd: string;
  /** The workspace's flake, as the registry names it. */
  readonly flake: string;
  readonly flags: readonly string[];
  readonly env: Variables;
}

type Failed = { readonly ok: false; readonly error: string };
type Value = { readonly ok: true; readonly value: unknown } | Failed;
type Evaluated = { readonly ok: true; readonly drvPaths: ReadonlyMap<string, Value> } | Failed;

/** Asks the real Nix, with no cache between. */
export function oracleTruth(nix: string, scratch: string): (shells: readonly OracleShell[], question: TruthQuestion) => readonly Truth[] {
  const environments = new Map<string, TrueEnvironment | Failed>();
  mkdirSync(scratch);

  return (shells, question) => {
    const flakes = new Map<string, Evaluated>();
    return shells.map((shell): Truth => {
      const flake = ("flake" in shell ? shell.flake : undefined) ?? question.flake;
      const evaluated = flakes.get(flake) ?? evaluateAll(flake, question);
      flakes.set(flake, evaluated);
      if (!evaluated.ok) return { error: evaluated.error };
      const { drvPaths } = evaluated;
      const name = "name" in shell ? shell.name : (shell.candidates.find((candidate) => drvPaths.has(candidate)) ?? "");
      const drvPath = drvPaths.get(name) ?? inPackages(flake, name, question);
      if (!drvPath.ok) return { error: drvPath.error };
      const path = String(drvPath.value);
      return { drvPath: path, environment: () => environmentOf(path, question) };
    });
  };

  /** Where `nix develop` looks for what is no devShell. */
  function inPackages(flake: string, name: string, question: TruthQuestion): Value {
    return evaluate([`${flake}#packages.${nixSystem}.${name}.drvPath`], question);
  }

  function evaluateAll(flake: string, question: TruthQuestion): Evaluated {
    const attribute = `${flake}#devShells.${nixSystem}`;
    const all = evaluate([attribute, "--apply", "builtins.mapAttrs (name: shell: shell.drvPath)"], question);
    if (all.ok)
      return { ok: true, drvPaths: new Map(Object.entries(all.value as object).map(([name, value]) => [name, { ok: true, value }])) };
    // One shell that cannot be evaluated hides all.
    const names = evaluate([attribute, "--apply", "builtins.attrNames"], question);
    if (!names.ok) return names;
    return {
      ok: true,
      drvPaths: new Map((names.value as string[]).map((name) => [name, evaluate([`${attribute}.${name}.drvPath`], question)])),
    };
  }

  function evaluate(args: readonly string[], { cwd, flags, env }: TruthQuestion): Value {
    const options = ["--no-write-lock-file", "--option", "eval-cache", "false"];
    const result = spawnSync(nix, ["eval", ...flags, ...options, "--json", ...args], { cwd, env: { ...env }, encoding: "utf8" });
    return result.status === 0 ? { ok: true, value: JSON.parse(result.stdout) } : { ok: false, error: result.stderr };
  }

  /** The environment's path follows from the derivation alone. */
  function environmentOf(drvPath: string, { cwd, env }: TruthQuestion): TrueEnvironment | Failed {
    const known = environments.get(drvPath);
    if (known !== undefined) return known;
    const profile = join(scratch, `${environments.size}`);
    const result = spawnSync(nix, ["print-dev-env", "--json", "--profile", profile, drvPath], { cwd, env: { ...env }, encoding: "utf8" });
    if (result.status !== 0) return { ok: false, error: result.stderr };
    const { variables } = JSON.parse(result.stdout) as { variables: Record<string, { type: string; value: unknown }> };
    const exported = Object.entries(variables).filter(([, { type }]) => type === "exported");
    const truth = {
      ok: true as const,
      path: readlinkSync(`${profile}-1-link`),
      variables: Object.fromEntries(exported.map(([name, { value }]) => [name, String(value)])),
    };
    environments.set(drvPath, truth);
    return truth;
  }
}
