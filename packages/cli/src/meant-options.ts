import { Command, type CommandClass } from "clipanion";
import type { RepoContext } from "./repo-command.ts";

/**
 * The same command, with those of its options alone that a typed word can mean. clipanion makes a machine of states of all options that there are, which takes 5 ms
 * for thirty of them; of these words both machines make the same, and where this one refuses them the whole command has to be asked.
 */
export function withMeantOptions(command: CommandClass<RepoContext>, words: readonly string[]): CommandClass<RepoContext> {
  const flags = words.filter((word) => word.startsWith("-"));
  const Whole = command as unknown as new () => object;
  class Meant extends Whole {
    constructor() {
      super();
      for (const [key, value] of Object.entries(this)) {
        if (isOption(value) && !mayBeMeant(namesOf(value, key), flags)) Object.assign(this, { [key]: { ...value, definition: NOTHING } });
      }
    }
  }
  return Meant as unknown as CommandClass<RepoContext>;
}

/** What clipanion finds in the fields of a command. */
interface OptionField {
  definition(
    builder: Record<"addOption" | "addPositional" | "addRest" | "addProxy", (given: { names?: readonly string[] }) => void>,
    key: string,
  ): void;
}

function isOption(value: unknown): value is OptionField {
  return typeof value === "object" && value !== null && Command.isOption in value;
}

const NOTHING = (): void => undefined;

/** Undefined of what stands by its place. */
function namesOf(option: OptionField, key: string): readonly string[] | undefined {
  let names: readonly string[] | undefined;
  const addOption = (given: { names?: readonly string[] }) => {
    names = given.names;
  };
  option.definition({ addOption, addPositional: NOTHING, addRest: NOTHING, addProxy: NOTHING }, key);
  return names;
}

function mayBeMeant(names: readonly string[] | undefined, flags: readonly string[]): boolean {
  return names === undefined || flags.some((flag) => names.some((name) => isMeantBy(name, flag)));
}

/** As `--name`, `--name=value`, `--no-name`, or `-n`, alone or in one word with others. */
function isMeantBy(name: string, flag: string): boolean {
  if (!name.startsWith("--")) return !flag.startsWith("--") && flag.includes(name.slice(1));
  return flag === name || flag.startsWith(`${name}=`) || flag === `--no-${name.slice(2)}`;
}
