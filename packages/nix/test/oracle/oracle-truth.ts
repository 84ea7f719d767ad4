import { spawnSync } from "node:child_process";
import { mkdirSync, readlinkSync } from "node:fs";
import { join } from "node:path";
import type { Variables } from "@nix-repo/model";
import { nixSystem, type OracleShell } from "@nix-repo/testkit";

/** What Nix itself says of a shell now, from the whole repository. */
export type Truth =
  | { readonly drvPath: string; readonly environment: string; readonly variables: Readonly<Record<string, string>> }
  | { readonly error: string };

export interface TruthQuestion {
  /** The flake's folder. */
  readonly cwd: string;
  readonly flags: readonly string[];
  readonly env: Variables;
}

/** Asks the real Nix, with no cache between. */
export function oracleTruth(nix: string, scratch: string): (shells: readonly OracleShell[], question: TruthQuestion) => readonly Truth[] {
  const environments = new Map<string, Truth>();
  mkdirSync(scratch);

  return (shells, question) => {
    const all = evaluate([`.#devShells.${nixSystem}`, "--apply", "builtins.mapAttrs (name: shell: shell.drvPath)"], question);
    // One shell that cannot be evaluated hides all.
    const names = all.ok ? Object.keys(all.value as object) : namesOf(question);
    return shells.map((shell): Truth => {
      if (typeof names === "string") return { error: names };
      const name = "name" in shell ? shell.name : shell.candidates.find((candidate) => names.includes(candidate));
      if (name === undefined || !names.includes(name)) return { error: "the flake has no such devShell" };
      const drvPath = all.ok
        ? { ok: true as const, value: (all.value as Record<string, unknown>)[name] }
        : evaluate([`.#devShells.${nixSystem}.${name}.drvPath`], question);
      return drvPath.ok ? environmentOf(String(drvPath.value), question) : { error: drvPath.error };
    });
  };

  function namesOf(question: TruthQuestion): readonly string[] | string {
    const names = evaluate([`.#devShells.${nixSystem}`, "--apply", "builtins.attrNames"], question);
    return names.ok ? (names.value as string[]) : names.error;
  }

  function evaluate(args: readonly string[], { cwd, flags, env }: TruthQuestion) {
    const options = ["--no-write-lock-file", "--option", "eval-cache", "false"];
    const result = spawnSync(nix, ["eval", ...flags, ...options, "--json", ...args], { cwd, env: { ...env }, encoding: "utf8" });
    return result.status === 0
      ? { ok: true as const, value: JSON.parse(result.stdout) as unknown }
      : { ok: false as const, error: result.stderr };
  }

  /** The environment's path follows from the derivation alone. */
  function environmentOf(drvPath: string, { cwd, env }: TruthQuestion): Truth {
    const known = environments.get(drvPath);
    if (known !== undefined) return known;
    const profile = join(scratch, `${environments.size}`);
    const result = spawnSync(nix, ["print-dev-env", "--json", "--profile", profile, drvPath], { cwd, env: { ...env }, encoding: "utf8" });
    if (result.status !== 0) return { error: result.stderr };
    const { variables } = JSON.parse(result.stdout) as { variables: Record<string, { type: string; value: unknown }> };
    const exported = Object.entries(variables).filter(([, { type }]) => type === "exported");
    const truth = {
      drvPath,
      environment: readlinkSync(`${profile}-1-link`),
      variables: Object.fromEntries(exported.map(([name, { value }]) => [name, String(value)])),
    };
    environments.set(drvPath, truth);
    return truth;
  }
}
