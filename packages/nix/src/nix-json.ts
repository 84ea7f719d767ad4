/** A value as an argument for Nix's `builtins.fromJSON`: a literal of Nix's language in which nothing has a meaning of its own, and which is short. */
export function nixJson(value: unknown): string {
  const text = JSON.stringify(value).replaceAll(/['$]/g, (special) => `\\u00${special.charCodeAt(0).toString(16)}`);
  return `''${text}''`;
}
