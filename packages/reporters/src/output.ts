/**
 * One of our streams. A reader that has gone away (`| head`) ends the writing, not the run.
 * Whether the stream is full is taken from what `write` returns and the `drain` event: under Bun 1.4 `writableNeedDrain` and `writableLength` of
 * process.stdout say nothing, and the callback of `write` comes before the bytes have left.
 */
export class Output {
  readonly stream: NodeJS.WriteStream;
  #closed = false;
  #full = false;
  #lastByte = LINE_FEED;

  constructor(stream: NodeJS.WriteStream) {
    this.stream = stream;
    stream.on("error", this.#close);
    stream.on("close", this.#close);
    stream.on("drain", () => {
      this.#full = false;
    });
  }

  /** Whether what is written may be changed as soon as `write` returns. Streams may hold on to it in general; ours that block do not, and say so. */
  get takesAtOnce(): boolean {
    return (this.stream as { readonly takesAtOnce?: boolean }).takesAtOnce === true;
  }

  write(data: string | Uint8Array): void {
    if (data.length === 0) return;
    this.#lastByte = (typeof data === "string" ? data.charCodeAt(data.length - 1) : data[data.length - 1]) ?? LINE_FEED;
    if (!this.#closed && !this.stream.write(data)) this.#full = true;
  }

  line(text: string): void {
    this.write(`${text}\n`);
  }

  /** Whether the cursor stands at the start of a line, as far as what went through here tells. */
  get atLineStart(): boolean {
    return this.#lastByte === LINE_FEED;
  }

  /** See `Reporter.congestion`. */
  congestion(): Promise<void> | undefined {
    if (this.#closed || !this.#full) return undefined;
    return new Promise((resolve) => {
      const { stream } = this;
      const done = () => {
        stream.off("drain", done).off("close", done).off("error", done);
        resolve();
      };
      stream.on("drain", done).on("close", done).on("error", done);
    });
  }

  /** Waits until everything written has left, or cannot any more. */
  async flush(): Promise<void> {
    await this.congestion();
    if (this.#closed) return;
    await new Promise<void>((resolve) => {
      this.stream.once("close", resolve);
      this.stream.write("", () => {
        this.stream.off("close", resolve);
        resolve();
      });
    });
  }

  readonly #close = () => {
    this.#closed = true;
  };
}

const LINE_FEED = 10;

/** The congestion of several streams together. */
export function congestionOf(...outputs: readonly Output[]): Promise<void> | undefined {
  const waiting = outputs.map((output) => output.congestion()).filter((promise) => promise !== undefined);
  return waiting.length === 0 ? undefined : Promise.all(waiting).then(() => undefined);
}
