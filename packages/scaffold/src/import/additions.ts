import { posix } from "node:path";
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
  /** Where its services' folders are, relative to its own; "." for the same. */
  readonly root: string;
  readonly services: readonly string[];
  /** The workspace's own. */
  readonly verbs: readonly string[];
}

/** What of an import a registry does not have yet. What it has under the same name stays as it is. */
export function additionsTo(
  { root, services, verbs }: Existing,
  imported: Imported,
): { readonly additions: readonly Addition[]; readonly imported: Imported } {
  const { parts, carried, notCarried } = imported;
  const { root: ownRoot = ".", services: found, workspace, ...others } = parts;
  const outside = Object.keys(found).filter((name) => pathFrom(root, ownRoot, found[name]?.path).startsWith(".."));
  const inside = Object.entries(without(found, outside) as RegistryParts["services"]);
  const newServices = Object.fromEntries(
    inside.map(([name, service]) => [name, { ...service, path: pathFrom(root, ownRoot, service.path) }]),
  );
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
  const beyond = outside.map((name) => ({ what: name, why: `its folder is not below ${root}, where the registry has its services` }));
  const left = [...beyond, ...there("service", services, newServices), ...there("verb", verbs, newVerbs)];
  const isLeft = ({ what, as }: Carried) => left.some((each) => each.what === what || as === `the service ${each.what}`);
  return {
    additions: additions.filter(({ text }) => text !== ""),
    imported: { ...imported, carried: carried.filter((each) => !isLeft(each)), notCarried: [...notCarried, ...left] },
  };
}

/** The folder of a service as the registry says it, which may have its services elsewhere. */
function pathFrom(root: string, ownRoot: string, path = "."): string {
  return posix.relative(root, posix.join(ownRoot, path)) || ".";
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
