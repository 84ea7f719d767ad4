import type { DefinitionChange } from "./affected-services.ts";

/** A workspace as plain data: without places in files, so that moving an entry changes nothing; with paths relative to its root. */
export interface PlainWorkspace {
  /** What holds for every service: `globalEnv`, `flake`. */
  readonly shared: Readonly<Record<string, unknown>>;
  readonly services: ReadonlyMap<string, unknown>;
}

/**
 * Which services of `now` are defined otherwise than they were at the base.
 * A field that all share and that changed counts for every service that was there before.
 */
export function definitionChanges(before: PlainWorkspace, now: PlainWorkspace): ReadonlyMap<string, DefinitionChange> {
  const shared = differingFields(before.shared, now.shared);
  const changes = new Map<string, DefinitionChange>();
  for (const [name, definition] of now.services) {
    if (!before.services.has(name)) {
      changes.set(name, { kind: "new" });
      continue;
    }
    const fields = [...differingFields(before.services.get(name), definition), ...shared];
    if (fields.length > 0) changes.set(name, { kind: "changed", fields });
  }
  return changes;
}

/** Paths of the smallest values that differ: `verbs.test.registry.run`. Lists are values: their order may matter. */
function differingFields(before: unknown, now: unknown, path = ""): string[] {
  if (isRecord(before) && isRecord(now)) {
    const keys = [...new Set([...Object.keys(now), ...Object.keys(before)])];
    return keys.flatMap((key) => differingFields(before[key], now[key], path === "" ? key : `${path}.${key}`));
  }
  return JSON.stringify(before) === JSON.stringify(now) ? [] : [path];
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
