/** Hours, minutes, seconds and milliseconds, in this order; at least one of them, and not nothing in all. */
export const DURATION = "^(?=.*[1-9])(\\d{1,6}h)?(\\d{1,6}m)?(\\d{1,6}s)?(\\d{1,9}ms)?$";

const UNITS = [3_600_000, 60_000, 1_000, 1] as const;

/** `1h30m` in milliseconds. The text must match `DURATION`. */
export function parseDuration(text: string): number {
  const [, ...parts] = new RegExp(DURATION).exec(text) ?? [];
  return UNITS.reduce((sum, unit, i) => sum + unit * Number.parseInt(parts[i] ?? "0", 10), 0);
}

/** As a registry writes it: `1h30m`, `500ms`. */
export function durationText(ms: number): string {
  let rest = ms;
  const parts = ["h", "m", "s", "ms"].map((name, i) => {
    const unit = UNITS[i] ?? 1;
    const count = Math.floor(rest / unit);
    rest -= count * unit;
    return count === 0 ? "" : `${count}${name}`;
  });
  return parts.join("") || "0ms";
}
