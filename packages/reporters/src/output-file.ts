import {
  accessSync,
  appendFileSync,
  closeSync,
  constants,
  openSync,
  realpathSync,
  renameSync,
  rmSync,
  type Stats,
  statSync,
  writeSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import { err, ok, type Result } from "@nix-repo/model";
import type { SinkTarget } from "./file-sink.ts";

/** A file that appears whole, or not at all: what is written goes to another one beside it, which takes its place in the end. */
export interface OutputFile extends SinkTarget {
  /** All is there. Gives what the file system said where it could not be written. */
  commit(): Result<void, string>;
  /** Leaves what was there before. */
  discard(): void;
}

/** A file that others write to as well: what is written is added to its end, at once, when all is there. */
export function appendedFile(path: string): OutputFile {
  const parts: string[] = [];
  return {
    write: (text) => void parts.push(typeof text === "string" ? text : Buffer.from(text).toString()),
    discard: () => undefined,
    commit() {
      try {
        appendFileSync(path, parts.join(""));
        return ok(undefined);
      } catch (error) {
        return err(reasonOf(error, path));
      }
    },
  };
}

/** Opens it, so that what cannot be written is known before anything starts. Fails with the reason, as one clause. */
export function openOutputFile(path: string): Result<OutputFile, string> {
  try {
    const stat = statSync(path, { throwIfNoEntry: false });
    if (stat?.isDirectory()) return err("it is a folder");
    if (stat !== undefined) accessSync(path, constants.W_OK);
    return ok(stat === undefined || stat.isFile() ? openReplacement(path, stat) : openInPlace(path));
  } catch (error) {
    return err(reasonOf(error, path));
  }
}

function openReplacement(path: string, stat: Stats | undefined): OutputFile {
  // A link stays one: what it leads to is replaced.
  const file = stat === undefined ? path : realpathSync(path);
  const temporary = join(dirname(file), `.${basename(file).slice(0, LONGEST_NAME)}.${process.pid}.tmp`);
  const writer = new BufferedWriter(openSync(temporary, "wx", stat === undefined ? 0o666 : stat.mode & 0o777));
  const discard = () => {
    process.off("exit", discard);
    writer.close();
    rmSync(temporary, { force: true });
  };
  // Whatever ends the process, nothing half-written stays.
  process.on("exit", discard);
  return {
    write: (text) => writer.write(text),
    commit() {
      const written = writer.close();
      try {
        if (written.ok) renameSync(temporary, file);
        return written;
      } catch (error) {
        return err(reasonOf(error, file));
      } finally {
        discard();
      }
    },
    discard,
  };
}

/** A named pipe, a terminal, `/dev/fd/3`: there is nothing to replace, and who reads wants to have it at once. */
function openInPlace(path: string): OutputFile {
  const writer = new BufferedWriter(openSync(path, "w"));
  return {
    write: (text) => writer.write(text),
    endOfEvent: () => writer.flush(),
    commit: () => writer.close(),
    discard: () => void writer.close(),
  };
}

/** Stops at the first error, and tells it when it is closed. Works in one piece of memory, however much is written. */
class BufferedWriter {
  readonly #fd: number;
  readonly #bytes = new Uint8Array(BUFFER_BYTES);
  #length = 0;
  #failed: string | undefined;
  #isOpen = true;

  constructor(fd: number) {
    this.#fd = fd;
  }

  write(content: string | Uint8Array): void {
    if (typeof content === "string") {
      for (let rest = content; rest !== ""; ) {
        const { read, written } = ENCODER.encodeInto(rest, this.#bytes.subarray(this.#length));
        this.#length += written;
        rest = rest.slice(read);
        if (rest !== "") this.flush();
      }
      return;
    }
    for (let at = 0; at < content.length; ) {
      const piece = content.subarray(at, at + this.#bytes.length - this.#length);
      this.#bytes.set(piece, this.#length);
      this.#length += piece.length;
      at += piece.length;
      if (at < content.length) this.flush();
    }
  }

  flush(): void {
    const bytes = this.#bytes.subarray(0, this.#length);
    this.#length = 0;
    if (this.#failed !== undefined) return;
    try {
      for (let written = 0; written < bytes.length; ) written += writeSync(this.#fd, bytes, written);
    } catch (error) {
      this.#failed = reasonOf(error, "");
    }
  }

  close(): Result<void, string> {
    if (this.#isOpen) {
      this.flush();
      this.#isOpen = false;
      closeSync(this.#fd);
    }
    return this.#failed === undefined ? ok(undefined) : err(this.#failed);
  }
}

const ENCODER = new TextEncoder();
const BUFFER_BYTES = 1 << 16;
/** In UTF-16 units, of the 255 bytes that file systems allow. */
const LONGEST_NAME = 60;

function reasonOf(error: unknown, path: string): string {
  const { code, message } = error as NodeJS.ErrnoException;
  switch (code) {
    case "ENOENT":
      return `the folder ${dirname(path)} does not exist`;
    case "ENOTDIR":
      return `${dirname(path)} is not a folder`;
    case "EACCES":
    case "EPERM":
      return "you may not write there";
    case "EROFS":
      return "the file system is read-only";
    case "ENOSPC":
      return "the disk is full";
    case "EPIPE":
      return "its reader has gone away";
    default:
      return message;
  }
}
