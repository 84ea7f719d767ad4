import type { EnvDeclaration, Run, ShellChoice, VerbEntry, VerbOptions } from "@nix-repo/model";
import { type Path, placeOf } from "./mistake.ts";
import type { ServiceConfig, VerbConfig } from "./registry.generated.ts";
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
  const { run } = config;
  return { ...(run === undefined ? {} : { run: runOf(run) }), options: optionsOf(config, { source, path }), place };
}

function isCommand(config: VerbConfig): config is readonly string[] {
  return Array.isArray(config);
}

function runOf(run: string | readonly string[]): Run {
  return typeof run === "string" ? { kind: "bash", script: run } : { kind: "argv", argv: run };
}

function optionsOf(config: Exclude<VerbConfig, string | readonly string[]>, { source, path }: Written): VerbOptions {
  const { description, dependsOn, outputs, cache, env, passEnv, hostTools, persistent, interactive, shell } = config;
  return defined({
    description,
    dependsOn,
    outputs,
    cache,
    env: env === undefined ? undefined : envDeclaration(env),
    passEnv,
    hostTools,
    persistent,
    interactive,
    shell: shell === undefined ? undefined : shellChoice(shell, { source, path: [...path, "shell"] }),
  });
}

/** A script may set a property to `undefined`, which says nothing. */
export function defined<T extends object>(fields: { [K in keyof T]: T[K] | undefined }): T {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as T;
}

export function envDeclaration(env: NonNullable<ServiceConfig["env"]>): EnvDeclaration {
  if (!Array.isArray(env)) return env as EnvDeclaration;
  return Object.fromEntries(env.map((name: string) => [name, true as const]));
}

export function shellChoice(shell: string | false, { source, path }: Written): ShellChoice {
  return shell === false ? { kind: "none" } : { kind: "named", name: shell, place: placeOf(source, path, "value") };
}
