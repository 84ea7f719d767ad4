import type { Result } from "@nix-repo/model";
import { ok } from "@nix-repo/model";
import type { FlakeReference } from "./flake-reference.ts";
import { saysShellIsMissing } from "./nix-message.ts";
import type { NixError, NixRunner } from "./run-nix.ts";

/** The names directly below `devShells.<system>`, groups included. Evaluates no shell. */
export async function topLevelNames(nix: NixRunner, flake: FlakeReference, system: string): Promise<Result<readonly string[], NixError>> {
  const names = await evaluate(nix, flake, system, "builtins.attrNames");
  return names.ok ? ok(names.value as string[]) : names;
}

/** The attribute path of every devShell, nested ones too. Where a shell is too broken to be told from a group it counts as a shell. */
export async function allShells(
  nix: NixRunner,
  flake: FlakeReference,
  system: string,
): Promise<Result<readonly (readonly string[])[], NixError>> {
  const paths = await evaluate(nix, flake, system, WALK);
  if (paths.ok) return ok(paths.value as string[][]);
  const names = await topLevelNames(nix, flake, system);
  return names.ok ? ok(names.value.map((name) => [name])) : names;
}

async function evaluate(nix: NixRunner, flake: FlakeReference, system: string, apply: string): Promise<Result<unknown, NixError>> {
  const args = ["eval", "--json", `${flake.reference}#devShells.${system}`, "--apply", apply];
  const result = await nix.run({ args, cwd: flake.cwd });
  if (result.ok) return ok(JSON.parse(result.value));
  if (result.error.kind === "failed" && saysShellIsMissing(result.error.stderr)) return ok([]);
  return result;
}

const WALK = `shells:
let
  walk = depth: prefix: set: builtins.concatMap (name:
    let
      path = prefix ++ [ name ];
      value = builtins.tryEval set.\${name};
      isGroup = builtins.tryEval (builtins.isAttrs value.value && (value.value.type or "") != "derivation");
    in
      if value.success && isGroup.success && isGroup.value && depth < 4 then walk (depth + 1) path value.value else [ path ]
  ) (builtins.attrNames set);
in walk 0 [ ] shells`;
