export interface Data {
  readonly value: unknown;
  /** Whether writing it as JSON would lose nothing that validation looks at: no functions, no objects that write themselves in their own way. */
  readonly isPlain: boolean;
}

/**
 * What a script exports, as data. A name to which it gives `undefined` (`web: inCi ? undefined : {...}`) is not there. Copies only what has such
 * names; what a list holds stays where it is.
 */
export function asData(exported: unknown): Data {
  let isPlain = true;
  const visit = (value: unknown, depth: number): unknown => {
    if (typeof value === "function" || typeof value === "symbol") isPlain = false;
    if (typeof value !== "object" || value === null) return value;
    if (depth > DEEPEST || "toJSON" in value) {
      isPlain = false;
      return value;
    }
    if (Array.isArray(value)) return visitItems(value, depth + 1);
    return visitNames(value as Record<string, unknown>, depth + 1);
  };
  const visitNames = (object: Record<string, unknown>, depth: number): unknown => {
    let copy: Record<string, unknown> | undefined;
    for (const name of Object.keys(object)) {
      const kept = visit(object[name], depth);
      if (kept === object[name] && kept !== undefined) continue;
      copy ??= { ...object };
      if (kept === undefined) delete copy[name];
      else copy[name] = kept;
    }
    return copy ?? object;
  };
  const visitItems = (list: readonly unknown[], depth: number): unknown => {
    const items = list.map((item) => visit(item, depth));
    return items.every((item, i) => item === list[i]) ? list : items;
  };
  const value = visit(exported, 0);
  return { value, isPlain };
}

/** Deeper than anything in a valid file; ends objects that hold themselves. */
const DEEPEST = 8;
