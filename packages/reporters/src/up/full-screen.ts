import type { Key } from "./steering.ts";

export interface FullScreenOptions {
  /** The terminal. */
  readonly terminal: NodeJS.WriteStream;
  /** Leads to the same terminal; what anything else writes to either meanwhile is held back until the end. */
  readonly other: NodeJS.WriteStream;
  /** Where keys come from. Left out, or no terminal: nobody presses any. */
  readonly stdin: NodeJS.ReadStream | undefined;
  /** The lines of the whole screen, at most `rows`, each at most `columns` wide. */
  readonly frame: (size: { readonly columns: number; readonly rows: number; readonly turn: number }) => readonly string[];
  readonly onKey: (key: Key) => void;
}

/** A terminal that is drawn from edge to edge, beside what was there before. */
export interface FullScreen {
  /** Something has changed: it is drawn with the next turn. */
  change(): void;
  /** Draws at once. */
  draw(): void;
  /** Gives the terminal back as it was: what stood there, the cursor, and how it takes keys. */
  close(): void;
}

/**
 * Loads what it needs; the screen itself opens when the result is called.
 * Holds the streams by listr2's ProcessOutput, as the live view of a run does. log-update is for a part of a terminal; here rows have fixed places, and
 * only those that changed are written.
 */
export async function loadFullScreen(): Promise<(options: FullScreenOptions) => FullScreen> {
  const [{ ProcessOutput }, { emitKeypressEvents }] = await Promise.all([import("listr2"), import("node:readline")]);
  return (options) => openFullScreen(options, { ProcessOutput, emitKeypressEvents });
}

type Libraries = Pick<typeof import("listr2"), "ProcessOutput"> & Pick<typeof import("node:readline"), "emitKeypressEvents">;

function openFullScreen({ terminal, other, stdin, frame, onKey }: FullScreenOptions, libraries: Libraries): FullScreen {
  // listr2 hides the cursor on the stream that it takes for stdout: ours is the one that is drawn on.
  const held = new libraries.ProcessOutput(terminal, other, { leaveEmptyLine: false });
  let drawn: readonly string[] = [];
  let isChanged = true;
  let turn = 0;
  let isOpen = true;

  const draw = (): void => {
    if (!isOpen) return;
    isChanged = false;
    const lines = frame({ columns: terminal.columns || 80, rows: terminal.rows || 24, turn });
    const rows = Array.from({ length: Math.max(lines.length, drawn.length) }, (_, i) =>
      lines[i] === drawn[i] ? "" : `${ESC}[${i + 1};1H${ERASE_REST}${lines[i] ?? ""}${ESC}[0m`,
    );
    drawn = lines;
    const text = rows.join("");
    // Everything of one drawing leaves in one write, so that nothing flickers.
    if (text !== "") held.toStdout(`${BEGIN_SYNCHRONIZED}${NO_WRAP}${text}${WRAP}${END_SYNCHRONIZED}`, false);
  };
  const redraw = (): void => {
    // A terminal that changes its size moves what it shows.
    drawn = [];
    held.toStdout(ERASE_ALL, false);
    draw();
  };
  const keys = takeKeys(stdin, { onKey, emitKeypressEvents: libraries.emitKeypressEvents });
  const close = (): void => {
    if (!isOpen) return;
    isOpen = false;
    clearInterval(ticker);
    terminal.off("resize", redraw);
    for (const event of ENDS) process.off(event, close);
    keys.close();
    held.toStdout(LEAVE_SCREEN, false);
    held.release();
  };

  held.hijack();
  held.toStdout(`${ENTER_SCREEN}${ERASE_ALL}`, false);
  const ticker = setInterval(() => {
    turn += 1;
    if (isChanged || turn % TURNS_A_SECOND === 0) draw();
  }, TURN_MS);
  terminal.on("resize", redraw);
  // Whatever ends the process, the terminal is given back.
  for (const event of ENDS) process.on(event, close);
  draw();
  return {
    change() {
      isChanged = true;
    },
    draw,
    close,
  };
}

/** The latter comes before a bug is printed: on the screen that is left it could not be read, and under Bun 1.4 the former may not come at all then. */
const ENDS = ["exit", "uncaughtExceptionMonitor"] as const;

const TURN_MS = 100;
const TURNS_A_SECOND = 10;
const ESC = "\x1b";
/** The other screen that terminals have, beside the one with what was there before. */
const ENTER_SCREEN = `${ESC}[?1049h`;
const LEAVE_SCREEN = `${ESC}[?1049l`;
const ERASE_ALL = `${ESC}[2J`;
/** Before a line is written: behind one that fills its row the cursor still stands in the last column. */
const ERASE_REST = `${ESC}[K`;
/** A terminal that knows it shows all of a drawing at once; others ignore it. */
const BEGIN_SYNCHRONIZED = `${ESC}[?2026h`;
const END_SYNCHRONIZED = `${ESC}[?2026l`;
/** A line that is too long is cut at the edge instead of going on in the next row. */
const NO_WRAP = `${ESC}[?7l`;
const WRAP = `${ESC}[?7h`;

interface KeyOptions {
  readonly onKey: (key: Key) => void;
  readonly emitKeypressEvents: Libraries["emitKeypressEvents"];
}

/** Has the terminal hand over keys one by one, unseen, Ctrl-C among them. */
function takeKeys(stdin: NodeJS.ReadStream | undefined, { onKey, emitKeypressEvents }: KeyOptions): { close(): void } {
  if (stdin?.isTTY !== true) return { close: () => undefined };
  const wasRaw = stdin.isRaw;
  const take = (_: string | undefined, key: Key): void => onKey(key);
  // The escape key alone looks like the beginning of another key's sequence for so many milliseconds.
  const timing = { escapeCodeTimeout: 50 };
  emitKeypressEvents(stdin, timing as unknown as Parameters<typeof emitKeypressEvents>[1]);
  stdin.setRawMode(true);
  stdin.on("keypress", take);
  stdin.resume();
  return {
    close() {
      stdin.off("keypress", take);
      stdin.setRawMode(wasRaw);
      stdin.pause();
    },
  };
}
