import { nearest } from "@nix-repo/model";
import type { Cli } from "clipanion";
import type { RepoContext } from "../repo-command.ts";

/**
 * One line for what the command-line parser refused, with the nearest option that exists.
 * @param startsCommands whether what stands behind `--` reaches a command that it starts
 * @returns undefined where the error is not the user's.
 */
export function describeSyntaxError(
  error: unknown,
  { cli, command, startsCommands }: { cli: Cli<RepoContext>; command: string; startsCommands: boolean },
): string | undefined {
  if (!(error instanceof Error) || !("clipanion" in error)) return undefined;
  const reason = reasonOf(error);
  const unknownOption = /^(?:Unsupported|Invalid) option name \("([^"=]*)(?:=.*)?"\)/s.exec(reason)?.[1];
  const more = `(${command} --help shows what it takes)`;
  if (unknownOption !== undefined) {
    const options = cli.definitions()[0]?.options.flatMap(({ definition }) => (definition.split(" ")[0] ?? "").split(",")) ?? [];
    const near = nearest(unknownOption, options);
    const behind = startsCommands ? "; to pass it to the command, write it behind --" : "";
    const meant = near === undefined ? behind : `; did you mean ${near}?`;
    return `repo: unknown option ${unknownOption}${meant} ${more}`;
  }
  const extra = /^Extraneous positional argument \("(.*)"\)/.exec(reason)?.[1];
  if (extra !== undefined) return `repo: "${extra}" is one word too many ${more}`;
  if (reason.startsWith("Not enough positional arguments")) return `repo: ${missingIn(cli)} is missing behind ${command} ${more}`;
  const valueless = /^Not enough arguments to option (.*)\.$/.exec(reason)?.[1];
  if (valueless !== undefined) return `repo: ${valueless} needs a value ${more}`;
  const choice = /^Invalid value for \S+: expected one of (.*) \(got "(.*)"\)$/s.exec(reason);
  if (choice !== null) return describeChoice(choice[2] ?? "", quotedIn(choice[1] ?? ""), more);
  return `repo: ${reason.replace(/\.$/, "")} ${more}`;
}

/** The first of the words that a command has to have. */
function missingIn(cli: Cli<RepoContext>): string {
  const usage = cli.definitions()[0]?.usage ?? "";
  return /<(\w[^>]*)>/.exec(usage.replace(/\[[^\]]*\]/g, ""))?.[1]?.toUpperCase() ?? "something";
}

function describeChoice(got: string, choices: readonly string[], more: string): string {
  const near = nearest(got, choices);
  const meant = near === undefined ? "" : `; did you mean ${near}?`;
  return `repo: "${got}" is none of ${choices.join(", ")}${meant} ${more}`;
}

/** `"print", "validate", or "schema"`: what stands in the quotes. */
function quotedIn(text: string): string[] {
  return [...text.matchAll(/"([^"]*)"/g)].map(([, word = ""]) => word);
}

/** clipanion's message without its headline and the usage line that it appends. */
function reasonOf(error: Error): string {
  const candidates = (error as Error & { candidates?: readonly { reason: string | null }[] }).candidates;
  const reason = candidates?.[0]?.reason;
  if (reason) return reason;
  return (error.message.split("\n\n")[0] ?? error.message).replaceAll("\n", " ");
}
