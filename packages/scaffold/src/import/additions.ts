import { renderKey, renderValue } from "../registry/render-registry.ts";
import type { Carried, Imported, NotCarried, RegistryParts } from "./imported.ts";

/** What to write into a registry that is there already. */
export interface Addition {
  /** `services`, `workspace.verbs` */
  readonly where: string;
  /** Fields of that object, as TypeScript, one below the other. */
  readonly text: string;
}

export interface Existing {
  readonly services: readonly string[];
  /** The workspace's own. */
  readonly verbs: readonly string[];
}

/** What of an import a registry does not have yet. What it has under the same name stays as it is. */
export function additionsTo(
  { services, verbs }: Existing,
  imported: Imported,
): { readonly additions: readonly Addition[]; readonly imported: Imported } {
  const { parts, carried, notCarried } = imported;
  const { services: newServices, workspace, ...others } = parts;
  const { verbs: newVerbs = {}, ...ofWorkspace } = workspace ?? {};
  const there = (kind: string, names: readonly string[], own: object): NotCarried[] =>
    Object.keys(own)
      .filter((name) => names.includes(name))
      .map((name) => ({ what: name, why: `the registry has a ${kind} of that name, which stays as it is` }));
  const additions = [
    addition("", others),
    addition("services", without(newServices, services)),
    addition("workspace", ofWorkspace),
    addition("workspace.verbs", without(newVerbs, verbs)),
  ];
  const left = [...there("service", services, newServices), ...there("verb", verbs, newVerbs)];
  const isLeft = ({ what, as }: Carried) => left.some((each) => each.what === what || as === `the service ${each.what}`);
  return {
    additions: additions.filter(({ text }) => text !== ""),
    imported: { ...imported, carried: carried.filter((each) => !isLeft(each)), notCarried: [...notCarried, ...left] },
  };
}

function without(fields: Readonly<Record<string, unknown>>, names: readonly string[]): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(fields).filter(([name]) => !names.includes(name)));
}

function addition(where: string, fields: Partial<RegistryParts> | Readonly<Record<string, unknown>>): Addition {
  const lines = Object.entries(fields).map(([name, value]) => {
    const before = `${renderKey(name)}: `;
    return `${before}${renderValue(value, { column: before.length })},\n`;
  });
  return { where, text: lines.join("") };
}
