/**
 * Nix's own words about what went wrong, out of all that it wrote on stderr: no colours, no warnings, no progress, no trace.
 *
 * Nix 2.8 writes the message first and the trace below it; newer versions write the trace first and the message, indented, last:
 * in both the message is an `error:` with words, up to the next line of trace (`… while …`) or the end.
 */
export function nixMessage(stderr: string): string {
  const lines = plain(stderr).replaceAll("\r", "").split("\n");
  const blocks: string[][] = [];
  for (const line of lines) {
    if (/^error:/.test(line)) blocks.push([line]);
    else if (/^\s/.test(line) || line === "") blocks.at(-1)?.push(line);
    else if (/^\(?(use|stack trace)/.test(line)) continue;
    else if (blocks.length > 0 && !/^(warning|trace|building|copying|evaluating|fetching|these|this|\[)/.test(line))
      blocks.at(-1)?.push(line);
  }
  const messages = blocks.map(innermost).filter((message) => message !== "");
  return messages.length > 0
    ? [...new Set(messages)].join("\n")
    : lines
        .filter((line) => line.trim() !== "")
        .slice(-10)
        .join("\n");
}

/** The last `error:` of a block that says something, without what leads to it. */
function innermost(block: readonly string[]): string {
  const start = block.findLastIndex((line) => /^\s*error:\s*\S/.test(line));
  if (start === -1) return "";
  const first = block[start] ?? "";
  const indent = first.length - first.trimStart().length;
  const message = [first.trim().replace(/^error:\s*/, "")];
  for (const line of block.slice(start + 1)) {
    if (/^\s*…|^\s*\((stack trace truncated|use ')/.test(line)) break;
    message.push(line.slice(Math.min(indent, line.length - line.trimStart().length)));
  }
  return message
    .join("\n")
    .trim()
    .replaceAll(/\n{3,}/g, "\n\n");
}

/** Whether Nix says that the flake does not have what was asked for (and not that something inside it is missing something). */
export function saysShellIsMissing(stderr: string): boolean {
  return /^error: flake '[^\n]*' does not provide attribute '/m.test(plain(stderr));
}

/** Whether Nix says that the name stands for a group of shells. */
export function saysShellIsGroup(stderr: string): boolean {
  return /^error: flake output attribute '[^\n]*' is not a derivation|^error: expected flake output attribute '[^\n]*' to be a derivation or path but found a set/m.test(
    plain(stderr),
  );
}

/** Loads node:util, which takes 1.4 ms, only where Nix has failed. */
export function plain(text: string): string {
  return process.getBuiltinModule("node:util").stripVTControlCharacters(text);
}
