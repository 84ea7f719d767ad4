/** One system call that has ended, as strace wrote it. */
export interface StraceCall {
  readonly pid: number;
  readonly name: string;
  /** As they stand there: `"text"`, `3</a/path>`, `O_RDONLY|O_CLOEXEC`, `{st_mode=…}`. */
  readonly args: readonly string[];
  /** Below 0 where it failed; undefined where it did not return. */
  readonly result: number | undefined;
  /** What a returned descriptor leads to. */
  readonly resultPath?: string;
}

/**
 * Puts together the calls of a file that `strace -f -y -o` wrote, line by line: where several processes run, a call may stand in two halves, with others
 * between them.
 */
export class StraceCalls {
  /** First halves, by process. */
  readonly #begun = new Map<number, string>();

  /** @returns undefined for a line that ends no call */
  push(line: string): StraceCall | undefined {
    const [, number = "", text = ""] = /^(\d+) +(.*)$/s.exec(line) ?? [];
    const pid = Number(number);
    const resumed = /^<\.\.\. \w+ resumed>/.exec(text);
    if (resumed !== null) {
      const begun = this.#begun.get(pid);
      this.#begun.delete(pid);
      return begun === undefined ? undefined : parseCall(pid, `${begun}${text.slice(resumed[0].length)}`);
    }
    if (text.endsWith(UNFINISHED)) {
      this.#begun.set(pid, text.slice(0, -UNFINISHED.length));
      return undefined;
    }
    return parseCall(pid, text);
  }
}

const UNFINISHED = "<unfinished ...>";

function parseCall(pid: number, text: string): StraceCall | undefined {
  const name = /^(\w+)\(/.exec(text)?.[1];
  if (name === undefined) return undefined;
  const { args, end } = splitArguments(text, name.length + 1);
  const [, number, path] = /^\s*= (-?\d+)(<[^>]*>)?/.exec(text.slice(end)) ?? [];
  const resultPath = path === undefined ? undefined : pathOf(path.slice(1, -1));
  return {
    pid,
    name,
    args,
    result: number === undefined ? undefined : Number(number),
    ...(resultPath === undefined ? {} : { resultPath }),
  };
}

/** @returns `end`: where the text goes on behind the closing parenthesis */
function splitArguments(text: string, start: number): { args: readonly string[]; end: number } {
  const args: string[] = [];
  let depth = 0;
  let from = start;
  let at = start;
  for (; at < text.length; at++) {
    const character = text[at] ?? "";
    if (character === '"') at = endOfText(text, at);
    // In what a descriptor leads to, these characters are written as numbers.
    else if (character === "<") at = Math.max(at, text.indexOf(">", at));
    else if ("([{".includes(character)) depth += 1;
    else if (depth > 0 && ")]}".includes(character)) depth -= 1;
    else if (depth === 0 && (character === "," || character === ")")) {
      const argument = text.slice(from, at).trim();
      if (argument !== "") args.push(argument);
      from = at + 1;
      if (character === ")") break;
    }
  }
  return { args, end: at + 1 };
}

function endOfText(text: string, start: number): number {
  let at = start + 1;
  while (at < text.length && text[at] !== '"') at += text[at] === "\\" ? 2 : 1;
  return at;
}

/** The text that an argument in quotes stands for; undefined for one that is none, or is not whole. */
export function textOf(argument: string | undefined): string | undefined {
  const [, text] = /^"(.*)"$/s.exec(argument ?? "") ?? [];
  return text === undefined ? undefined : unescaped(text);
}

/** What a descriptor, or `AT_FDCWD`, leads to where that is a path. */
export function folderOf(argument: string | undefined): string | undefined {
  const [, path] = /<([^>]*)>/.exec(argument ?? "") ?? [];
  return path === undefined ? undefined : pathOf(path);
}

function pathOf(text: string): string | undefined {
  const path = unescaped(text).replace(/ \(deleted\)$/, "");
  return path.startsWith("/") ? path : undefined;
}

/** C's way of writing bytes. */
function unescaped(text: string): string {
  if (!text.includes("\\")) return text;
  const bytes: number[] = [];
  for (const [, octal, letter, plain = ""] of text.matchAll(/\\([0-7]{1,3})|\\(.)|([^\\]+)/gs)) {
    if (octal !== undefined) bytes.push(Number.parseInt(octal, 8));
    else if (letter !== undefined) bytes.push(...Buffer.from(ESCAPES[letter] ?? letter));
    else bytes.push(...Buffer.from(plain));
  }
  return Buffer.from(bytes).toString();
}

const ESCAPES: Readonly<Record<string, string>> = { n: "\n", t: "\t", r: "\r", v: "\v", f: "\f" };
