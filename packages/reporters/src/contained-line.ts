/** A task's line made to stand among lines of ours: it keeps its colours, but neither moves the cursor nor colours what follows. */
export function containedLine(line: string): string {
  if (!line.includes(ESCAPE)) return line;
  const still = line.replace(CURSOR_MOVES, "");
  return still.includes(ESCAPE) && !still.endsWith(RESET) ? still + RESET : still;
}

const ESCAPE = "\x1b";
const RESET = "\x1b[0m";
/** Control sequences other than colours (those end in `m`). */
// biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences start with one
const CURSOR_MOVES = /\x1b\[[0-?]*[ -/]*[@-ln-~]/g;
