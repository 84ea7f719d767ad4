import { parseArgs } from "node:util";
import { exitCodeOf } from "@nix-repo/model";
import type { Io } from "../io.ts";
import { type GlobalFlags, openSession, refuse } from "../open-session.ts";
import { pick } from "./pick.ts";
import { runnableCommands } from "./runnable-commands.ts";

/** What becomes of `repo` alone. */
export type Chosen =
  /** Nothing can be asked here, or there is nothing to choose from: help is what is wanted. */
  | { readonly kind: "nothing" }
  | { readonly kind: "command"; readonly argv: readonly string[] }
  | { readonly kind: "ended"; readonly exitCode: number };

/** `repo` alone on a terminal: offers all that can be run. */
export async function chooseCommand(words: readonly string[], io: Io): Promise<Chosen> {
  const flags = globalFlags(words);
  if (flags === undefined || !isOnTerminal(io)) return { kind: "nothing" };
  const session = await openSession(flags, io);
  if (!session.ok) {
    if (session.error.code === "workspace-not-found") return { kind: "nothing" };
    await refuse(session.error, { io, flags });
    return { kind: "ended", exitCode: exitCodeOf(session.error) };
  }
  const commands = await runnableCommands(session.value);
  if (commands.length === 0) return { kind: "nothing" };
  const choices = commands.map((value) => ({ text: value.words.join(" "), about: value.about, value }));
  const command = await pick({ message: "repo", choices, io });
  if (command === undefined) return LEFT;
  const { askParams } = await import("./ask-params.ts");
  const params = await askParams(command, session.value);
  if (!params.ok) return { kind: "ended", exitCode: await refuse(params.error, { io, flags }) };
  if (params.value === undefined) return LEFT;
  return { kind: "command", argv: [...words, ...command.words, ...params.value] };
}

/** As after Ctrl-C. */
const LEFT: Chosen = { kind: "ended", exitCode: 130 };

/** Undefined where anything else stands there. */
function globalFlags(words: readonly string[]): GlobalFlags | undefined {
  const text = { type: "string" } as const;
  const flag = { type: "boolean" } as const;
  const options = { cwd: { ...text, short: "C" }, provider: text, color: flag, "no-color": flag, verbose: { ...flag, short: "v" } };
  try {
    const { cwd, provider, color, "no-color": noColor, verbose = false } = parseArgs({ args: [...words], options }).values;
    return { cwd, provider, color: noColor ? false : color, verbose };
  } catch {
    return undefined;
  }
}

function isOnTerminal({ stdin, stdout, stderr, env }: Io): boolean {
  return stdin.isTTY === true && stdout.isTTY === true && stderr.isTTY === true && env.TERM !== "dumb";
}
