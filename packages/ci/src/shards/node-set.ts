/** A set of small numbers: the words of a bit set that are not empty, and which words these are, in rising order. */
export interface NodeSet {
  readonly places: Int32Array;
  readonly words: Int32Array;
}

/** Puts sets together, over and over in the same scratch space. @param count one more than the largest number */
export function createUnion(count: number): (sets: Iterable<NodeSet>, also?: number) => NodeSet {
  const scratch = new Int32Array((count >>> 5) + 1);
  return (sets, also) => {
    const touched: number[] = [];
    const put = (place: number, word: number) => {
      const before = scratch[place] as number;
      if (before === 0) touched.push(place);
      scratch[place] = before | word;
    };
    for (const { places, words } of sets) {
      for (let index = 0; index < places.length; index += 1) put(places[index] as number, words[index] as number);
    }
    if (also !== undefined) put(also >>> 5, 1 << (also & 31));
    const places = Int32Array.from(touched).sort();
    const words = places.map((place) => scratch[place] as number);
    for (const place of touched) scratch[place] = 0;
    return { places, words };
  };
}

/** In rising order. */
export function membersOf({ places, words }: NodeSet): readonly number[] {
  const members: number[] = [];
  for (let index = 0; index < places.length; index += 1) {
    for (let left = words[index] as number; left !== 0; left &= left - 1) members.push(lowestMember(places[index] as number, left));
  }
  return members;
}

/** @param word not 0 */
export function lowestMember(place: number, word: number): number {
  return place * 32 + 31 - Math.clz32(word & -word);
}
