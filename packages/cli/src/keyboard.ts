import { closeSync, constants, openSync, readSync } from "node:fs";
import { PassThrough } from "node:stream";
import { ReadStream } from "node:tty";

/**
 * The keys of the terminal, opened anew, so that our stdin stays as it is for a command that we may become.
 * They are looked for every few milliseconds: Bun reads a terminal in a thread that nobody can call back, which would swallow the next key and keep
 * us from ending.
 */
export function openKeyboard(): { keys: PassThrough; close: () => void } {
  const terminal = new ReadStream(openSync("/dev/tty", "r"));
  const fd = openSync("/dev/tty", constants.O_RDONLY | constants.O_NONBLOCK);
  const keys = new PassThrough();
  terminal.setRawMode(true);
  const timer = setInterval(() => {
    const pressed = readNow(fd);
    if (pressed.length > 0) keys.write(pressed);
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

function readNow(fd: number): Buffer {
  const buffer = Buffer.alloc(256);
  try {
    return buffer.subarray(0, readSync(fd, buffer));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EAGAIN") return buffer.subarray(0, 0);
    throw error;
  }
}
