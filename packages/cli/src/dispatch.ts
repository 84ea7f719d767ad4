import { EXIT, nearest } from "@nix-repo/model";
import { Cli, type CommandClass } from "clipanion";
import { type CommandLine, parseCommandLine } from "./command-line.ts";
import { isOwnCommand } from "./command-names.ts";
import { loadCommand } from "./commands/index.ts";
import type { Io } from "./io.ts";
import type { RepoContext } from "./repo-command.ts";

/**
 * Finds the command that an argv means, loads it alone, and runs it.
 * @returns the exit code.
 */
export async function dispatch(argv: readonly string[], io: Io): Promise<number> {
  const line = parseCommandLine(argv);
  if (line.name === undefined || line.name === "help") return await showHelp(line, io);

  const command = await loadCommand(line.name, line.words[1]);
  if (asksForHelp(line)) {
    const { commandHelp } = await import("./help/command-help.ts");
    io.stdout.write(await commandHelp({ command, line, io }));
    return EXIT.ok;
  }
  return await run({ command, line, io });
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

async function run({ command, line, io }: { command: CommandClass<RepoContext>; line: CommandLine; io: Io }): Promise<number> {
  const cli = Cli.from<RepoContext>([command], { binaryName: "repo" });
  const context: RepoContext = { ...io, env: { ...io.env }, io, rest: line.rest, words: line.words, loadCommand, colorDepth: 1 };
  try {
    return (await cli.process([...line.words], context).validateAndExecute()) ?? EXIT.ok;
  } catch (error) {
    const { describeSyntaxError } = await import("./help/syntax-error.ts");
    const text = describeSyntaxError(error, { cli, command: isOwnCommand(line.name ?? "") ? `repo ${line.name}` : "repo VERB" });
    if (text === undefined) throw error;
    io.stderr.write(`${text}\n`);
    return EXIT.usage;
  }
}
