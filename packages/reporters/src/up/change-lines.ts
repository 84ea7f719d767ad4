import type { UnitEvent } from "@nix-repo/model";
import { formatDuration } from "../format-duration.ts";
import type { Palette } from "../palette.ts";
import type { Symbols } from "../symbols.ts";
import { describeState, failureBelow, type UnitWording } from "./unit-words.ts";
import type { UnitsSeen } from "./units-seen.ts";

export interface ChangeStyle {
  readonly palette: Palette;
  readonly symbols: Symbols;
  readonly root: string;
}

/**
 * What a change is worth telling as: `✓ web ready after 1.2s`, and what is known of why below it; nothing for most of them.
 * @param seen what was known before the event
 */
export function changeLines(event: UnitEvent, seen: UnitsSeen, { palette, symbols, root }: ChangeStyle): readonly string[] {
  const { unit, at } = event;
  const good = (words: string) => [`${palette.good(symbols.passed)} ${unit} ${words}`];
  const quiet = (words: string) => [`${palette.quiet(symbols.notStarted)} ${unit} ${palette.quiet(words)}`];
  const bad = (words: string) => [`${palette.bad(symbols.failed)} ${unit} ${palette.bad(words)}`];
  const warning = (words: string) => [`${palette.warning(symbols.warning)} ${unit} ${palette.warning(words)}`];
  if (event.type === "unit-output") return [];
  if (event.type === "unit-left-behind") return warning("ended and left processes running, which were ended too");

  const { state, from } = event;
  const known = seen.of(unit);
  const wording: UnitWording = { root, now: at, stateOf: seen.stateOf };
  const words = () => describeState(state, wording);
  const took = known?.startingAt === undefined ? "" : palette.quiet(` after ${formatDuration(at - known.startingAt)}`);
  switch (state.kind) {
    case "ready":
      return good(known?.wasReady === true ? "ready again" : `ready${took}`);
    case "running":
      return from === "ready" ? warning(`no longer ${words().replace(/^not /, "")}`) : [];
    case "stopping":
      return state.killed && from === "stopping" ? warning(words()) : [];
    case "backoff":
      return [...bad(words()), ...failureBelow(state, wording).map(indented)];
    case "completed":
      return good(`completed${took}`);
    case "ended":
      return quiet(words());
    case "failed": {
      if (state.because.kind === "dependency") return quiet(words());
      // Everything is ending, and why it is not started again was told before.
      if (from === "backoff") return [];
      const again = known !== undefined && known.view.restarts > 0 ? ", not started again" : "";
      return [...bad(`${words()}${again}`), ...failureBelow(state, wording).map(indented)];
    }
    case "idle":
    case "waiting":
    case "starting":
      return [];
  }
}

function indented(line: string): string {
  return `    ${line}`.trimEnd();
}
