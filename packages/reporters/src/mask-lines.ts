/** What a task asks GitHub's runner to mask: `::add-mask::VALUE`. We heed it as well, wherever its words leave the machine. */
export class MaskLines {
  readonly #values = new Set<string>();

  /** The command, where the line is one. `bytes` as a line splitter gives them. */
  take(bytes: Uint8Array, from: number, to: number): string | undefined {
    let at = from;
    while (at < to && (bytes[at] === SPACE || bytes[at] === TAB)) at += 1;
    if (bytes[at] !== COLON || bytes[at + 1] !== COLON) return undefined;
    const text = Buffer.from(bytes.subarray(at, to)).toString();
    if (!text.startsWith(ADD_MASK)) return undefined;
    const value = text.slice(ADD_MASK.length).replace(/%(25|0D|0A)/gi, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
    // Of several lines each is a secret; the runner does the same.
    for (const line of value.split(/[\r\n]+/)) if (line.trim() !== "" && this.#values.size < MOST_VALUES) this.#values.add(line);
    return value.trim() === "" ? undefined : text;
  }

  masked(text: string): string {
    if (this.#values.size === 0) return text;
    // The longest first: a value that begins with another one is masked whole.
    const values = [...this.#values].sort((a, b) => b.length - a.length);
    return values.reduce((masked, value) => masked.replaceAll(value, "***"), text);
  }
}

const ADD_MASK = "::add-mask::";
const MOST_VALUES = 1000;
const COLON = 58;
const SPACE = 32;
const TAB = 9;
