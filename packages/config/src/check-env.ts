import { isSecretName } from "@nix-repo/model";
import type { Mistake, Path } from "./mistake.ts";
import type { ServiceConfig } from "./registry.generated.ts";

/** What becomes of a variable that is no secret. */
const OF_A_VERB = "enters keys and may be shown";

export function checkEnv(env: ServiceConfig["env"], path: Path, fate = OF_A_VERB): Mistake[] {
  if (env === undefined) return [];
  if (isNames(env)) return checkNames(env, path, fate);
  return Object.keys(env).flatMap((name) => checkSecret(name, { path: [...path, name], at: "key", fate }));
}

function isNames(env: NonNullable<ServiceConfig["env"]>): env is readonly string[] {
  return Array.isArray(env);
}

export function checkNames(names: readonly string[], path: Path, fate = OF_A_VERB): Mistake[] {
  return names.flatMap((name, i) => checkSecret(name, { path: [...path, i], at: "value", fate }));
}

export function checkSecret(name: string, { path, at, fate }: Pick<Mistake, "path" | "at"> & { readonly fate: string }): Mistake[] {
  if (!isSecretName(name)) return [];
  const message = `"${name}" names a secret, and what stands here ${fate}: name it under passEnv`;
  return [{ path, at, message }];
}
