/** Manifests are written by others: a value of another kind than expected is as good as none. */
export type Table = Readonly<Record<string, unknown>>;

export function tableIn(value: unknown): Table {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Table) : {};
}

/** What stands at the end of a way of keys, as a table. */
export function tableAt(value: unknown, ...keys: readonly string[]): Table {
  return tableIn(keys.reduce<unknown>((table, key) => tableIn(table)[key], value));
}

export function textIn(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

export function textsIn(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((each): each is string => typeof each === "string") : [];
}

/** A byte order mark is not part of what a file says. */
export function withoutMark(text: string): string {
  return text.startsWith("\uFEFF") ? text.slice(1) : text;
}
