import { Cli, type CommandClass } from "clipanion";
import type { VerbDescription } from "../actions/describe-verb.ts";
import type { CommandLine } from "../command-line.ts";
import { isOwnCommand } from "../command-names.ts";
import type { Io } from "../io.ts";
import type { RepoContext } from "../repo-command.ts";
import { columns } from "./columns.ts";

/** The help of one command: what it is for, how it is called, its options, examples. For a verb also who has it. */
export async function commandHelp({
  command,
  line,
  io,
}: {
  command: CommandClass<RepoContext>;
  line: CommandLine;
  io: Io;
}): Promise<string> {
  const definition = Cli.from<RepoContext>([command], { binaryName: "repo" }).definitions()[0];
  if (definition === undefined) return "";
  const verb = isOwnCommand(line.name ?? "") ? undefined : line.name;
  const usage = definition.usage.replace(/^\$ /, "").replace(/ <verb> \.\.\./, ` ${verb ?? "VERB"} [service…]`);
  const described = verb === undefined ? undefined : await describe(verb, io);
  const own = described?.usage === undefined ? [] : [`  ${described.usage}`];
  const sections = [
    `${verb === undefined ? definition.path : `repo ${verb}`}: ${definition.description?.trim() ?? ""}`,
    [`  ${usage.trim()}`, ...own].join("\n"),
  ];
  if (definition.details) sections.push(paragraph(definition.details));
  sections.push(...(described?.sections ?? []));
  sections.push(
    `options\n${columns(definition.options.map(({ definition: flags, description }) => [flagText(flags, line.name), description ?? ""]))}`,
  );
  const examples = (definition.examples ?? []).map(([what, how]): [string, string] => [how.trim(), what.trim()]);
  if (examples.length > 0) sections.push(`examples\n${columns(examples)}`);
  return `${sections.filter((text) => text !== "").join("\n\n")}\n`;
}

async function describe(verb: string, io: Io): Promise<VerbDescription | undefined> {
  const { describeVerb } = await import("../actions/describe-verb.ts");
  return await describeVerb(verb, io);
}

function paragraph(text: string): string {
  return text
    .trim()
    .split("\n")
    .map((sentence) => `  ${sentence.trim()}`)
    .join("\n");
}

/** clipanion writes `-C,--cwd #0`; people expect `-C, --cwd DIR`. */
function flagText(flags: string, command: string | undefined): string {
  const [names = "", argument] = flags.split(" ");
  const shown = names.split(",").join(", ");
  const name = /--([\w-]+)/.exec(names)?.[1] ?? "value";
  if (name === "affected") return `${shown}[=BASE]`;
  if (argument === undefined) return shown;
  if (name === "format" && command === "graph") return `${shown} text|mermaid|dot|json`;
  return `${shown} ${VALUES[name] ?? name.toUpperCase()}`;
}

const VALUES: Readonly<Record<string, string>> = {
  cwd: "DIR",
  concurrency: "N",
  output: "live|prefixed|grouped|failures|github|gitlab",
  events: "FILE",
  junit: "FILE",
  trace: "FILE",
  run: "N",
  base: "REV",
  tasks: "VERB",
  shard: "I/N",
  shards: "N",
  plan: "FILE",
  out: "FILE",
  report: "FILE",
  summary: "FILE",
  dotenv: "FILE",
  format: "github|gitlab|buildkite|json",
  ci: "github",
  "binary-cache": "NAME|URL",
  "binary-cache-key": "KEY",
  "repo-from": "FLAKE",
};
