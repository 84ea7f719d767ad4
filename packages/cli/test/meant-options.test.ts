import { expect, test } from "@jest/globals";
import { Cli, type CommandClass } from "clipanion";
import fc from "fast-check";
import { OWN_COMMANDS } from "../src/command-names.ts";
import { loadCommand } from "../src/commands/index.ts";
import { withMeantOptions } from "../src/meant-options.ts";
import type { RepoContext } from "../src/repo-command.ts";

const NAMES = [...OWN_COMMANDS.filter((name) => name !== "help"), "build"];

test("with the options that its words can mean, a command understands them as it does with all", async () => {
  const commands = await Promise.all(NAMES.map(async (name) => [name, await loadCommand(name, undefined)] as const));
  const lines = fc.constantFrom(...commands).chain(([name, command]) => {
    const flags = flagsOf(command);
    const word = fc.oneof(
      { weight: 6, arbitrary: fc.constantFrom(...flags) },
      { weight: 1, arbitrary: fc.constantFrom(...flags).map((flag) => `${flag}=x`) },
      { weight: 1, arbitrary: fc.constantFrom(...flags).map((flag) => flag.replace(/^--(no-)?/, "--no-")) },
      { weight: 4, arbitrary: fc.constantFrom("x", "web", "50%", "", "-", "--", "-vC", "-Cv", "--nope", "--a", "--al", "-h", "--help") },
    );
    return fc.record({ command: fc.constant(command), words: fc.array(word, { maxLength: 6 }).map((rest) => [name, ...rest]) });
  });
  let understood = 0;
  fc.assert(
    fc.property(lines, ({ command, words }) => {
      const narrowed = parsed(withMeantOptions(command, words), words);
      // What it refuses is asked of the whole command.
      if (narrowed === undefined) return;
      understood += 1;
      expect(narrowed).toEqual(parsed(command, words));
    }),
    { numRuns: 3_000 },
  );
  expect(understood).toBeGreaterThan(500);
});

test("what the whole command understands is not refused", async () => {
  const command = await loadCommand("build", undefined);
  for (const rest of [
    ["web", "--all", "-v"],
    ["--tag=a", "--tag", "b"],
    ["--no-color", "-C", "x", "--concurrency", "50%"],
    ["--affected"],
    [],
  ]) {
    const words = ["build", ...rest];
    expect(parsed(withMeantOptions(command, words), words)).toEqual(parsed(command, words));
    expect(parsed(command, words)).toBeDefined();
  }
});

/** As its usage has them: `-v,--verbose`, `--concurrency #0`. */
function flagsOf(command: CommandClass<RepoContext>): readonly string[] {
  const cli = Cli.from<RepoContext>([command]);
  return cli
    .definitions({ colored: false })
    .flatMap(({ options }) => options.flatMap(({ definition }) => definition.match(/--?[a-zA-Z][\w-]*/g) ?? []));
}

/** All fields of the command that clipanion makes; undefined where it understands the words not. */
function parsed(command: CommandClass<RepoContext>, words: readonly string[]): unknown {
  try {
    const made = Cli.from<RepoContext>([command]).process([...words], {} as RepoContext);
    // Of the help that is asked for: it names the class.
    return Object.fromEntries(Object.entries(made).filter(([name]) => !["context", "cli", "contexts"].includes(name)));
  } catch {
    return undefined;
  }
}
