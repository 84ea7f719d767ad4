import type { Params, Service } from "@nix-repo/model";
import { mergeOptions } from "../merge-options.ts";

/** The parameters of a service's verb, as far as the configuration tells without asking a task file; undefined where it has none. */
export function paramsOf({ verbs }: Service, verb: string): Params | undefined {
  const { override, registry, stack } = verbs.get(verb) ?? {};
  return mergeOptions(override?.options, registry?.options, stack?.options).params;
}
