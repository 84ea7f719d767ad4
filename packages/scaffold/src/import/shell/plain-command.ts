/**
 * Whether every POSIX shell, bash among them and with or without `-e`, `-u` and `pipefail`, does the same with a line and leaves nothing behind for
 * the next one: words without expansions, joined by `&&` and `||`. Rather too few than too many.
 */
export function isPlainCommand(line: string): boolean {
  const commands = commandsOf(line);
  return commands?.every(isPlain) ?? false;
}

/** Whether `-e` would pass over a failure in a line that is not the last: that of the first part of `a && b`. */
export function hasLists(line: string): boolean {
  return (commandsOf(line)?.length ?? 0) > 1;
}

const WORD = /^(?:[A-Za-z0-9_./:=,@%+-]|'[^'\\\n]*'|"[^"$`\\\n]*")+/;
// To where writing always works: shells end in different ways where it does not.
const REDIRECTION = /^[12]?> ?\/dev\/null(?![^\s])/;

/** The words of each command, without what is said of its output; undefined where there is anything else. */
function commandsOf(line: string): string[][] | undefined {
  if (/[\n\r]/.test(line)) return undefined;
  const commands: string[][] = [[]];
  let rest = line.trimStart();
  while (rest !== "") {
    const list = /^(?:&&|\|\|)/.exec(rest)?.[0];
    const skipped = list ?? REDIRECTION.exec(rest)?.[0];
    if (list !== undefined) commands.push([]);
    if (skipped !== undefined) {
      rest = rest.slice(skipped.length).trimStart();
      continue;
    }
    const word = WORD.exec(rest)?.[0];
    if (word === undefined) return undefined;
    rest = rest.slice(word.length);
    if (rest !== "" && !/^[\s<>&|]/.test(rest)) return undefined;
    commands.at(-1)?.push(word);
    rest = rest.trimStart();
  }
  return commands.every((words) => words.length > 0) ? commands : undefined;
}

function isPlain(words: readonly string[]): boolean {
  const command = words.find((word) => !ASSIGNMENT.test(word));
  // Assignments alone would hold for what follows.
  if (command === undefined || !/^[A-Za-z0-9_./][A-Za-z0-9_./+-]*$/.test(command) || UNEVEN.has(command)) return false;
  if (command === "echo" && words.slice(words.indexOf("echo") + 1).some((word, i) => i === 0 && word.startsWith("-"))) return false;
  // dash's own test knows no such operator.
  return !words.includes("==");
}

const ASSIGNMENT = /^[A-Za-z_]\w*=/;

/** Reserved words, what changes the shell itself, and what is built into some shells alone. */
const UNEVEN: ReadonlySet<string> = new Set(
  [
    "if then elif else fi for while until do done case esac in function select time coproc",
    ". source cd export readonly set unset shift exit return exec eval trap umask alias unalias read local declare typeset let shopt",
    "break continue wait ulimit hash type getopts jobs fg bg times command builtin enable caller help history bind compgen complete compopt",
    "mapfile readarray logout suspend disown pushd popd dirs fc printf kill pwd test chdir",
  ].flatMap((names) => names.split(" ")),
);
