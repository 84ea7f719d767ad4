import { checkOverride, checkReferences } from "./check-references.ts";
import { checkSchema } from "./check-schema.ts";
import { type Known, knownNames } from "./known-names.ts";
import type { Mistake, Path } from "./mistake.ts";
import type { OverrideConfig, RegistryConfig, ServiceConfig } from "./registry.generated.ts";

/** All mistakes of a registry at once: those of form, and in all that has the right form those of reference. */
export async function mistakesInRegistry(value: unknown, { ownFlags }: { ownFlags: readonly string[] }): Promise<readonly Mistake[]> {
  const wrong = await checkSchema(value, "registry");
  const sound = (wrong.length === 0 ? value : soundPart(value, wrong)) as RegistryConfig | undefined;
  // Names count as known although what stands under them is wrong: one mistake gets one message.
  return sound?.services === undefined ? wrong : [...wrong, ...checkReferences(sound, knownNames(value as RegistryConfig, ownFlags))];
}

export async function mistakesInOverride(
  value: unknown,
  service: { name: string; known: Known; registered: ServiceConfig },
): Promise<readonly Mistake[]> {
  const wrong = await checkSchema(value, "override");
  const sound = (wrong.length === 0 ? value : soundPart(value, wrong)) as OverrideConfig | undefined;
  return sound === undefined ? wrong : [...wrong, ...checkOverride(sound, service)];
}

/** A copy without the values that have the wrong form, or that say something else without them. */
function soundPart(value: unknown, wrong: readonly Mistake[]): unknown {
  const copy = copyOf(value);
  if (copy === undefined || wrong.some(({ path }) => path.length === 0)) return undefined;
  for (const { path } of wrong) remove(copy, path.slice(0, lengthOfWhole(path)));
  return copy;
}

/** A list goes as a whole, as positions in what is left would be others, and so do a parameter and what makes one question of its parts. */
function lengthOfWhole(path: Path): number {
  const param = path.findIndex((key, i) => key === "params" && path[i - 2] === "verbs");
  if (param !== -1) return param + 2;
  const list = path.findIndex((key) => typeof key === "number");
  const question = path.findIndex(
    (key, i) => (key === "readyWhen" && path[i - 2] === "verbs") || (key === "ready" && path[i - 2] === "processes"),
  );
  return Math.min(list === -1 ? path.length : list, question === -1 ? path.length : question + 1);
}

function copyOf(value: unknown): unknown {
  try {
    return JSON.parse(JSON.stringify(value));
  } catch {
    // Holds itself, or something that is no data at all: what is wrong with its form has been said.
    return undefined;
  }
}

function remove(copy: unknown, path: Path): void {
  let parent = copy as Record<string | number, unknown> | undefined;
  for (const key of path.slice(0, -1)) parent = parent?.[key] as typeof parent;
  const last = path.at(-1);
  if (typeof parent === "object" && parent !== null && last !== undefined) delete parent[last];
}
