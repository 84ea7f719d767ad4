import { closeSync, openSync, readSync } from "node:fs";
import type { Io } from "./io.ts";

/**
 * Asks on the terminal, on stderr, and gives the line that was typed; undefined where the terminal ends instead (Ctrl-D).
 * The terminal is opened anew, so that our stdin stays as it is; read in blocking calls, so that Ctrl-C ends us as it would end any program.
 */
export function askLine(question: string, io: Io): string | undefined {
  io.stderr.write(question);
  const terminal = openSync("/dev/tty", "r");
  try {
    const answer = Buffer.alloc(4096);
    const length = readSync(terminal, answer);
    return length === 0 ? undefined : answer.toString("utf8", 0, length).replace(/\r?\n$/, "");
  } finally {
    closeSync(terminal);
  }
}
