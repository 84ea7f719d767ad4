/** A task's line made to stand among lines of ours: it keeps its colours and links, but neither moves the cursor nor colours what follows. */
export function containedLine(line: string): string {
  if (!line.includes(ESCAPE)) return line;
  const still = line.replace(ALL_BUT_COLOURS_AND_LINKS, "");
  return still.includes(ESCAPE) && !still.endsWith(RESET) ? still + RESET : still;
}

const ESCAPE = "\x1b";
const RESET = "\x1b[0m";
/**
 * Control sequences other than colours (those end in `m`), commands to the terminal (such as one for its title) other than links (number 8), and
 * the short sequences (save the cursor, reset the terminal).
 */
const ALL_BUT_COLOURS_AND_LINKS =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences start with one
  /\x1b(?:\[[0-?]*[ -/]*[@-ln-~]|\](?!8;)[^\x07\x1b]*(?:\x07|\x1b\\|$)|[PX^_][^\x1b]*(?:\x1b\\|$)|[ -/]+[0-~]|[0-OQ-WYZ`-~])/g;
