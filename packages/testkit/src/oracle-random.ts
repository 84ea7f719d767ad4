/** Random choices that a seed repeats. */
export interface OracleRandom {
  /** A whole number from 0 up to, not including, the limit. */
  below(limit: number): number;
  /** True with this probability, 0 to 1. */
  chance(probability: number): boolean;
  /** One of them; undefined where there are none. */
  pick<T>(items: readonly T[]): T | undefined;
  /** One of them, in proportion to its weight. */
  pickWeighted<T extends { readonly weight: number }>(items: readonly T[]): T | undefined;
}

/** @param name whatever shall not see the same choices as others with this seed */
export function oracleRandom(seed: number, name: string): OracleRandom {
  const next = mulberry32([...name].reduce((mixed, character) => Math.imul(mixed ^ character.charCodeAt(0), 0x01000193), seed));
  const random: OracleRandom = {
    below: (limit) => Math.floor(next() * limit),
    chance: (probability) => next() < probability,
    pick: (items) => items[random.below(items.length)],
    pickWeighted(items) {
      let at = next() * items.reduce((sum, { weight }) => sum + weight, 0);
      return items.find(({ weight }) => {
        at -= weight;
        return at < 0;
      });
    },
  };
  return random;
}

/** Tommy Ettinger's generator: 32 bits of state, which is plenty for drawing edits. */
function mulberry32(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
