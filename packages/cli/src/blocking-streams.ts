import { EventEmitter } from "node:events";
import { createReadStream, fstatSync, type ReadStream, statSync, writeSync } from "node:fs";

/**
 * Gives this process streams that leave its descriptors as they are.
 *
 * The first look at `process.stdout` makes a pipe non-blocking, in Node and in Bun, and several libraries look when they are loaded. The flag belongs to
 * the pipe, not to us: a command that we become by `execve`, or whoever shares the pipe, would fail on it with "Resource temporarily unavailable".
 * Writing at once also means that nothing is lost when we exit, and that a slow reader slows us down instead of filling our memory.
 * A terminal keeps the runtime's own output streams: it is not made non-blocking by them.
 *
 * Neither node:stream nor node:tty is loaded for it, which together take a third of the time of a short command (4 of 12 ms, measured).
 */
export function useBlockingStreams(): void {
  replace("stdin", inputOpenedWhenUsed());
  if (!isTerminal(1)) replace("stdout", new BlockingOutput(1));
  if (!isTerminal(2)) replace("stderr", new BlockingOutput(2));
}

function replace(name: "stdin" | "stdout" | "stderr", value: unknown): void {
  // Bun makes its own stream where a property is defined over it, and not where one is assigned; Node has a getter that takes no assignment.
  if (process.versions.bun !== undefined) (process as unknown as Record<string, unknown>)[name] = value;
  else Object.defineProperty(process, name, { configurable: true, enumerable: true, writable: true, value });
}

/** We ourselves never read stdin: the stream is there for a registry, and for libraries that hold on to it without using it. */
function inputOpenedWhenUsed(): object {
  let stream: ReadStream | undefined;
  const opened = () => {
    stream ??= createReadStream("", { fd: 0, autoClose: false });
    return stream;
  };
  return new Proxy(
    {},
    {
      get(_, name) {
        if (name === "isTTY") return isTerminal(0);
        const value: unknown = Reflect.get(opened(), name);
        return typeof value === "function" ? value.bind(opened()) : value;
      },
      has: (_, name) => name === "isTTY" || Reflect.has(opened(), name),
      set: (_, name, value) => Reflect.set(opened(), name, value),
    },
  );
}

/** As much of a writable stream as is asked of `process.stdout`; `write` is over when it returns. */
class BlockingOutput extends EventEmitter {
  readonly fd: 1 | 2;
  readonly isTTY = false;
  /** Nothing that was given to `write` is needed any more when it returns. */
  readonly takesAtOnce = true;
  writable = true;

  constructor(fd: 1 | 2) {
    super();
    this.fd = fd;
  }

  write(chunk: string | Uint8Array, encoding?: BufferEncoding | Done, done: Done | undefined = callbackIn(encoding)): boolean {
    const error = this.#written(typeof chunk === "string" ? Buffer.from(chunk, encodingIn(encoding)) : chunk);
    if (done !== undefined) process.nextTick(done, error);
    return true;
  }

  end(chunk?: string | Uint8Array | Done, encoding?: BufferEncoding | Done, done: Done | undefined = callbackIn(encoding)): this {
    if (typeof chunk === "function") return this.end("", undefined, chunk);
    this.write(chunk ?? "", encoding, done);
    return this;
  }

  /** As with any stream, the first error is also an event, and ends the writing. */
  #written(bytes: Uint8Array): Error | null {
    if (!this.writable) return new Error("the stream is closed");
    try {
      writeAll(this.fd, bytes);
      // Not undefined, which Node's console takes for an error.
      return null;
    } catch (error) {
      this.writable = false;
      process.nextTick(() => {
        this.emit("error", error);
        this.emit("close");
      });
      return error as Error;
    }
  }
}

type Done = (error?: Error | null) => void;

function callbackIn(encoding: BufferEncoding | Done | undefined): Done | undefined {
  return typeof encoding === "function" ? encoding : undefined;
}

function encodingIn(encoding: BufferEncoding | Done | undefined): BufferEncoding {
  return typeof encoding === "string" ? encoding : "utf8";
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

/** Asks node:tty only where a terminal can be. */
function isTerminal(fd: number): boolean {
  try {
    const stat = fstatSync(fd);
    if (!stat.isCharacterDevice() || stat.rdev === statSync("/dev/null").rdev) return false;
  } catch {
    return false;
  }
  return process.getBuiltinModule("node:tty").isatty(fd);
}
