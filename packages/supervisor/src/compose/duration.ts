/**
 * `1h30m`, `1.5s`, `100us` in milliseconds, with fractions; days and weeks as newer versions of compose know them.
 * @returns undefined where the text is no duration, or less than nothing.
 */
export function composeDuration(text: string): number | undefined {
  if (text.length > 100) return undefined;
  if (/^\+?0$/.test(text)) return 0;
  if (!/^\+?(?:(?:\d+\.?\d*|\.\d+)(?:ns|us|µs|μs|ms|s|m|h|d|w))+$/.test(text)) return undefined;
  let sum = 0;
  for (const [, count, unit] of text.matchAll(/(\d+\.?\d*|\.\d+)(ns|us|µs|μs|ms|s|m|h|d|w)/g))
    sum += Number(count) * (UNITS[unit ?? ""] ?? 0);
  // Sums of fractions end in digits that nobody wrote.
  return Number.isFinite(sum) ? Math.round(sum * 1e6) / 1e6 : undefined;
}

const UNITS: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  µs: 1e-3,
  μs: 1e-3,
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
};
