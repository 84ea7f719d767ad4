/** The few signs we draw beyond ASCII, each one column wide unless said otherwise. */
export interface Symbols {
  readonly passed: string;
  readonly failed: string;
  readonly notStarted: string;
  /** Something went wrong that does not count. */
  readonly warning: string;
  readonly again: string;
  readonly ready: string;
  readonly kept: string;
  /** Stands for text that was left out. May be several columns wide. */
  readonly ellipsis: string;
  readonly arrow: string;
  /** A line of them parts what stands above from what stands below. */
  readonly rule: string;
  readonly spinner: readonly string[];
  /** Before a node of a tree, the last one of its parent, and what is below one that is not the last. Three columns each. */
  readonly branch: string;
  readonly lastBranch: string;
  readonly trunk: string;
}

export const UNICODE: Symbols = {
  passed: "✓",
  failed: "✗",
  notStarted: "–",
  warning: "!",
  again: "↻",
  ready: ">",
  kept: "●",
  ellipsis: "…",
  arrow: "→",
  rule: "─",
  spinner: ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"],
  branch: "├─ ",
  lastBranch: "└─ ",
  trunk: "│  ",
};

export const ASCII: Symbols = {
  passed: "+",
  failed: "x",
  notStarted: "-",
  warning: "!",
  again: "~",
  ready: ">",
  kept: "o",
  ellipsis: "...",
  arrow: "->",
  rule: "-",
  spinner: ["-", "\\", "|", "/"],
  branch: "|- ",
  lastBranch: "`- ",
  trunk: "|  ",
};

/**
 * ASCII where the locale names another encoding than UTF-8 (`C` and `POSIX` do), or the terminal is the Linux console, whose font lacks the signs.
 * The first of LC_ALL, LC_CTYPE and LANG that is not empty decides. Where none is set nothing is known, and what reads us then (a container's log, CI) reads UTF-8.
 */
export function symbolsFor(env: Readonly<Record<string, string | undefined>>): Symbols {
  const locale = env.LC_ALL || env.LC_CTYPE || env.LANG;
  const utf8 = !locale || /utf-?8/i.test(locale);
  return utf8 && env.TERM !== "linux" ? UNICODE : ASCII;
}
