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

  let at = 0;
  while (at < own.length && own[at]?.startsWith("-")) at += WITH_VALUE.has(own[at] ?? "") ? 2 : 1;
  const name = own[at];
  if (name === undefined) return { name, words: own, rest };
  return { name, words: [name, ...own.slice(at + 1), ...own.slice(0, at)], rest };
}
