/**
 * Compares by code point, which is the order of the bytes in UTF-8, and the one that the Remote Execution API sorts by. JavaScript's own order, by units of UTF-16,
 * has the code points above U+FFFF before those from U+E000 on.
 */
export function compareCodePoints(a: string, b: string): number {
  // The two orders differ only where both have such a unit; for all other names the runtime's own comparison is many times faster than a loop.
  if (!FROM_SURROGATES_ON.test(a) || !FROM_SURROGATES_ON.test(b)) return a < b ? -1 : a === b ? 0 : 1;
  const shorter = Math.min(a.length, b.length);
  for (let i = 0; i < shorter; i++) {
    const [left, right] = [a.charCodeAt(i), b.charCodeAt(i)];
    if (left !== right) return rank(left) - rank(right);
  }
  return a.length - b.length;
}

const FROM_SURROGATES_ON = /[\ud800-\uffff]/;

/** Of a unit of UTF-16: surrogates after everything else. */
function rank(unit: number): number {
  if (unit >= 0xe000) return unit - 0x800;
  return unit >= 0xd800 ? unit + 0x2000 : unit;
}
