/** A text that is to be read as it stands, in a line of Markdown or a cell of a table: nothing in it is markup. */
export function markdownText(text: string): string {
  return text.replace(/[\r\n]+/g, " ").replace(/[&<>|`*_[\]\\~#@$]/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** The same as code. For a table, in which a pipe ends a cell also within code, see `codeCell`. */
export function inlineCode(text: string): string {
  const line = text.replace(/[\r\n]+/g, " ");
  const ticks = "`".repeat(longestRun(line) + 1);
  const pad = line.startsWith("`") || line.endsWith("`") || line.trim() === "" ? " " : "";
  return `${ticks}${pad}${line}${pad}${ticks}`;
}

export function codeCell(text: string): string {
  return /[|`\\]/.test(text) ? `<code>${markdownText(text)}</code>` : inlineCode(text);
}

/** A block that its content cannot end. */
export function codeBlock(lines: readonly string[]): string {
  const fence = "`".repeat(Math.max(3, longestRun(lines.join("\n")) + 1));
  return [`${fence}text`, ...lines, fence].join("\n");
}

/** Of backticks. */
function longestRun(text: string): number {
  return (text.match(/`+/g) ?? []).reduce((longest, run) => Math.max(longest, run.length), 0);
}
