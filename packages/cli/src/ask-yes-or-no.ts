import { closeSync, openSync, readSync } from "node:fs";
import type { Io } from "./io.ts";

/**
 * Asks on the terminal, on stderr, and waits for a line. Anything but `y` or `yes` is no.
 * The terminal is opened anew, so that our stdin stays as it is; read in blocking calls, so that Ctrl-C ends us as it would end any program.
 */
export function askYesOrNo(question: string, io: Io): boolean {
  io.stderr.write(`${question} [y/N] `);
  const terminal = openSync("/dev/tty", "r");
  try {
    const answer = Buffer.alloc(256);
    return /^y(es)?$/i.test(answer.toString("utf8", 0, readSync(terminal, answer)).trim());
  } finally {
    closeSync(terminal);
  }
}
