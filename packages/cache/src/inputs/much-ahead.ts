/** More is read only when somebody waits for it. */
export class TooMuchAhead extends Error {}

/** Some 15 ms, walking and looking included. */
export const MOST_FILES_AHEAD = 300;
/** In bytes: some 5 ms. */
export const MOST_BYTES_AHEAD = 8 << 20;
