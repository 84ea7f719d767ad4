/** A copy with another value at one place: `shards[0].index`; undefined takes away what is there, and an empty place stands for all of it. */
export function changed(whole: object, at: string, value: unknown): unknown {
  if (at === "") return value;
  const copy = JSON.parse(JSON.stringify(whole));
  const keys = at.match(/[^.[\]]+/g) ?? [];
  const last = keys.pop() ?? "";
  const holder = keys.reduce((each, key) => each[key], copy);
  if (value === undefined) delete holder[last];
  else holder[last] = value;
  return copy;
}
