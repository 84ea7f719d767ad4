import { isSecretName, type Variables } from "@nix-repo/model";

/** Replaces secret values in a stream of bytes, also where a value is cut by the borders of chunks. */
export interface Masker {
  /** What of the stream is safe to show so far; what might be the beginning of a secret is held back. */
  push(chunk: Uint8Array): Uint8Array;
  /** What was held back and turned out to be no secret. */
  flush(): Uint8Array;
}

/**
 * The values that must not be seen: of variables whose name says secret, at least six characters long (shorter ones are words like `true`).
 * Of a value of several lines each line counts, as programs print them one by one.
 */
export function secretValues(env: Variables): readonly string[] {
  const values = new Set<string>();
  for (const name of Object.keys(env)) {
    if (!isSecretName(name)) continue;
    const value = env[name] ?? "";
    for (const part of [value, ...value.split("\n")]) {
      const text = part.trim();
      if (text.length >= SHORTEST_SECRET) values.add(text);
    }
  }
  // The longest first: a value that begins with another one is masked whole.
  return [...values].sort((a, b) => b.length - a.length);
}

const SHORTEST_SECRET = 6;
const MASK = "***";

/** Masks a whole text. */
export function maskText(text: string, secrets: readonly string[]): string {
  return secrets.reduce((masked, secret) => masked.replaceAll(secret, MASK), text);
}

export function createMasker(secrets: readonly string[]): Masker {
  if (secrets.length === 0) return PASS;
  const values = secrets.map((secret) => Buffer.from(secret));
  let held = NOTHING;
  return {
    push(chunk) {
      const { shown, rest } = mask(held.length === 0 ? asBuffer(chunk) : Buffer.concat([held, chunk]), values, false);
      // A copy: the chunk's memory is not ours to keep.
      held = Buffer.from(rest);
      return shown;
    },
    flush() {
      const { shown } = mask(held, values, true);
      held = NOTHING;
      return shown;
    },
  };
}

const NOTHING = Buffer.alloc(0);
const PASS: Masker = { push: (chunk) => chunk, flush: () => NOTHING };

function mask(data: Buffer, values: readonly Buffer[], last: boolean): { shown: Buffer; rest: Buffer } {
  const parts: Buffer[] = [];
  let from = 0;
  const unfinished = () => (last ? data.length : from + startOfUnfinished(data.subarray(from), values));
  let limit = unfinished();
  for (let found = firstMatch(data, values, from); found !== undefined; found = firstMatch(data, values, from)) {
    // A longer secret that is not all there yet may begin before it.
    if (found.at >= limit) break;
    parts.push(data.subarray(from, found.at), Buffer.from(MASK));
    from = found.at + found.length;
    // What was masked may have taken the beginning of what looked unfinished.
    if (from > limit) limit = unfinished();
  }
  parts.push(data.subarray(from, limit));
  return { shown: parts.length === 1 && parts[0] !== undefined ? parts[0] : Buffer.concat(parts), rest: data.subarray(limit) };
}

/** The earliest match, of several there the longest (values come longest first). */
function firstMatch(data: Buffer, values: readonly Buffer[], from: number): { at: number; length: number } | undefined {
  let best: { at: number; length: number } | undefined;
  for (const value of values) {
    const at = data.indexOf(value, from);
    if (at >= 0 && (best === undefined || at < best.at)) best = { at, length: value.length };
  }
  return best;
}

/** Where the data's longest ending begins that is the beginning, not the whole, of a secret; its length where there is none. */
function startOfUnfinished(data: Buffer, values: readonly Buffer[]): number {
  let start = data.length;
  for (const value of values) {
    for (let length = Math.min(value.length - 1, data.length); length > data.length - start; length -= 1) {
      if (data.compare(value, 0, length, data.length - length) === 0) {
        start = data.length - length;
        break;
      }
    }
  }
  return start;
}

function asBuffer(chunk: Uint8Array): Buffer {
  return Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
}
