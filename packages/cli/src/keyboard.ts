import { closeSync, constants, openSync, readSync } from "node:fs";
import { PassThrough } from "node:stream";
import { ReadStream } from "node:tty";

/**
 * The keys of the terminal, opened anew, so that our stdin stays as it is for a command that we may become.
 * They are looked for every few milliseconds: Bun reads a terminal in a thread that nobody can call back, which would swallow the next key and keep
 * us from ending. `keys` ends where the terminal is gone, which is not told by a signal to everybody.
 */
export function openKeyboard(): { keys: PassThrough; close: () => void } {
  const terminal = new ReadStream(openSync("/dev/tty", "r"));
  const fd = openSync("/dev/tty", constants.O_RDONLY | constants.O_NONBLOCK);
  const keys = new PassThrough();
  terminal.setRawMode(true);
  const timer = setInterval(() => {
    const pressed = readNow(fd);
    if (pressed === undefined) return;
    if (pressed.length > 0) return void keys.write(pressed);
    clearInterval(timer);
    keys.end();
  }, LOOK_EVERY_MS);
  return {
    keys,
    close() {
      clearInterval(timer);
      terminal.setRawMode(false);
      terminal.destroy();
      closeSync(fd);
    },
  };
}

const LOOK_EVERY_MS = 15;

/** Undefined where no key was pressed, and nothing where there is no terminal any more. */
function readNow(fd: number): Buffer | undefined {
  const buffer = Buffer.alloc(256);
  try {
    return buffer.subarray(0, readSync(fd, buffer));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "EAGAIN") return undefined;
    if (code === "EIO") return buffer.subarray(0, 0);
    throw error;
  }
}
