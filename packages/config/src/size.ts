/** A number and a unit; powers of 1024 with and without the i, as disks and people do not agree. */
export const SIZE = "^[1-9]\\d{0,5}(\\.\\d{1,3})? ?[KMGT]i?B$";

/** `10GB` in bytes. The text must match `SIZE`. */
export function parseSize(text: string): number {
  const unit = /[KMGT]/.exec(text)?.[0] ?? "";
  return Math.round(Number.parseFloat(text) * 1024 ** (UNITS.indexOf(unit) + 1));
}

const UNITS = "KMGT";
