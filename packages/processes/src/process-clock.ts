import { readFileSync } from "node:fs";

/**
 * Now, in milliseconds, by the clock by which the system says when a process was started: on Linux since the machine was, the time that it slept included;
 * elsewhere since the epoch. Right within a tenth of a second.
 */
export function processClock(): number {
  if (process.platform !== "linux") return Date.now();
  // Between two looks at the system's clock ours goes on, which stands still while the machine sleeps: then the other two have drifted apart.
  if (look === undefined || Math.abs(Date.now() - look.wall - (performance.now() - look.at)) > DRIFT_MS) look = lookAtUptime();
  return look.clock + performance.now() - look.at;
}

const DRIFT_MS = 50;

let look: Look | undefined;

interface Look {
  readonly clock: number;
  readonly at: number;
  readonly wall: number;
}

/** Whatever may come between the readings makes it rather late than early. */
function lookAtUptime(): Look {
  const now = { at: performance.now(), wall: Date.now() };
  return { ...now, clock: Number.parseFloat(readFileSync("/proc/uptime", "latin1")) * 1_000 };
}
