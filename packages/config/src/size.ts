/** A number and a unit: `500MB`, `1.5GiB`. */
export const SIZE = "^[1-9]\\d{0,5}(\\.\\d{1,3})? ?[KMGT]i?B$";

/** `10GB` in bytes. The text must match `SIZE`. */
export function parseSize(text: string): number {
  const [, unit = "", binary] = /([KMGT])(i?)B$/.exec(text) ?? [];
  const base = binary === "i" ? 1024 : 1000;
  return Math.round(Number.parseFloat(text) * base ** (UNITS.indexOf(unit) + 1));
}

const UNITS = "KMGT";
