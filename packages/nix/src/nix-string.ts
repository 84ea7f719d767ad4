/** A literal of Nix's language. */
export function nixString(text: string): string {
  return `"${text.replaceAll(/["\\]|\$\{/g, "\\$&")}"`;
}
