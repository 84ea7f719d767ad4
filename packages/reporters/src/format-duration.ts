/** How long something took, short: `38ms`, `1.2s`, `12s`, `1m 04s`, `2h 05m`. Takes milliseconds. */
export function formatDuration(ms: number): string {
  const whole = Math.max(0, Math.round(ms));
  if (whole < 1000) return `${whole}ms`;
  // 9950 and above would read "10.0s".
  if (whole < 9950) return `${(whole / 1000).toFixed(1)}s`;
  return inSeconds(Math.round(whole / 1000));
}

/** How long something has been running, in whole seconds, so that it changes only once a second: `0s`, `12s`, `1m 04s`. Takes milliseconds. */
export function formatElapsed(ms: number): string {
  return inSeconds(Math.floor(Math.max(0, ms) / 1000));
}

/** How long ago something was, for people: `just now`, `5 minutes ago`, `2 days ago`. Takes milliseconds. */
export function formatAge(ms: number): string {
  for (const [unit, length] of AGES) {
    const count = Math.floor(ms / length);
    if (count >= 1) return `${count} ${unit}${count === 1 ? "" : "s"} ago`;
  }
  return "just now";
}

const AGES = [
  ["year", 365 * 86_400_000],
  ["month", 30 * 86_400_000],
  ["day", 86_400_000],
  ["hour", 3_600_000],
  ["minute", 60_000],
  ["second", 1_000],
] as const;

/** A limit as one would write it: `500ms`, `1.5s`, `10m`, `1h 30m`. Takes milliseconds. */
export function formatLimit(ms: number): string {
  if (ms < 1000) return `${ms}ms`;
  if (ms < 60_000) return `${ms / 1000}s`;
  const seconds = Math.round(ms / 1000);
  const parts = [
    [Math.floor(seconds / 3600), "h"],
    [Math.floor(seconds / 60) % 60, "m"],
    [seconds % 60, "s"],
  ] as const;
  return parts.flatMap(([count, unit]) => (count === 0 ? [] : [`${count}${unit}`])).join(" ");
}

function inSeconds(seconds: number): string {
  if (seconds < 60) return `${seconds}s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)}m ${twoDigits(seconds % 60)}s`;
  const minutes = Math.floor(seconds / 60);
  return `${Math.floor(minutes / 60)}h ${twoDigits(minutes % 60)}m`;
}

function twoDigits(n: number): string {
  return String(n).padStart(2, "0");
}
