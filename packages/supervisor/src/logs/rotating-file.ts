import { closeSync, fstatSync, openSync, renameSync, rmSync, write } from "node:fs";
import type { UnitId } from "@nix-repo/model";
import { logFiles } from "./log-files.ts";

/** A log that is written in turn into files of a limited size. Lines are never torn between two files. */
export interface RotatingFile {
  /** Takes whole lines, to be written in their order. */
  write(lines: Uint8Array): void;
  /** A promise while more than `HELD_BYTES` wait to be written. */
  congestion(): Promise<void> | undefined;
  /** Resolves when everything is written. */
  close(): Promise<void>;
}

export interface RotatingFileOptions {
  readonly folder: string;
  readonly unit: UnitId;
  /** Of one file. A line that is longer has a file to itself. */
  readonly maxBytes: number;
  /** How many there are at most, the one that is being written included. */
  readonly files: number;
  /** One was full, and has been put aside. */
  readonly onFull: () => void;
  /** What the file system says. What was to be written is lost. */
  readonly onTrouble: (error: unknown) => void;
}

/** How much may wait before nothing more should come, in bytes. */
export const HELD_BYTES = 1024 * 1024;

export function openRotatingFile({ folder, unit, maxBytes, files, onFull, onTrouble }: RotatingFileOptions): RotatingFile {
  let open: { readonly fd: number; size: number } | undefined;
  /** Never given again, also where somebody has removed what had it. */
  let lastNumber = 0;
  let held: Uint8Array[] = [];
  let heldBytes = 0;
  let writing: Promise<void> | undefined;
  let relief: PromiseWithResolvers<void> | undefined;

  const current = () => {
    if (open === undefined) {
      const fd = openSync(logFiles(folder, unit).current, "a", 0o600);
      open = { fd, size: fstatSync(fd).size };
    }
    return open;
  };
  const putAside = (): void => {
    if (open !== undefined) closeSync(open.fd);
    open = undefined;
    const { current: path, full } = logFiles(folder, unit);
    lastNumber = Math.max(lastNumber, full.at(-1)?.number ?? 0) + 1;
    const aside = `${path}.${lastNumber}`;
    renameSync(path, aside);
    const paths = [...full.map((each) => each.path), aside];
    for (const old of paths.slice(0, Math.max(0, paths.length + 1 - files))) rmSync(old, { force: true });
    onFull();
  };
  const writeAll = async (): Promise<void> => {
    // Who has called this notes that it is being written before it is over, also where the first thing fails.
    await undefined;
    while (held.length > 0) {
      const lines = held.length === 1 && held[0] !== undefined ? held[0] : Buffer.concat(held);
      held = [];
      try {
        for (let from = 0; from < lines.length; ) {
          const room = maxBytes - current().size;
          const end = endOfLines(lines, { from, room, isEmpty: current().size === 0 });
          if (end === from) putAside();
          else {
            const file = current();
            file.size += end - from;
            await writeFully(file.fd, lines.subarray(from, end));
            from = end;
          }
        }
      } catch (error) {
        onTrouble(error);
      }
      heldBytes -= lines.length;
      if (heldBytes < HELD_BYTES) {
        relief?.resolve();
        relief = undefined;
      }
    }
    writing = undefined;
  };
  return {
    write(lines) {
      if (lines.length === 0) return;
      held.push(lines);
      heldBytes += lines.length;
      writing ??= writeAll();
    },
    congestion() {
      if (heldBytes < HELD_BYTES) return undefined;
      relief ??= Promise.withResolvers();
      return relief.promise;
    },
    async close() {
      await writing;
      if (open !== undefined) closeSync(open.fd);
      open = undefined;
    },
  };
}

const LINE_FEED = 10;

/** Where the last line ends that has room; of a file that is empty, the first line, as long as it may be. */
function endOfLines(lines: Uint8Array, { from, room, isEmpty }: { from: number; room: number; isEmpty: boolean }): number {
  if (lines.length - from <= room) return lines.length;
  const end = room > 0 ? lines.lastIndexOf(LINE_FEED, from + room - 1) + 1 : 0;
  if (end > from) return end;
  return isEmpty ? lines.indexOf(LINE_FEED, from) + 1 : from;
}

async function writeFully(fd: number, data: Uint8Array): Promise<void> {
  for (let from = 0; from < data.length; ) {
    from += await new Promise<number>((resolve, reject) =>
      write(fd, data, from, data.length - from, null, (error, written) => (error === null ? resolve(written) : reject(error))),
    );
  }
}
