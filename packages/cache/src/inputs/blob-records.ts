import { crc32 } from "node:zlib";
import type { Digest } from "../digest.ts";

/**
 * One file of the table of blobs: a header, then records of one length, sorted, so that nothing needs to be made of them to find one. Each has a checksum: one that is
 * damaged is as if it were not there.
 *
 *     32  the blob's name, zeros behind it where it is SHA-1
 *     32  SHA-256 of the content
 *      6  its length in bytes
 *      2  the day when it was last used, from the epoch
 *      4  CRC-32 of all that
 */
export class BlobRecords {
  /** Without the header. */
  readonly #bytes: Buffer;
  readonly #count: number;

  /** @param file its content; of another version, it holds nothing */
  constructor(file: Buffer) {
    this.#bytes = file.subarray(0, HEADER.length).equals(HEADER) ? file.subarray(HEADER.length) : Buffer.alloc(0);
    this.#count = Math.floor(this.#bytes.length / RECORD);
  }

  find(key: Buffer): { readonly digest: Digest; readonly day: number } | undefined {
    let [low, high] = [0, this.#count];
    while (low < high) {
      const middle = (low + high) >> 1;
      const order = this.#bytes.compare(key, 0, KEY, middle * RECORD, middle * RECORD + KEY);
      if (order === 0) return this.#isWhole(middle) ? this.#at(middle) : undefined;
      if (order < 0) low = middle + 1;
      else high = middle;
    }
    return undefined;
  }

  /**
   * The whole file with these records as well, in place of those that have the same name. Where there are more than fit, those go that were used least lately.
   * @param records their order does not matter
   */
  with(records: readonly NewRecord[]): Buffer {
    const added = records.map(encoded).sort((a, b) => a.compare(b, 0, KEY, 0, KEY));
    const merged = Buffer.allocUnsafe((this.#count + added.length) * RECORD);
    let count = 0;
    const add = (record: Buffer) => {
      merged.set(record, count * RECORD);
      count += 1;
    };
    let next = 0;
    for (let i = 0; i < this.#count; i++) {
      const record = this.#record(i);
      while (next < added.length && compareKeys(added[next] as Buffer, record) < 0) add(added[next++] as Buffer);
      if (next < added.length && compareKeys(added[next] as Buffer, record) === 0) continue;
      // What is not in order was damaged or made up, and would hide others.
      const isInOrder = count === 0 || compareKeys(merged.subarray((count - 1) * RECORD, count * RECORD), record) < 0;
      if (isInOrder && this.#isWhole(i)) add(record);
    }
    for (const record of added.slice(next)) add(record);
    return Buffer.concat([HEADER, newest(merged.subarray(0, count * RECORD))]);
  }

  #record(position: number): Buffer {
    return this.#bytes.subarray(position * RECORD, (position + 1) * RECORD);
  }

  #isWhole(position: number): boolean {
    const record = this.#record(position);
    return crc32(record.subarray(0, CHECKSUM_AT)) === record.readUInt32LE(CHECKSUM_AT);
  }

  #at(position: number): { digest: Digest; day: number } {
    const record = this.#record(position);
    const digest = { hash: record.toString("hex", HASH_AT, SIZE_AT), sizeBytes: record.readUIntLE(SIZE_AT, DAY_AT - SIZE_AT) };
    return { digest, day: record.readUInt16LE(DAY_AT) };
  }
}

export interface NewRecord {
  readonly key: Buffer;
  readonly digest: Digest;
  readonly day: number;
}

/** @param blob its name, in hex */
export function keyOf(blob: string): Buffer {
  const key = Buffer.alloc(KEY);
  key.write(blob, "hex");
  return key;
}

const HEADER = Buffer.from("repo blobs 1\n");
const KEY = 32;
const HASH_AT = KEY;
const SIZE_AT = HASH_AT + 32;
const DAY_AT = SIZE_AT + 6;
const CHECKSUM_AT = DAY_AT + 2;
const RECORD = CHECKSUM_AT + 4;

/** 260,000 in all files, in 20 MB. */
const MOST_RECORDS = 16_384;

/** No file is longer. */
export const SHARD_BYTES = HEADER.length + MOST_RECORDS * RECORD;

function encoded({ key, digest, day }: NewRecord): Buffer {
  const record = Buffer.alloc(RECORD);
  record.set(key);
  record.write(digest.hash, HASH_AT, "hex");
  record.writeUIntLE(digest.sizeBytes, SIZE_AT, DAY_AT - SIZE_AT);
  record.writeUInt16LE(day, DAY_AT);
  record.writeUInt32LE(crc32(record.subarray(0, CHECKSUM_AT)), CHECKSUM_AT);
  return record;
}

function compareKeys(a: Buffer, b: Buffer): number {
  return a.compare(b, 0, KEY, 0, KEY);
}

function newest(records: Buffer): Buffer {
  const surplus = records.length / RECORD - MOST_RECORDS;
  if (surplus <= 0) return records;
  const days = Array.from({ length: records.length / RECORD }, (_, i) => records.readUInt16LE(i * RECORD + DAY_AT));
  // Of those from one day, which are as good as each other, the last ones stay.
  const going = new Set([...days.keys()].sort((a, b) => (days[a] ?? 0) - (days[b] ?? 0)).slice(0, surplus));
  return Buffer.concat([...days.keys()].filter((i) => !going.has(i)).map((i) => records.subarray(i * RECORD, (i + 1) * RECORD)));
}
