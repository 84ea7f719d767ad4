import { isSecretName } from "@nix-repo/model";
import type { VerbOptions } from "../imported.ts";
import { type Constants, constantValue, UNKNOWN } from "./constants.ts";
import type { Recipe } from "./just-dump.ts";

type Params = NonNullable<VerbOptions["params"]>;

export type RecipeParams = { readonly params: Params | undefined } | { readonly why: string };

export interface OfParams {
  readonly constants: Constants;
  /** `set export`: every parameter is a variable of its own name. */
  readonly exportsAll: boolean;
  /** Flags of `repo` itself, which no parameter can be called by. */
  readonly ownFlags: readonly string[];
}

/** The parameters of a recipe as those of a verb, where a verb can have the same. */
export function paramsOf({ parameters }: Recipe, { constants, exportsAll, ownFlags }: OfParams): RecipeParams {
  const params: [string, Params[string]][] = [];
  for (const parameter of parameters) {
    const { name, kind } = parameter;
    if (kind !== "singular") return { why: `it takes any number of arguments (${kind === "plus" ? "+" : "*"}${name})` };
    if (!isOrdinary(parameter)) return { why: `${name} is given as an option, or has a pattern` };
    const isExported = parameter.export || exportsAll;
    if (isExported && !/^[A-Za-z_]\w*$/.test(name))
      return { why: `it is given ${name} as a variable of that name, which bash cannot have` };
    const env = variableOf(name, isExported);
    if (isSecretName(env)) return { why: `${name} is named like a secret, which no command line should hold` };
    if (TAKEN.has(env)) return { why: `it is given ${env}, which says something else to every program` };
    const value =
      parameter.default === null
        ? undefined
        : constantValue(parameter.default, (variable) =>
            parameters.some((other) => other.name === variable) ? { why: "a parameter" } : (constants.get(variable) ?? { why: UNKNOWN }),
          );
    if (typeof value === "object") return { why: `the default of ${name} is ${value.why}` };
    params.push([nameOf(name, ownFlags), { ...(value === undefined ? { required: true } : { default: value }), env }]);
  }
  return { params: params.length === 0 ? undefined : Object.fromEntries(params) };
}

/** What newer versions know besides a name and a default. */
function isOrdinary(parameter: object): boolean {
  const { flag, long, short, pattern, multiple, min, max, value } = parameter as Readonly<Record<string, unknown>>;
  return [flag, long, short, pattern, multiple, min, max, value].every((said) => said === undefined || said === null || said === false);
}

/**
 * The variable that carries a parameter. just keeps parameters to itself unless they are exported, under their own name; ours have a name that no program
 * that the recipe starts listens to, as `HOST`, `PORT` or `VERSION` would be.
 */
export function variableOf(name: string, isExported: boolean): string {
  return isExported ? name : `ARG_${name.toUpperCase().replaceAll("-", "_")}`;
}

/** Those that bash sets itself, and the one by which programs are found. */
const TAKEN: ReadonlySet<string> = new Set(["PATH", "BASHOPTS", "EUID", "IFS", "PPID", "PWD", "SHELLOPTS", "UID", "_"]);

/** Words fill parameters by their order, so that the name matters where one is given by its flag alone. */
export function nameOf(name: string, ownFlags: readonly string[]): string {
  return ownFlags.includes(`--${name}`) ? `${name}-value` : name;
}
