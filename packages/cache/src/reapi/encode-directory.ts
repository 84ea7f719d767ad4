import type { Digest } from "../digest.ts";
import type { Directory } from "./messages.ts";

/** The canonical bytes of a folder: fields by number, those at their default left out. Its lists have to be sorted. */
export function encodeDirectory({ files, directories, symlinks }: Directory): Buffer {
  const parts: Buffer[] = [];
  for (const { name, digest, isExecutable } of files) {
    const executable = isExecutable ? [Buffer.from([0x20, 1])] : [];
    parts.push(...lengthed(0x0a, [...text(0x0a, name), ...lengthed(0x12, digestFields(digest)), ...executable]));
  }
  for (const { name, digest } of directories) parts.push(...lengthed(0x12, [...text(0x0a, name), ...lengthed(0x12, digestFields(digest))]));
  for (const { name, target } of symlinks) parts.push(...lengthed(0x1a, [...text(0x0a, name), ...text(0x12, target)]));
  return Buffer.concat(parts);
}

function digestFields({ hash, sizeBytes }: Digest): Buffer[] {
  return sizeBytes === 0 ? text(0x0a, hash) : [...text(0x0a, hash), Buffer.from([0x10]), varint(sizeBytes)];
}

function text(tag: number, value: string): Buffer[] {
  return value === "" ? [] : lengthed(tag, [Buffer.from(value)]);
}

function lengthed(tag: number, content: readonly Buffer[]): Buffer[] {
  return [Buffer.from([tag]), varint(content.reduce((sum, { length }) => sum + length, 0)), ...content];
}

function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) + 128);
  return Buffer.from([...bytes, rest]);
}
