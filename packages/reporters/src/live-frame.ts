import type { TaskId } from "@nix-repo/model";
import { formatElapsed } from "./format-duration.ts";
import type { FrameSize } from "./live-screen.ts";
import type { Palette } from "./palette.ts";
import type { Symbols } from "./symbols.ts";
import { type Counts, totalOf } from "./tally.ts";
import { GAP } from "./task-lines.ts";
import { cropEnd, padTo } from "./text-width.ts";

export interface LiveState {
  /** In the order in which they were started. */
  readonly running: readonly RunningTask[];
  readonly counts: Counts;
  readonly total: number;
  readonly elapsedMs: number;
  readonly nameWidth: number;
}

export interface RunningTask {
  readonly task: TaskId;
  readonly elapsedMs: number;
  /** It runs until it is stopped, and what needs it may go on. */
  readonly isReady: boolean;
  /** What it says now, as one plain line; may be empty. Asked only of tasks that are shown. */
  readonly saying: () => string;
}

/** What stands at the bottom of the terminal: a line for each running task, as far as there is room, and one for all of them together. */
export function renderFrame(state: LiveState, size: FrameSize, style: { palette: Palette; symbols: Symbols }): string[] {
  if (state.running.length === 0 && state.total === 0) return [];
  // A line that fills the last column wraps on some terminals.
  const width = Math.max(1, size.columns - 1);
  const room = Math.max(0, Math.min(MAX_LINES, size.rows - RESERVED_ROWS));
  const fits = state.running.length <= room;
  const shown = fits ? state.running : state.running.slice(0, Math.max(0, room - 1));
  const hidden = state.running.length - shown.length;
  return [
    ...shown.map((running) => runningLine(running, { nameWidth: state.nameWidth, width, spinner: size.spinner, ...style })),
    ...(hidden === 0 ? [] : [style.palette.quiet(cropEnd(`  and ${hidden} more running`, width, ""))]),
    style.palette.quiet(cropEnd(`  ${progressText(state)}`, width, style.symbols.ellipsis)),
  ];
}

interface RunningLineOptions {
  readonly nameWidth: number;
  readonly width: number;
  readonly spinner: string;
  readonly palette: Palette;
  readonly symbols: Symbols;
}

function runningLine({ task, elapsedMs, isReady, saying }: RunningTask, options: RunningLineOptions): string {
  const { palette, symbols, width } = options;
  const mark = isReady ? symbols.ready : options.spinner;
  const ellipsis = symbols.ellipsis;
  const elapsed = formatElapsed(elapsedMs).padEnd(ELAPSED_WIDTH);
  const nameRoom = width - mark.length - 1;
  // On a terminal so narrow that nothing else fits the name is what counts.
  const name = cropEnd(padTo(task, options.nameWidth), nameRoom, ellipsis);
  const rest = cropEnd(`${GAP}${elapsed}${GAP}${saying()}`.trimEnd(), nameRoom - Math.max(options.nameWidth, name.length), ellipsis);
  return `${mark} ${name}${palette.quiet(rest)}`.trimEnd();
}

function progressText({ counts, total, running, elapsedMs }: LiveState): string {
  const failed = counts.failed === 0 ? "" : `, ${counts.failed} failed`;
  return `${totalOf(counts)} of ${total} done${failed}, ${running.length} running${GAP}${formatElapsed(elapsedMs)}`;
}

const MAX_LINES = 20;
/** The line of totals, the cursor's own, and one of what was there before. */
const RESERVED_ROWS = 3;
const ELAPSED_WIDTH = 4;
