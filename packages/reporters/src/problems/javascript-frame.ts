import type { SightedPlace } from "./problem-matcher.ts";

/** A line of a JavaScript stack: `    at sum (src/sum.js:2:30)`, `    at async file:///w/a.test.js:5:10`. */
export function javascriptFrame(line: string): SightedPlace | undefined {
  const text = line.trimStart();
  return text.startsWith("at ") ? framePlace(text.slice("at ".length)) : undefined;
}

/** The same without the `at`. */
export function framePlace(text: string): SightedPlace | undefined {
  const open = text.lastIndexOf("(");
  const close = text.lastIndexOf(")");
  const place = open !== -1 && close > open ? text.slice(open + 1, close) : text.replace(/^async /, "");
  const [, file, line, column] = /^(.+):(\d+):(\d+)$/.exec(place.trim()) ?? [];
  return file === undefined || file.startsWith("node:") ? undefined : { file, line: Number(line), column: Number(column) };
}
