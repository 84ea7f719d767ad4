import { closeSync, openSync, rmSync, writeSync } from "node:fs";
import { join } from "node:path";
import type { OnOutput } from "@nix-repo/model";
import { digestOf } from "../digest.ts";
import type { ActionResult } from "../reapi/messages.ts";
import { scratchFolder } from "../scratch-folder.ts";
import type { ActionStore } from "../store/action-store.ts";
import { asRecordedOutput, type OutputPieces, orderOf, type RecordedOutput } from "./recorded-output.ts";

/** Records what a task prints, for as long as its result may still be kept: in memory at first, and on disk where it gets long. */
export interface OutputRecorder {
  readonly onOutput: OnOutput;
  /** Takes it into the store. @returns undefined where it could not be recorded or kept */
  keep(store: ActionStore): Promise<KeptOutput | undefined>;
  discard(): void;
}

export interface KeptOutput {
  readonly fields: Pick<ActionResult, "stdoutRaw" | "stdoutDigest" | "stderrRaw" | "stderrDigest">;
  readonly order: ReturnType<typeof orderOf>;
  /** Where it is short enough to be remembered outside of the store. */
  readonly recorded?: RecordedOutput;
}

type Stream = 1 | 2;

/** @param folder absolute; a folder of its own is made below it where output gets long */
export function recordOutput(folder: string): OutputRecorder {
  const lengths: [Stream, number][] = [];
  let pieces: [Stream, Uint8Array][] = [];
  let bytes = 0;
  let spill: Spill | undefined;
  let isLost = false;

  const discard = () => {
    pieces = [];
    spill?.remove();
    spill = undefined;
  };
  const give = () => {
    isLost = true;
    discard();
  };
  const append = (stream: Stream, chunk: Uint8Array) => {
    const last = lengths.at(-1);
    if (last?.[0] === stream) last[1] += chunk.length;
    else lengths.push([stream, chunk.length]);
    if (spill === undefined && bytes > MOST_IN_MEMORY) {
      spill = openSpill(folder);
      for (const [each, content] of pieces) spill.write(each, content);
      pieces = [];
    }
    // A copy: the chunk's memory is not ours to keep.
    if (spill === undefined) pieces.push([stream, Buffer.from(chunk)]);
    else spill.write(stream, chunk);
  };

  return {
    onOutput(name, chunk) {
      if (isLost) return;
      bytes += chunk.length;
      if (bytes > MOST_BYTES || lengths.length > MOST_PIECES) return give();
      try {
        append(name === "stdout" ? 1 : 2, chunk);
      } catch {
        // The disk is full, or may not be written: the task runs on.
        give();
      }
    },
    async keep(store) {
      if (isLost) return undefined;
      try {
        const stdout = await keepStream(1, store);
        const stderr = await keepStream(2, store);
        if (stdout === undefined || stderr === undefined) return undefined;
        const recorded = spill === undefined ? asRecordedOutput(merged(pieces)) : undefined;
        return {
          fields: {
            ...(stdout.raw === undefined ? {} : { stdoutRaw: stdout.raw }),
            ...(stdout.digest === undefined ? {} : { stdoutDigest: stdout.digest }),
            ...(stderr.raw === undefined ? {} : { stderrRaw: stderr.raw }),
            ...(stderr.digest === undefined ? {} : { stderrDigest: stderr.digest }),
          },
          order: orderOf(lengths),
          ...(recorded === undefined ? {} : { recorded }),
        };
      } catch {
        return undefined;
      } finally {
        discard();
      }
    },
    discard,
  };

  async function keepStream(stream: Stream, store: ActionStore) {
    if (spill !== undefined) {
      const digest = await store.addFile(spill.finish(stream));
      return digest === undefined ? undefined : { digest };
    }
    const content = Buffer.concat(pieces.filter(([each]) => each === stream).map(([, chunk]) => chunk));
    if (content.length === 0) return {};
    if (content.length <= MOST_INLINE) return { raw: content, digest: digestOf(content) };
    const digest = await store.addBlob(content);
    return digest === undefined ? undefined : { digest };
  }
}

/** Half a second of a very loud task. */
const MOST_IN_MEMORY = 262_144;
/** What is longer is not worth keeping, and its result is not kept. */
const MOST_BYTES = 100 * 1024 * 1024;
const MOST_PIECES = 200_000;
/** Stands in the result itself. */
const MOST_INLINE = 4_096;

function merged(pieces: OutputPieces): OutputPieces {
  const found: [Stream, Uint8Array][] = [];
  for (const [stream, bytes] of pieces) {
    const last = found.at(-1);
    if (last?.[0] === stream) last[1] = Buffer.concat([last[1], bytes]);
    else found.push([stream, bytes]);
  }
  return found;
}

interface Spill {
  write(stream: Stream, chunk: Uint8Array): void;
  /** Absolute path of what was written of a stream. */
  finish(stream: Stream): string;
  remove(): void;
}

function openSpill(within: string): Spill {
  const folder = scratchFolder(within, "output");
  const open = new Map<Stream, number>();
  const fileOf = (stream: Stream) => join(folder, String(stream));
  for (const stream of [1, 2] as const) open.set(stream, openSync(fileOf(stream), "wx", 0o600));
  const close = () => {
    for (const fd of open.values()) closeSync(fd);
    open.clear();
  };
  return {
    write(stream, chunk) {
      const fd = open.get(stream);
      if (fd === undefined) throw new Error("the recorded output is closed");
      for (let at = 0; at < chunk.length; ) at += writeSync(fd, chunk, at);
    },
    finish(stream) {
      close();
      return fileOf(stream);
    },
    remove() {
      close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
