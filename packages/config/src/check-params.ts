import { nearest } from "@nix-repo/model";
import { checkSecret } from "./check-env.ts";
import type { Mistake, Path } from "./mistake.ts";
import { type ParamConfigs, paramVariable } from "./params.ts";
import type { ParamConfig } from "./registry.generated.ts";

interface Where {
  readonly path: Path;
  /** Our own flags. */
  readonly flags: ReadonlySet<string>;
  /** What another layer says of the same verb: its parameters are there as well. */
  readonly registered: ParamConfigs;
}

/** What a schema cannot say of the parameters of a verb. */
export function checkParams(params: ParamConfigs, { path, flags, registered }: Where): Mistake[] {
  const all = { ...registered, ...params };
  return Object.entries(params).flatMap(([name, param]) => [
    ...checkName(name, { path: [...path, name], flags, all }),
    ...checkVariable(name, { param, path: [...path, name], all }),
    ...checkValues(param, [...path, name]),
  ]);
}

function checkName(name: string, { path, flags, all }: { path: Path; flags: ReadonlySet<string>; all: ParamConfigs }): Mistake[] {
  const own = flagsOf(name).find((flag) => flags.has(flag));
  if (own !== undefined) return [{ path, at: "key", message: `${own} is a flag of repo itself: give the parameter another name` }];
  const negated = Object.keys(all).find((other) => all[other]?.kind === "boolean" && `no-${other}` === name);
  if (negated === undefined) return [];
  return [{ path, at: "key", message: `--${name} turns the parameter "${negated}" off: give one of them another name` }];
}

/** The parameter's own, and what `--no-color` takes back. */
function flagsOf(name: string): string[] {
  return name.startsWith("no-") ? [`--${name}`, `--${name.slice("no-".length)}`] : [`--${name}`];
}

function checkVariable(name: string, { param, path, all }: { param: ParamConfig; path: Path; all: ParamConfigs }): Mistake[] {
  const variable = paramVariable(name, param.env);
  const at = param.env === undefined ? ({ path, at: "key" } as const) : ({ path: [...path, "env"], at: "value" } as const);
  if (TAKEN.has(variable))
    return [{ ...at, message: `the variable ${variable} says something else to every program: name another one by env` }];
  const names = Object.keys(all);
  const before = names.slice(0, names.indexOf(name)).find((other) => paramVariable(other, all[other]?.env) === variable);
  if (before !== undefined) {
    const message = `the variable ${variable} is that of the parameter "${before}" already: name another one by env`;
    return [{ ...at, message }];
  }
  return checkSecret(variable, { ...at, fate: "enters keys and may be shown" });
}

/** Without the first nothing is found; the others bash sets itself, whatever the environment says. */
const TAKEN: ReadonlySet<string> = new Set(["PATH", "BASHOPTS", "EUID", "IFS", "PPID", "PWD", "SHELLOPTS", "UID", "_"]);

function checkValues({ kind = "string", choices, default: otherwise }: ParamConfig, path: Path): Mistake[] {
  if (kind !== "choice" && choices !== undefined)
    return [{ path: [...path, "choices"], at: "key", message: 'only a choice has choices: add kind: "choice"' }];
  if (kind === "choice" && choices === undefined)
    return [{ path: [...path, "choices"], at: "key", message: "missing: expected a list of one or more values" }];
  if (otherwise === undefined) return [];
  const at = { path: [...path, "default"], at: "value" } as const;
  if (kind !== "choice") {
    const shown = JSON.stringify(otherwise);
    const hint = kind === "string" ? `: write it in quotes, "${otherwise}"` : "";
    return typeof otherwise === kind ? [] : [{ ...at, message: `expected ${AN[kind]}, got ${shown}${hint}` }];
  }
  if (choices?.includes(String(otherwise))) return [];
  const message = `expected one of ${choices?.join(", ")}, got ${JSON.stringify(otherwise)}`;
  return [{ ...at, message, suggestion: nearest(String(otherwise), choices ?? []) }];
}

const AN = { string: "a string", number: "a number", boolean: "true or false" } as const;
