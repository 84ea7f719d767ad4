import { ask } from "./ask.ts";
import type { Io } from "./io.ts";

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
  const choices = names.map((name) => ({ name, value: name }));
  const chosen = await ask(io, async (asking) =>
    checkbox({ message: `${verb} which services?`, choices, pageSize: 15, loop: false }, asking),
  );
  return chosen === undefined || chosen.length === 0 ? undefined : chosen;
}
