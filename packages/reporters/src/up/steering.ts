import type { UnitId } from "@nix-repo/model";
import { matches } from "./log-pane.ts";
import type { LogLines } from "./unit-logs.ts";

/** What a person has chosen to see. */
export interface Steering {
  /** The unit that keys are about, by its place. */
  readonly chosen: number;
  /** Whose log is shown; undefined: all of them. */
  readonly shows: UnitId | undefined;
  /** The last line of the log that is shown; undefined: whichever is last. */
  readonly bottom: number | undefined;
  /** What is looked for in the log, and the line where it was found. */
  readonly search: { readonly text: string; readonly match: number | undefined } | undefined;
  /** `typing`: keys are letters of what is to be looked for. */
  readonly mode: "units" | "help" | { readonly typing: string };
  readonly isEnding: boolean;
}

export const AT_FIRST: Steering = {
  chosen: 0,
  shows: undefined,
  bottom: undefined,
  search: undefined,
  mode: "units",
  isEnding: false,
};

/** What a person wants done. `quit` comes once; whoever presses again what ends everything wants it `kill`ed. */
export type UpAction =
  | { readonly kind: "restart"; readonly unit: UnitId }
  | { readonly kind: "stop"; readonly unit: UnitId }
  | { readonly kind: "quit" }
  | { readonly kind: "kill" };

/** As `emitKeypressEvents` of node:readline names keys. */
export interface Key {
  /** Left out for some characters that stand for themselves in `sequence`. */
  readonly name?: string | undefined;
  readonly sequence: string;
  readonly ctrl?: boolean | undefined;
  readonly meta?: boolean | undefined;
}

export interface Surroundings {
  readonly units: readonly UnitId[];
  /** What `steering.shows` says. */
  readonly log: LogLines;
  /** How many rows of the log there is room for. */
  readonly pageRows: number;
}

/** What comes of a key. */
export function press(steering: Steering, key: Key, around: Surroundings): { readonly steering: Steering; readonly action?: UpAction } {
  if (key.ctrl === true && key.name === "c") return end(steering);
  if (typeof steering.mode === "object") return { steering: typed(steering, steering.mode.typing, key, around) };
  if (steering.mode === "help") return { steering: { ...steering, mode: "units" } };
  const unit = around.units[steering.chosen];
  if (key.sequence === "q") return end(steering);
  if (unit !== undefined && key.sequence === "r") return { steering, action: { kind: "restart", unit } };
  if (unit !== undefined && key.sequence === "s") return { steering, action: { kind: "stop", unit } };
  return { steering: moved(steering, key, around) };
}

function end(steering: Steering): { steering: Steering; action: UpAction } {
  return { steering: { ...steering, mode: "units", isEnding: true }, action: { kind: steering.isEnding ? "kill" : "quit" } };
}

function moved(steering: Steering, { name, sequence }: Key, around: Surroundings): Steering {
  const { units, pageRows } = around;
  const choose = (chosen: number): Steering => ({ ...steering, chosen: Math.max(0, Math.min(units.length - 1, chosen)) });
  if (name === "up" || sequence === "k") return choose(steering.chosen - 1);
  if (name === "down" || sequence === "j") return choose(steering.chosen + 1);
  if (name === "home" || sequence === "g") return choose(0);
  if (name === "end" || sequence === "G") return choose(units.length - 1);
  if (name === "return" || name === "enter") {
    const unit = units[steering.chosen];
    return showing(steering, unit === steering.shows ? undefined : unit);
  }
  if (name === "pageup") return scrolled(steering, -pageRows, around);
  if (name === "pagedown") return scrolled(steering, pageRows, around);
  if (name === "escape") {
    if (steering.search !== undefined || steering.bottom !== undefined) return { ...steering, search: undefined, bottom: undefined };
    return showing(steering, undefined);
  }
  if (sequence === "/") return { ...steering, mode: { typing: "" } };
  if (sequence === "n") return found(steering, -1, around);
  if (sequence === "N") return found(steering, 1, around);
  if (sequence === "?") return { ...steering, mode: "help" };
  return steering;
}

/** Another log has other lines. */
function showing(steering: Steering, shows: UnitId | undefined): Steering {
  return { ...steering, shows, bottom: undefined, search: undefined };
}

function scrolled(steering: Steering, by: number, { log, pageRows }: Surroundings): Steering {
  const bottom = (steering.bottom ?? log.end - 1) + by;
  if (bottom >= log.end - 1) return { ...steering, bottom: undefined };
  return { ...steering, bottom: Math.min(log.end - 1, Math.max(log.first + pageRows - 1, bottom)) };
}

function typed(steering: Steering, typing: string, { name, sequence, ctrl, meta }: Key, around: Surroundings): Steering {
  if (name === "escape") return { ...steering, mode: "units" };
  if (name === "return" || name === "enter") {
    if (typing === "") return { ...steering, mode: "units" };
    // From the last line that is seen, itself included.
    const from = (steering.bottom ?? around.log.end - 1) + 1;
    return found({ ...steering, mode: "units", search: { text: typing, match: from } }, -1, around);
  }
  if (name === "backspace") return typing === "" ? { ...steering, mode: "units" } : { ...steering, mode: { typing: withoutLast(typing) } };
  if (ctrl === true || meta === true || !IS_TEXT.test(sequence)) return steering;
  return { ...steering, mode: { typing: typing + sequence } };
}

const IS_TEXT = /^[^\p{C}]+$/u;

function withoutLast(text: string): string {
  return [...text].slice(0, -1).join("");
}

/** The next line that matches in that direction, around the end of the log if need be; a few lines are seen below it. */
function found(steering: Steering, step: 1 | -1, { log, pageRows }: Surroundings): Steering {
  if (steering.search === undefined) return steering;
  const { text, match } = steering.search;
  const count = log.end - log.first;
  // What was forgotten meanwhile lies before the first line.
  const start = Math.max(match ?? log.end, log.first + (step === -1 ? 0 : -1));
  for (let i = 1; i <= count; i += 1) {
    const number = log.first + modulo(start - log.first + step * i, count);
    if (matches(log.line(number)?.text ?? "", text)) {
      return { ...steering, search: { text, match: number }, bottom: Math.min(log.end - 1, number + Math.floor(pageRows / 4)) };
    }
  }
  return { ...steering, search: { text, match: undefined } };
}

function modulo(n: number, by: number): number {
  return ((n % by) + by) % by;
}
