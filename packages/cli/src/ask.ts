import type { Readable } from "node:stream";
import type { Io } from "./io.ts";
import { openKeyboard } from "./keyboard.ts";

/** Where a question is asked, as inquirer takes it. */
export interface Asking {
  readonly input: Readable;
  readonly output: Io["stderr"];
  readonly signal: AbortSignal;
}

/**
 * Asks one question on the terminal, which is as it was when the answer is there.
 * @returns undefined where the user went away (Ctrl-C, Escape), or the terminal did.
 */
export async function ask<T>(io: Io, question: (asking: Asking) => Promise<T>): Promise<T | undefined> {
  const { keys, close } = openKeyboard();
  const away = new AbortController();
  // Longer sequences that begin with it are other keys, and come as a whole.
  keys.on("data", (pressed: Buffer) => {
    if (pressed.length === 1 && pressed[0] === ESCAPE) away.abort();
  });
  keys.on("end", () => away.abort());
  try {
    // The question goes to stderr: stdout belongs to what is run.
    return await question({ input: keys, output: io.stderr, signal: away.signal });
  } catch (error) {
    if (error instanceof Error && ["ExitPromptError", "AbortPromptError"].includes(error.name)) return undefined;
    throw error;
  } finally {
    close();
  }
}

const ESCAPE = 0x1b;
