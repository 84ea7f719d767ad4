/** A text as a string of Nix. */
export function nixText(text: string): string {
  return `"${text.replaceAll(/["\\]|\$\{/g, "\\$&")}"`;
}

/** A text as the name of an attribute, in quotes where it needs them. */
export function nixName(text: string): string {
  return /^[a-zA-Z_][a-zA-Z0-9_'-]*$/.test(text) && !WORDS.has(text) ? text : nixText(text);
}

const WORDS = new Set(["if", "then", "else", "assert", "with", "let", "in", "rec", "inherit"]);
