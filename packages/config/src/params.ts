import type { Param, Params } from "@nix-repo/model";
import { defined } from "./defined.ts";
import type { ParamConfig } from "./registry.generated.ts";

export type ParamConfigs = Readonly<Record<string, ParamConfig>>;

/** Parameters in the words of the model. */
export function paramsOf(configs: ParamConfigs): Params {
  return Object.fromEntries(Object.entries(configs).map(([name, config]) => [name, paramOf(name, config)]));
}

function paramOf(name: string, { kind = "string", choices, default: otherwise, required, description, env }: ParamConfig): Param {
  const text = otherwise === undefined ? undefined : String(otherwise);
  return defined<Param>({ kind, choices, default: text, required, description, variable: paramVariable(name, env) });
}

/** The variable in which a task sees a parameter. */
export function paramVariable(name: string, env: string | undefined): string {
  return env ?? name.toUpperCase().replaceAll(/[-.]/g, "_");
}

/** As a registry writes them, with the variable of each. */
export function plainParams(params: Params): Readonly<Record<string, ParamConfig>> {
  return Object.fromEntries(Object.entries(params).map(([name, param]) => [name, plainParam(param)]));
}

function plainParam({ variable, default: text, ...asTheyStand }: Param): ParamConfig {
  return { ...asTheyStand, ...(text === undefined ? {} : { default: typed(text, asTheyStand.kind) }), env: variable };
}

function typed(text: string, kind: Param["kind"]): string | number | boolean {
  if (kind === "number") return Number(text);
  return kind === "boolean" ? text === "true" : text;
}
