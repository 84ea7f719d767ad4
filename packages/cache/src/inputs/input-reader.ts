import type { InputReader, InputReaderOptions } from "./input-files.ts";
import { Reader } from "./reader.ts";

export type * from "./input-files.ts";

export function openInputReader(options: InputReaderOptions): InputReader {
  return new Reader(options);
}
