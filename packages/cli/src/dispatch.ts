import { EXIT, nearest, shellWord } from "@nix-repo/model";
import { Cli, type Command, type CommandClass } from "clipanion";
import { type CommandLine, parseCommandLine } from "./command-line.ts";
import { isOwnCommand } from "./command-names.ts";
import { loadCommand } from "./commands/index.ts";
import type { Io } from "./io.ts";
import { withMeantOptions } from "./meant-options.ts";
import type { RepoContext } from "./repo-command.ts";

/**
 * Finds the command that an argv means, loads it alone, and runs it.
 * @returns the exit code.
 */
export async function dispatch(argv: readonly string[], io: Io): Promise<number> {
  const line = parseCommandLine(argv);
  if (line.name === undefined) return await withoutCommand(line, io);
  if (line.name === "help") return await showHelp(line, io);

  const command = await loadCommand(line.name, line.words[1]);
  if (asksForHelp(line)) {
    const { commandHelp } = await import("./help/command-help.ts");
    io.stdout.write(await commandHelp({ command, line, io }));
    return EXIT.ok;
  }
  return await run({ command, line, io });
}

/** `repo` alone: on a terminal one chooses what to run, elsewhere it is help. */
async function withoutCommand(line: CommandLine, io: Io): Promise<number> {
  if (io.stdin.isTTY !== true || asksForHelp(line)) return await showHelp(line, io);
  const { chooseCommand } = await import("./choose/choose-command.ts");
  const chosen = await chooseCommand(line.words, io);
  switch (chosen.kind) {
    case "nothing":
      return await showHelp(line, io);
    case "ended":
      return chosen.exitCode;
    case "command":
      io.stderr.write(`${["repo", ...chosen.argv.map(shellWord)].join(" ")}\n`);
      return await dispatch(chosen.argv, io);
  }
}

async function showHelp(line: CommandLine, io: Io): Promise<number> {
  const unknown =
    line.name === undefined ? line.words.find((word) => !["-h", "--help", "--color", "--no-color"].includes(word)) : undefined;
  const topic = line.words.slice(1).find((word) => !word.startsWith("-"));
  if (topic !== undefined) return await dispatch([topic, "--help"], io);
  if (unknown !== undefined) {
    const near = nearest(unknown, GLOBAL_OPTIONS);
    const meant = near === undefined ? "" : `; did you mean ${near}?`;
    io.stderr.write(`repo: unknown option ${unknown}${meant} (repo --help lists commands and options)\n`);
    return EXIT.usage;
  }
  const { overview } = await import("./help/overview.ts");
  io.stdout.write(await overview(io));
  return EXIT.ok;
}

const GLOBAL_OPTIONS = ["--help", "--version", "--cwd", "--provider", "--color", "--no-color", "--verbose"];

function asksForHelp({ words }: CommandLine): boolean {
  return words.includes("--help") || words.includes("-h");
}

interface Meant {
  readonly command: CommandClass<RepoContext>;
  readonly line: CommandLine;
  readonly io: Io;
}

async function run({ command, line, io }: Meant): Promise<number> {
  const context: RepoContext = {
    ...io,
    env: { ...io.env },
    io,
    rest: line.rest,
    words: line.words,
    given: undefined,
    loadCommand,
    colorDepth: 1,
  };
  try {
    return await execute(command, { line, context });
  } catch (error) {
    const cli = parserOf(command);
    const { describeSyntaxError } = await import("./help/syntax-error.ts");
    const startsCommands = !isOwnCommand(line.name ?? "") || ["run", "exec"].includes(line.name ?? "");
    const text = describeSyntaxError(error, { cli, command: `repo ${line.name}`, startsCommands });
    if (text === undefined) throw error;
    io.stderr.write(`${text}\n`);
    return EXIT.usage;
  }
}

function parserOf(command: CommandClass<RepoContext>): Cli<RepoContext> {
  return Cli.from<RepoContext>([command], { binaryName: "repo" });
}

function parse(meant: CommandClass<RepoContext>, words: readonly string[], context: RepoContext): Command<RepoContext> {
  try {
    return parserOf(withMeantOptions(meant, words)).process([...words], context);
  } catch (error) {
    if (!isSyntaxError(error)) throw error;
    return parserOf(meant).process([...words], context);
  }
}

/** Throws what clipanion says of words that it does not understand. */
async function execute(meant: CommandClass<RepoContext>, { line, context }: { line: CommandLine; context: RepoContext }): Promise<number> {
  let command: Command<RepoContext>;
  try {
    command = parse(meant, line.words, context);
  } catch (error) {
    if (!isSyntaxError(error)) throw error;
    const { takeParams } = await import("./params/take-params.ts");
    const taken = await takeParams(line, context.io);
    const { refuse } = await import("./open-session.ts");
    if (!taken.ok) return await refuse(taken.error, { io: context.io, flags: { color: colorFlag(line.words) } });
    if (taken.value === undefined) throw error;
    command = parse(meant, taken.value.words, { ...context, given: { flags: taken.value.flags, words: [] } });
  }
  return (await command.validateAndExecute()) ?? EXIT.ok;
}

function colorFlag(words: readonly string[]): boolean | undefined {
  if (words.includes("--no-color")) return false;
  return words.includes("--color") ? true : undefined;
}

/** Where a flag is none of ours it may be a parameter of the verb. */
function isSyntaxError(error: unknown): boolean {
  return error instanceof Error && "clipanion" in error;
}
