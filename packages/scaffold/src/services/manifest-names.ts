/**
 * A service's name may have letters of any script, digits, `-`, `_` and `.`; manifests are stricter, each in its own way. The functions here give
 * the nearest name that is allowed.
 */

/** Small ASCII words joined by `joint`: `Billing.API v2` becomes `billing-api-v2`. `service` where nothing is left of a name. */
export function wordsOf(name: string, joint: "-" | "_"): string {
  const plain = name.normalize("NFKD").replaceAll(/\p{M}/gu, "").toLowerCase();
  const words = plain.split(/[^a-z0-9]+/).filter((word) => word !== "");
  const joined = words.length === 0 ? "service" : words.join(joint);
  return /^[0-9]/.test(joined) ? `service${joint}${joined}` : joined;
}

/** For a .NET project and its namespace: `billing-api` becomes `BillingApi`. */
export function pascalOf(name: string): string {
  return wordsOf(name, "-")
    .split("-")
    .map((word) => `${word.slice(0, 1).toUpperCase()}${word.slice(1)}`)
    .join("");
}

/** A name that is taken in the language itself gets a second word. */
export function unlessTaken(name: string, { taken, second }: { taken: ReadonlySet<string>; second: string }): string {
  return taken.has(name) ? `${name}${second}` : name;
}

/** A name within a text of JSON, TOML or YAML in double quotes; the name has no quotes itself, but may have any letter. */
export function quoted(text: string): string {
  return JSON.stringify(text);
}
