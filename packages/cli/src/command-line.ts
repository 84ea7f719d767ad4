/** An argv, taken apart before any option is parsed. */
export interface CommandLine {
  /** The first word that is no option: a command of ours, or a verb. */
  readonly name: string | undefined;
  /** All of our own words, the name first, global options that stood before it moved behind it. */
  readonly words: readonly string[];
  /** What stood after the first `--`, untouched; undefined where there was none. */
  readonly rest: readonly string[] | undefined;
}

/** Global options that take a value; the others are switches. */
const WITH_VALUE = new Set(["-C", "--cwd", "--provider"]);

export function parseCommandLine(argv: readonly string[]): CommandLine {
  const separator = argv.indexOf("--");
  const own = separator < 0 ? argv : argv.slice(0, separator);
  const rest = separator < 0 ? undefined : argv.slice(separator + 1);

  const at = firstWord(own, 0);
  const name = own[at];
  if (name === undefined) return { name, words: own, rest };
  const hoisted = own.slice(0, at);
  // `repo exec web cargo --help`: behind the service everything is the command's, as if `--` stood there.
  const service = name === "exec" ? firstWord(own, at + 1) : own.length;
  const behind = own.slice(service + 1);
  if (behind.length === 0) return { name, words: [name, ...own.slice(at + 1), ...hoisted], rest };
  return { name, words: [name, ...own.slice(at + 1, service + 1), ...hoisted], rest: argv.slice(service + 1) };
}

/** The index of the first word from `at` on that is neither an option nor an option's value. */
function firstWord(words: readonly string[], at: number): number {
  while (at < words.length && words[at]?.startsWith("-")) at += WITH_VALUE.has(words[at] ?? "") ? 2 : 1;
  return at;
}
