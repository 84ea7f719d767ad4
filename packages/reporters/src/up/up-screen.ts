import { Output } from "../output.ts";
import { paletteOf } from "../palette.ts";
import { changeLines } from "./change-lines.ts";
import { type FullScreen, loadFullScreen } from "./full-screen.ts";
import { renderStatus } from "./render-status.ts";
import { AT_FIRST, type Key, press, type UpAction } from "./steering.ts";
import { UnitLogs } from "./unit-logs.ts";
import { UnitsSeen } from "./units-seen.ts";
import { frameOf, logRowsOf } from "./up-frame.ts";
import type { UpSize } from "./up-state.ts";
import type { UnitSamples, UpView, UpViewOptions } from "./up-view.ts";

export interface UpScreenOptions extends UpViewOptions {
  /** Where keys come from; no terminal, and nobody presses any. */
  readonly stdin: NodeJS.ReadStream | undefined;
  /** What units use now; asked every two seconds. */
  readonly sample: () => UnitSamples;
  /** Called for what a person wants done; what comes of it is seen in the events. */
  readonly onAction: (action: UpAction) => void;
}

/**
 * For a terminal: the units and their logs on the whole screen, until `finish`; then the terminal is as it was, and how everything stands at the end is below
 * what was there. Needs both streams to lead to the terminal, and draws on stderr. In memory are the last lines of each unit, however much they write.
 */
export async function openUpScreen(options: UpScreenOptions): Promise<UpView> {
  const { symbols, root, units, now = Date.now, sample, onAction } = options;
  const stderr = new Output(options.stderr);
  const palette = paletteOf(options.colour.stderr);
  const seen = new UnitsSeen(units);
  const logs = new UnitLogs();
  const since = now();
  let steering = AT_FIRST;
  let samples = sample();
  let size: UpSize = { columns: 80, rows: 24 };
  let screen: FullScreen | undefined;

  const frame = ({ turn, columns, rows }: UpSize & { turn: number }) => {
    size = { columns, rows };
    const spinner = symbols.spinner[turn % symbols.spinner.length] ?? "";
    const log = logs.linesOf(steering.shows);
    return frameOf({ units: seen.views, samples, steering, log, now: now(), since, spinner }, size, { palette, symbols, root });
  };
  const onKey = (key: Key): void => {
    const ids = seen.views.map(({ id }) => id);
    const around = { units: ids, log: logs.linesOf(steering.shows), pageRows: logRowsOf(ids.length, size) };
    const pressed = press(steering, key, around);
    steering = pressed.steering;
    screen?.draw();
    if (pressed.action !== undefined) onAction(pressed.action);
  };
  const openScreen = await loadFullScreen();
  screen = openScreen({ terminal: options.stderr, other: options.stdout, stdin: options.stdin, frame, onKey });
  const sampling = setInterval(() => {
    samples = sample();
  }, SAMPLE_MS);

  return {
    sink(event) {
      if (event.type === "unit-output") logs.write(event.unit, event.stream, event.chunk);
      else {
        // What it said last, though without a line break, comes before what became of it.
        if (event.type === "unit-changed" && !("pid" in event.state)) logs.end(event.unit);
        for (const line of changeLines(event, seen, { palette, symbols, root })) logs.tell(event.unit, line);
        seen.take(event);
      }
      screen?.change();
    },
    congestion: () => undefined,
    finish: async () => {
      clearInterval(sampling);
      if (screen !== undefined) {
        screen.close();
        screen = undefined;
        const status = { units: seen.views, samples: new Map(), now: now() };
        stderr.line(renderStatus(status, { colour: options.colour.stderr, symbols, root, columns: size.columns }));
      }
      await stderr.flush();
    },
  };
}

const SAMPLE_MS = 2_000;
