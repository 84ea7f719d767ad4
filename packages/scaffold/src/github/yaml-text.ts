/** A scalar that YAML reads as this very text, and GitHub, too: not as one of its expressions. */
export function quoted(text: string): string {
  return JSON.stringify(text.replaceAll("${{", "${{ '${{' }}"));
}

/** A branch as the filters of `on:` take it: literally, where they would read a pattern. */
export function branchPattern(branch: string): string {
  return quoted(branch.replaceAll(/[*?+[\]!\\]/g, "\\$&"));
}

/** Each line but empty ones set in by so many blanks. */
export function indented(text: string, by: number): string {
  return text.replaceAll(/^(?=.)/gm, " ".repeat(by));
}

/** Blocks of text below each other, those left out that are undefined. */
export function blocks(...texts: readonly (string | undefined)[]): string {
  return texts.filter((text) => text !== undefined).join("\n");
}
