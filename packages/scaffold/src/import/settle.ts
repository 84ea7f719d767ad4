import { mistakesInRegistry, pathText } from "@nix-repo/config";
import type { Imported, NotCarried, RegistryParts } from "./imported.ts";

/**
 * What is to be written holds no mistake: whatever a registry would not take is left out, and said. Foreign files name things in ways that nobody foresees;
 * a registry that cannot be loaded would take everything else with it.
 */
export async function settle(imported: Imported, { ownFlags }: { readonly ownFlags: readonly string[] }): Promise<Imported> {
  let { parts } = imported;
  const left: NotCarried[] = [];
  const gone = new Set<string>();
  for (;;) {
    const [mistake] = await mistakesInRegistry(parts, { ownFlags });
    if (mistake === undefined) {
      const carried = imported.carried.filter(({ what }) => !gone.has(what));
      return { ...imported, parts, carried, notCarried: [...imported.notCarried, ...left] };
    }
    const depth = wholeOf(mistake.path);
    const path = mistake.path.slice(0, depth);
    parts = without(parts, path) as RegistryParts;
    gone.add(String(path.at(-1)));
    left.push({ what: pathText(path), why: `a registry would not take it: ${mistake.message}` });
  }
}

/** How much of a path is one thing: a verb, a process, a field of a service. */
function wholeOf(path: readonly (string | number)[]): number {
  const [first, , third] = path;
  if (first === "services") return third === "verbs" || third === "processes" ? 4 : third === "path" ? 2 : Math.min(3, path.length);
  return Math.min(first === "workspace" && path[1] === "verbs" ? 3 : 2, path.length);
}

function without(value: unknown, [key, ...rest]: readonly (string | number)[]): unknown {
  if (key === undefined || typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).filter(([name]) => rest.length > 0 || name !== String(key));
  return Object.fromEntries(entries.map(([name, inner]) => [name, name === String(key) ? without(inner, rest) : inner]));
}
