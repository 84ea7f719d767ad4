import { shellWord } from "../../shell-word.ts";
import { hasLists, isPlainCommand } from "./plain-command.ts";

/** Lines that are executed one after the other, each by a shell of its own, until one fails. */
export interface ShellLines {
  /** What executes a line: the command and its arguments before the line. */
  readonly shell: readonly string[];
  readonly lines: readonly { readonly text: string; readonly ignoresFailure: boolean }[];
  /** Where they run, relative to where the verb does; "." for the same folder. */
  readonly folder: string;
}

/**
 * What a verb has to run for the same. A single line is handed to its own shell as it stands, without a shell in between; several are what bash runs
 * with `-e`. What any shell does in the same way stands there as it is.
 */
export function runOfLines({ shell, lines, folder }: ShellLines): string | readonly string[] {
  const isPosix = isPosixShell(shell);
  const [only] = lines;
  if (only !== undefined && lines.length === 1 && folder === "." && !only.ignoresFailure) {
    if (isOurs(shell) || (isPosix && isPlainCommand(only.text))) return only.text;
    return [...shell, only.text];
  }
  const script = lines.map(({ text, ignoresFailure }, i) => {
    const isLast = i === lines.length - 1;
    const plain = isPosix && isPlainCommand(text);
    if (!plain) return `${shell.map(optionOrWord).join(" ")} ${shellWord(text)}${ignoresFailure ? " || true" : ""}`;
    if (ignoresFailure) return hasLists(text) ? `(${text}) || true` : `${text} || true`;
    return hasLists(text) && !isLast ? `(${text})` : text;
  });
  if (script.length === 0) return "true";
  return [...(folder === "." ? [] : [`cd ${shellWord(folder)}`]), ...script].join("\n");
}

function optionOrWord(word: string): string {
  return /^-\w+$/.test(word) ? word : shellWord(word);
}

/** Whether a line that is plain means the same to this shell as to bash. */
export function isPosixShell([command = "", ...options]: readonly string[]): boolean {
  return /^(\/usr)?(\/bin\/)?(sh|bash|dash)$/.test(command) && flagsOf(options)?.has("c") === true;
}

/** Whether it is what a verb that is a bash command runs in. */
function isOurs(shell: readonly string[]): boolean {
  return (
    shell[0] === "bash" && isPosixShell(shell) && ["c", "e", "pipefail", "u"].join() === [...(flagsOf(shell.slice(1)) ?? [])].sort().join()
  );
}

/** The options, where there are no others than `-e`, `-u`, `-o pipefail` and `-c`. */
function flagsOf(options: readonly string[]): ReadonlySet<string> | undefined {
  const flags = new Set<string>();
  for (let i = 0; i < options.length; i += 1) {
    const option = options[i] ?? "";
    const letters = /^-([euoc]+)$/.exec(option)?.[1];
    if (letters === undefined) return undefined;
    for (const letter of letters.replace("o", "")) flags.add(letter);
    if (!letters.includes("o")) continue;
    i += 1;
    if (options[i] !== "pipefail") return undefined;
    flags.add("pipefail");
  }
  return flags;
}
