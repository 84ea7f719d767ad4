import type { Run } from "./workspace.ts";

/**
 * The argv of what is to run, with what stood after `--`.
 *
 * A bash string gets its arguments the way npm passes them to a script: they are appended, as `"$@"`, to its last command. A script that
 * speaks of its arguments itself (`$@`, `$*`, `$1` … `$9`, `$#`) is left as it is and finds them there. They are never pasted into the text.
 *
 * Never a login shell (a profile costs time and can put other tools first), and `--norc`, because a bash that is given a command reads
 * ~/.bashrc where its stdin is a socket (as a pipe from Node is) or SSH_CLIENT is set.
 *
 * @param bash the program that runs a script: a name or an absolute path
 */
export function argvOf(run: Run, args: readonly string[], bash = "bash"): readonly string[] {
  switch (run.kind) {
    case "argv":
      return [...run.argv, ...args];
    case "bash":
      return [bash, "--norc", "-euo", "pipefail", "-c", args.length > 0 ? withArguments(run.script) : run.script, "bash", ...args];
  }
}

function withArguments(script: string): string {
  // In single quotes and behind a backslash a dollar is a dollar: awk '{ print $1 }' does not speak of our arguments.
  const expanded = script.replace(/\\.|'[^']*'/gs, "");
  if (/\$(?:[@*1-9]|\{[@*1-9]|#|\{#\})/.test(expanded)) return script;
  return `${script.trimEnd()} "$@"`;
}
