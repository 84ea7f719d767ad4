/** Makes lines of what comes; or says, once, in one clause, why it cannot. */
export interface MessageLines {
  /** The lines that are whole with this chunk, without what ends them. */
  push(chunk: Buffer): { readonly lines: readonly string[]; readonly wrong?: string };
}

/** @param maxBytes of a line; this much is held at most. */
export function createMessageLines(maxBytes: number): MessageLines {
  let rest: Buffer = Buffer.alloc(0);
  // Text that is no UTF-8 is no message, rather than another one.
  const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  return {
    push(chunk) {
      const data = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
      const lines: string[] = [];
      let from = 0;
      for (let end = data.indexOf(LINE_FEED, rest.length); end !== -1; end = data.indexOf(LINE_FEED, from)) {
        if (end - from > maxBytes) return { lines, wrong: tooLong(maxBytes) };
        try {
          lines.push(decoder.decode(data.subarray(from, end)));
        } catch {
          return { lines, wrong: "a message is no UTF-8" };
        }
        from = end + 1;
      }
      rest = Buffer.from(data.subarray(from));
      return rest.length > maxBytes ? { lines, wrong: tooLong(maxBytes) } : { lines };
    },
  };
}

const LINE_FEED = 10;

function tooLong(maxBytes: number): string {
  return `a message is longer than ${maxBytes} bytes`;
}
