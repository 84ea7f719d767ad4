import type { EnvDeclaration, Place, ShellChoice, VerbEntry, VerbOptions } from "@nix-repo/model";
import { defined } from "./defined.ts";
import { parseDuration } from "./duration.ts";
import { type Path, placeOf } from "./mistake.ts";
import { paramsOf } from "./params.ts";
import { readinessOf } from "./readiness.ts";
import type { ServiceConfig, VerbConfig } from "./registry.generated.ts";
import { runOf } from "./run-of.ts";
import type { SourceText } from "./source-text.ts";

/** Where something was written. */
export interface Written {
  readonly source: SourceText;
  readonly path: Path;
}

/** What one layer says of a verb, in the words of the model. */
export function verbEntry(config: VerbConfig, { source, path }: Written): VerbEntry {
  const place = placeOf(source, path);
  if (typeof config === "string" || isCommand(config)) return { run: runOf(config), options: {}, place };
  const { run, dependsOn, needs } = config;
  return {
    ...(run === undefined ? {} : { run: runOf(run) }),
    options: optionsOf(config, { source, path }),
    ...(dependsOn === undefined ? {} : { dependsOnPlaces: placesOf(dependsOn, { source, path: [...path, "dependsOn"] }) }),
    ...(needs === undefined ? {} : { needsPlaces: placesOf(needs, { source, path: [...path, "needs"] }) }),
    place,
  };
}

/** Of each item of a list. */
export function placesOf(list: readonly unknown[], { source, path }: Written): readonly Place[] {
  return list.map((_, i) => placeOf(source, [...path, i], "value"));
}

function isCommand(config: VerbConfig): config is readonly string[] {
  return Array.isArray(config);
}

function optionsOf(config: Exclude<VerbConfig, string | readonly string[]>, { source, path }: Written): VerbOptions {
  const { run: _, env, shell, timeout, readyWhen, params, ...asTheyStand } = config;
  return defined({
    ...asTheyStand,
    env: env === undefined ? undefined : envDeclaration(env),
    timeoutMs: timeout === undefined ? undefined : parseDuration(timeout),
    readyWhen: readyWhen === undefined ? undefined : readinessOf(readyWhen),
    shell: shell === undefined ? undefined : shellChoice(shell, { source, path: [...path, "shell"] }),
    params: params === undefined ? undefined : paramsOf(params),
  });
}

export function envDeclaration(env: NonNullable<ServiceConfig["env"]>): EnvDeclaration {
  if (!Array.isArray(env)) return env as EnvDeclaration;
  return Object.fromEntries(env.map((name: string) => [name, true as const]));
}

export function shellChoice(shell: string | false, { source, path }: Written): ShellChoice {
  return shell === false ? { kind: "none" } : { kind: "named", name: shell, place: placeOf(source, path, "value") };
}
