import { err, ok, type Result } from "@nix-repo/model";

/**
 * Takes a value for what it should be. What others wrote may be damaged, or meant to do harm: only what is known is taken over.
 * Fails with one clause that begins with where in the file it is: `shards[1].index is missing`.
 */
export type Shape<T> = (value: unknown, at: string) => Result<T, string>;

/** A whole file. */
export function readJson<T>(text: string, shape: Shape<T>): Result<T, string> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return err("it is not JSON");
  }
  return shape(value, "");
}

export const text: Shape<string> = (value, at) => (typeof value === "string" ? ok(value) : err(`${at} ${isNot(value, "text")}`));

export const bool: Shape<boolean> = (value, at) => (typeof value === "boolean" ? ok(value) : err(`${at} ${isNot(value, "true or false")}`));

/** A whole number from `least` on. */
export function whole(least = 0): Shape<number> {
  return (value, at) =>
    typeof value === "number" && Number.isSafeInteger(value) && value >= least
      ? ok(value)
      : err(`${at} ${isNot(value, `a whole number${least === 0 ? "" : ` from ${least} on`}`)}`);
}

/** Milliseconds, of a duration or since the epoch. */
export const milliseconds: Shape<number> = (value, at) =>
  typeof value === "number" && Number.isFinite(value) && value >= 0 ? ok(value) : err(`${at} ${isNot(value, "a number of milliseconds")}`);

/** A text that looks like what it should be. */
export function matching<T extends string>(pattern: RegExp, what: string): Shape<T> {
  return (value, at) => (typeof value === "string" && pattern.test(value) ? ok(value as T) : err(`${at} ${isNot(value, what)}`));
}

export function oneOf<const T extends string | number | boolean>(...values: readonly T[]): Shape<T> {
  const what = values.map((value) => JSON.stringify(value)).join(" or ");
  return (value, at) => {
    const found = values.find((each) => each === value);
    return found === undefined ? err(`${at} ${isNot(value, what)}`) : ok(found);
  };
}

export function list<T>(item: Shape<T>): Shape<readonly T[]> {
  return (value, at) => {
    if (!Array.isArray(value)) return err(`${at} ${isNot(value, "a list")}`);
    const items: T[] = [];
    for (const [index, each] of value.entries()) {
      const read = item(each, `${at}[${index}]`);
      if (!read.ok) return read;
      items.push(read.value);
    }
    return ok(items);
  };
}

/** What each field of an object should be. */
export type Fields<T> = {
  readonly [Key in keyof T]-?: Partial<Pick<T, Key>> extends Pick<T, Key> ? Optional<Exclude<T[Key], undefined>> : Shape<T[Key]>;
};

interface Optional<T> {
  readonly ifThere: Shape<T>;
}

/** A field that may be missing. */
export function optional<T>(shape: Shape<T>): Optional<T> {
  return { ifThere: shape };
}

/** An object with these fields. Others are passed over: a later version may have more. */
export function record<T extends object>(fields: Fields<T>): Shape<T> {
  return (value, at) => {
    if (!isObject(value)) return err(at === "" ? "it is not an object" : `${at} ${isNot(value, "an object")}`);
    const read: Record<string, unknown> = {};
    for (const [key, field] of Object.entries<Shape<unknown> | Optional<unknown>>(fields)) {
      const path = at === "" ? key : `${at}.${key}`;
      const isThere = Object.hasOwn(value, key);
      if (!isThere && "ifThere" in field) continue;
      if (!isThere) return err(`${path} is missing`);
      const taken = ("ifThere" in field ? field.ifThere : field)(value[key], path);
      if (!taken.ok) return taken;
      read[key] = taken.value;
    }
    return ok(read as T);
  };
}

/** Objects of several kinds, told apart by one of their fields: what else each has. */
export function union<T extends Readonly<Record<Tag, string>>, Tag extends string>(
  tag: Tag,
  kinds: { readonly [Kind in T[Tag]]: Fields<Omit<Extract<T, Readonly<Record<Tag, Kind>>>, Tag>> },
): Shape<T> {
  return (value, at) => {
    if (!isObject(value)) return err(`${at} ${isNot(value, "an object")}`);
    if (!Object.hasOwn(value, tag)) return err(`${at}.${tag} is missing`);
    const kind = value[tag];
    if (typeof kind !== "string" || !Object.hasOwn(kinds, kind)) return err(`${at}.${tag} is none that is known`);
    const rest = record<object>(kinds[kind as T[Tag]])(value, at);
    return rest.ok ? ok({ [tag]: kind, ...rest.value } as T) : rest;
  };
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isNot(value: unknown, what: string): string {
  return value === undefined ? "is missing" : `is not ${what}`;
}
