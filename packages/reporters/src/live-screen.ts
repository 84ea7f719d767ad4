import { widthOf } from "./text-width.ts";

export interface LiveScreenOptions {
  /** The terminal. */
  readonly terminal: NodeJS.WriteStream;
  /** Leads to the same terminal; what anything else writes there meanwhile is held back until the end. */
  readonly other: NodeJS.WriteStream;
  readonly spinner: readonly string[];
  /** The lines that stand at the bottom now, each at most `columns` wide. */
  readonly frame: (size: FrameSize) => readonly string[];
}

export interface FrameSize {
  readonly columns: number;
  readonly rows: number;
  readonly spinner: string;
}

/** The bottom of a terminal that is drawn again and again, with finished lines scrolling away above it. */
export interface LiveScreen {
  /** Puts lines above what is live, with the next drawing. */
  print(lines: readonly string[]): void;
  /** Wipes what is live, prints what is still to be printed, and gives the terminal back. */
  close(): void;
}

/**
 * Loads what draws; the screen itself opens when the result is called, so that a run which has ended by then draws nothing.
 *
 * Draws with the pieces that listr2's own renderer is made of: its spinner (whose timer sets the pace), its hold on the streams and the cursor, and log-update.
 * Its renderers themselves list every task there is, waiting ones too, which is not calm from some dozens on.
 */
export async function loadLiveScreen(): Promise<(options: LiveScreenOptions) => LiveScreen> {
  const [listr, logUpdate] = await Promise.all([import("listr2"), import("log-update")]);
  return (options) => openLiveScreen(options, { ...listr, ...logUpdate });
}

type Libraries = Pick<typeof import("listr2"), "ProcessOutput" | "Spinner"> & Pick<typeof import("log-update"), "createLogUpdate">;

function openLiveScreen(options: LiveScreenOptions, { ProcessOutput, Spinner, createLogUpdate }: Libraries): LiveScreen {
  const { terminal } = options;
  // listr2 hides the cursor on the stream that it takes for stdout: ours is the one that is drawn on.
  const held = new ProcessOutput(terminal, options.other, { leaveEmptyLine: false });
  const ticker = new Spinner();
  const spinner = options.spinner;
  const waiting: string[] = [];
  let drawn: readonly string[] = [];
  let columns = columnsOf(terminal);
  let turn = 0;

  // Everything of one drawing leaves in one write, so that nothing flickers.
  let batch = "";
  const canvas = {
    write: (text: string) => {
      batch += text;
      return true;
    },
    get columns() {
      return columnsOf(terminal);
    },
    get rows() {
      return rowsOf(terminal);
    },
  };
  const update = createLogUpdate(canvas as unknown as NodeJS.WriteStream, { showCursor: true });
  const send = () => {
    if (batch !== "") held.toStdout(`${BEGIN_SYNCHRONIZED}${batch}${END_SYNCHRONIZED}`, false);
    batch = "";
  };

  const printWaiting = () => {
    if (waiting.length === 0) return;
    update.clear();
    drawn = [];
    canvas.write(`${waiting.splice(0).join("\n")}\n`);
  };
  const draw = () => {
    eraseReflowed();
    printWaiting();
    const frame = options.frame({ columns, rows: rowsOf(terminal), spinner: spinner[turn % spinner.length] ?? "" });
    if (frame.length === 0) update.clear();
    else {
      canvas.write(NO_WRAP);
      update(frame.join("\n"));
      canvas.write(WRAP);
    }
    drawn = frame;
    send();
  };
  /**
   * A terminal that became narrower has broken our lines into more rows than log-update counts: those above its count are wiped here.
   * The count is right too where we drew once more before we heard of the new width (tmux tells late), since lines drawn then were not wrapped.
   */
  const eraseReflowed = () => {
    const now = columnsOf(terminal);
    if (now < columns) {
      const rows = drawn.reduce((sum, line) => sum + Math.max(1, Math.ceil(widthOf(line) / now)), 0);
      canvas.write(ERASE_LINE_AND_UP.repeat(rows - drawn.length));
    }
    columns = now;
  };
  const close = () => {
    if (!ticker.isRunning()) return;
    ticker.stop();
    terminal.off("resize", draw);
    process.off("exit", close);
    eraseReflowed();
    update.clear();
    printWaiting();
    send();
    held.release();
  };

  held.hijack();
  ticker.start(() => {
    turn += 1;
    draw();
  }, FRAME_MS);
  terminal.on("resize", draw);
  // Whatever ends the process, the cursor comes back.
  process.on("exit", close);
  draw();
  return { print: (lines) => void waiting.push(...lines), close };
}

const FRAME_MS = 100;
/** A terminal that knows it shows all of a drawing at once; others ignore it. */
const BEGIN_SYNCHRONIZED = "\x1b[?2026h";
const END_SYNCHRONIZED = "\x1b[?2026l";
/** A line that is too long is cut at the edge instead of going on in the next row. */
const NO_WRAP = "\x1b[?7l";
const WRAP = "\x1b[?7h";
const ERASE_LINE_AND_UP = "\x1b[2K\x1b[1A";

function columnsOf(terminal: NodeJS.WriteStream): number {
  return terminal.columns || 80;
}

function rowsOf(terminal: NodeJS.WriteStream): number {
  return terminal.rows || 24;
}
