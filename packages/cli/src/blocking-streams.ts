import { createReadStream, type ReadStream, writeSync } from "node:fs";
import { Writable } from "node:stream";
import { isatty } from "node:tty";

/**
 * Gives this process streams that leave its descriptors as they are.
 *
 * The first look at `process.stdout` makes a pipe non-blocking, in Node and in Bun, and several libraries look when they are loaded. The flag belongs to
 * the pipe, not to us: a command that we become by `execve`, or whoever shares the pipe, would fail on it with "Resource temporarily unavailable".
 * Writing at once also means that nothing is lost when we exit, and that a slow reader slows us down instead of filling our memory.
 * A terminal keeps the runtime's own output streams: it is not made non-blocking by them.
 */
export function useBlockingStreams(): void {
  replace("stdin", harmlessInput());
  if (!isatty(1)) replace("stdout", blockingOutput(1));
  if (!isatty(2)) replace("stderr", blockingOutput(2));
}

function replace(name: "stdin" | "stdout" | "stderr", value: unknown): void {
  // Bun makes its own stream where a property is defined over it, and not where one is assigned; Node has a getter that takes no assignment.
  if (process.versions.bun !== undefined) (process as unknown as Record<string, unknown>)[name] = value;
  else Object.defineProperty(process, name, { configurable: true, enumerable: true, writable: true, value });
}

/** Opens nothing before it is read; we ourselves read stdin only to ask something on a terminal. */
function harmlessInput(): ReadStream & { isTTY: boolean } {
  return Object.assign(createReadStream("", { fd: 0, autoClose: false }), { isTTY: isatty(0) });
}

function blockingOutput(fd: 1 | 2): Writable & { fd: number } {
  const stream = new Writable({
    decodeStrings: true,
    write(chunk: Buffer, _encoding, done) {
      try {
        writeAll(fd, chunk);
        done();
      } catch (error) {
        done(error as Error);
      }
    },
  });
  return Object.assign(stream, { fd });
}

function writeAll(fd: number, bytes: Uint8Array): void {
  for (let written = 0; written < bytes.length; ) {
    try {
      written += writeSync(fd, bytes, written);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EAGAIN") throw error;
      // Whoever started us made the pipe non-blocking and it is full: wait a moment for its reader.
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1);
    }
  }
}
