import type { GivenParams } from "@nix-repo/model";
import { type BaseContext, Command, type CommandClass, Option } from "clipanion";
import type { Io } from "./io.ts";

export interface RepoContext extends BaseContext {
  readonly io: Io;
  /** What stood after `--`; undefined where there was none. */
  readonly rest: readonly string[] | undefined;
  /** Our own words: the command, its options, what it names. */
  readonly words: readonly string[];
  /** What was given for parameters of verbs, where anything was: it is in `words`, and no option of ours. */
  readonly given: GivenParams | undefined;
  /** For completion, which offers the options of other commands. */
  readonly loadCommand: (name: string, next?: string) => Promise<CommandClass<RepoContext>>;
}

/** What all commands have in common. The flags are read by `openSession`. */
export abstract class RepoCommand extends Command<RepoContext> {
  cwd = Option.String("-C,--cwd", { description: "work as if started in this folder" });
  provider = Option.String("--provider", { description: "where tools come from: nix (default) or host" });
  color = Option.Boolean("--color", { description: "colours on or off (--no-color)" });
  verbose = Option.Boolean("-v,--verbose", false, { description: "say more of what happens" });

  abstract override execute(): Promise<number>;
}

/** What was typed behind `repo`. */
export function typedIn({ words, rest }: RepoContext): readonly string[] {
  return rest === undefined ? words : [...words, "--", ...rest];
}
