import { isSecretName } from "@nix-repo/model";
import type { Mistake, Path } from "./mistake.ts";
import type { ServiceConfig } from "./registry.generated.ts";

export function checkEnv(env: ServiceConfig["env"], path: Path): Mistake[] {
  if (env === undefined) return [];
  if (isNames(env)) return checkNames(env, path);
  return Object.keys(env).flatMap((name) => checkSecret(name, [...path, name], "key"));
}

function isNames(env: NonNullable<ServiceConfig["env"]>): env is readonly string[] {
  return Array.isArray(env);
}

export function checkNames(names: readonly string[], path: Path): Mistake[] {
  return names.flatMap((name, i) => checkSecret(name, [...path, i], "value"));
}

function checkSecret(name: string, path: Path, at: Mistake["at"]): Mistake[] {
  if (!isSecretName(name)) return [];
  const message = `"${name}" names a secret, and what stands here enters keys and may be shown: name it under passEnv`;
  return [{ path, at, message }];
}
