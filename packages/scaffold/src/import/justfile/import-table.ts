import type { Carried, NotCarried, RegistryParts } from "../imported.ts";
import type { Outline } from "./recipes.ts";
import { findRegistryTable } from "./registry-table.ts";
import { replacedRecipes } from "./replaced-recipes.ts";
import { stringVariables } from "./string-variables.ts";

/** The services of a table that the justfile keeps in a variable, and the recipes around it. */
export interface ImportedTable {
  readonly services: RegistryParts["services"];
  /** Where the services' folders are. */
  readonly root?: string;
  readonly carried: readonly Carried[];
  /** Recipes by name, and what does the same now. */
  readonly replaced: ReadonlyMap<string, string>;
  readonly notCarried: readonly NotCarried[];
}

export function importTable({ text, file, outlines }: { text: string; file: string; outlines: readonly Outline[] }): ImportedTable {
  const table = findRegistryTable(stringVariables(text));
  if (table === undefined) return { services: {}, carried: [], replaced: new Map(), notCarried: [] };
  const { variable, services, notCarried } = table;
  const verbs = [...new Set(services.flatMap((service) => service.verbs))];
  const root = rootIn(outlines);
  return {
    services: Object.fromEntries(services.map(({ name, config }) => [name, config])),
    ...(root === undefined ? {} : { root }),
    carried: services.map(({ name, line }) => ({ what: `${variable}: ${name}`, as: `the service ${name}`, where: { file, line } })),
    replaced: replacedRecipes(outlines, { table: variable, services: services.map(({ name }) => name), verbs }),
    notCarried: notCarried.map((each) => ({ ...each, where: { file } })),
  };
}

/** What stands in front of the path of a row where a recipe goes there: `code` of `cd "code/$path"`. */
function rootIn(outlines: readonly Outline[]): string | undefined {
  for (const { lines } of outlines) {
    const found = /(?:^|[\s"'])((?:[\w.-]+\/)+)\$\{?path\}?/m.exec(lines.join("\n"))?.[1];
    if (found !== undefined) return found.slice(0, -1);
  }
  return undefined;
}
