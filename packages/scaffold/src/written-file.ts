import { createHash } from "node:crypto";

/** A file that we write and later find again: nobody's hand edits are lost. */
export interface WrittenFile {
  /** Relative to git's top, with slashes. */
  readonly path: string;
  /** With its mark. */
  readonly content: string;
  /** Whether it is a program. */
  readonly executable?: boolean;
  /** What is written in place of the content: of a file that is no text. */
  readonly bytes?: Uint8Array;
  /** It is a symbolic link that leads there. */
  readonly link?: string;
}

/**
 * Puts our mark on a text: one line of comment that says which command wrote it, and the digest of all the rest.
 * It stands first, or behind the line that names an interpreter.
 */
export function marked({ text, command }: { text: string; command: string }): string {
  const interpreter = /^#!.*\n/.exec(text)?.[0] ?? "";
  return `${interpreter}# written by ${command}; sha256 ${digestOf(text)}\n${text.slice(interpreter.length)}`;
}

/** `ours`: as some version of us wrote it. `edited`: by us first, then by hand. `foreign`: never ours. */
export type Origin = "ours" | "edited" | "foreign";

export function originOf(given: string): Origin {
  const content = unixText(given);
  const mark = MARK.exec(content);
  if (mark === null) return "foreign";
  const [line = "", interpreter = "", digest = ""] = mark;
  return digestOf(interpreter + content.slice(line.length)) === digest ? "ours" : "edited";
}

const MARK = /^(#!.*\n)?# written by repo [^\n]*; sha256 ([0-9a-f]{64})\n/;

/** git may have checked a file out with the line ends of Windows: that is no edit. */
export function unixText(text: string): string {
  return text.replaceAll("\r\n", "\n");
}

function digestOf(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
