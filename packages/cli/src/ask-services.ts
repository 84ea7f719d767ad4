import type { Io } from "./io.ts";
import { openKeyboard } from "./keyboard.ts";

/**
 * Asks on the terminal which services are meant.
 * @returns undefined where the user went away (Ctrl-C, Escape) or chose none.
 */
export async function askServices({
  verb,
  names,
  io,
}: {
  verb: string;
  names: readonly string[];
  io: Io;
}): Promise<readonly string[] | undefined> {
  const { default: checkbox } = await import("@inquirer/checkbox");
  const { keys, close } = openKeyboard();
  try {
    const chosen = await checkbox(
      { message: `${verb} which services?`, choices: names.map((name) => ({ name, value: name })), pageSize: 15, loop: false },
      // The question goes to stderr: stdout belongs to what is run.
      { input: keys, output: io.stderr },
    );
    return chosen.length === 0 ? undefined : chosen;
  } catch (error) {
    if (error instanceof Error && error.name === "ExitPromptError") return undefined;
    throw error;
  } finally {
    close();
  }
}
