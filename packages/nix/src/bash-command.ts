import type { Run } from "@nix-repo/model";

/**
 * The argv of what is to run.
 *
 * A bash string gets its arguments the way npm passes them to a script: they are appended, as `"$@"`, to its last command. A script that
 * speaks of its arguments itself (`$@`, `$*`, `$1` … `$9`, `$#`) is left as it is and finds them there. They are never pasted into the text.
 *
 * `--norc`, because a bash that is given a command reads ~/.bashrc where its stdin is a socket (as a pipe from Node is) or SSH_CLIENT is set.
 *
 * @param bash the absolute path of the bash that runs it
 */
export function commandOf(run: Run, args: readonly string[], bash: string): readonly string[] {
  switch (run.kind) {
    case "argv":
      return [...run.argv, ...args];
    case "bash":
      return [bash, "--norc", "-euo", "pipefail", "-c", args.length > 0 ? withArguments(run.script) : run.script, "bash", ...args];
  }
}

function withArguments(script: string): string {
  if (/\$\{?[@*#1-9]/.test(script)) return script;
  return `${script.trimEnd()} "$@"`;
}
