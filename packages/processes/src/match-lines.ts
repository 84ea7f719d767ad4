import { StringDecoder } from "node:string_decoder";
import { stripVTControlCharacters } from "node:util";

/** Looks at each line without its colours, and at what of a line is there yet: a prompt has no end. */
export function matchLines(pattern: RegExp, onMatch: () => void): (stream: "stdout" | "stderr", chunk: Uint8Array) => void {
  const streams = { stdout: { decoder: new StringDecoder(), line: "" }, stderr: { decoder: new StringDecoder(), line: "" } };
  return (stream, chunk) => {
    const state = streams[stream];
    const lines = (state.line + state.decoder.write(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength))).split(/[\r\n]+/);
    state.line = (lines.at(-1) ?? "").slice(0, LONGEST_LINE);
    if (lines.some((line) => pattern.test(stripVTControlCharacters(line)))) onMatch();
  };
}

const LONGEST_LINE = 100_000;
