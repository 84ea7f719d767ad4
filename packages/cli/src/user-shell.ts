import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import type { Run, Variables } from "@nix-repo/model";

export interface UserShell {
  readonly run: Run;
  /** Set above the devShell. */
  readonly overlay: Variables;
}

/**
 * The user's own shell, to be started inside a devShell: with its own start-up files, a prompt that says where one is, and the devShell's
 * tools still first on the PATH after those files have run (many put folders of their own in front).
 * @param folder where the few start-up lines of ours are kept; they hold nothing of the user's.
 */
export function userShell({
  program,
  label,
  folder,
  caller,
}: {
  program: string;
  label: string;
  folder: string;
  caller: Variables;
}): UserShell {
  const name = basename(program);
  const start = STARTS[name];
  const overlay = { SHELL: program, REPO_SHELL: label };
  if (start === undefined) return { run: { kind: "argv", argv: [program] }, overlay };
  const own = join(folder, name);
  for (const [file, content] of Object.entries(start.files)) writeWhole(own, file, content);
  // PATH is known only inside, after a hook: it is kept aside for the start-up lines to put back.
  const keepPath = ["bash", "-c", 'export REPO_SHELL_PATH="$PATH"; exec "$@"', "bash"];
  return {
    run: { kind: "argv", argv: [...keepPath, program, ...start.args(own)] },
    overlay: { ...overlay, ...start.overlay(own, caller) },
  };
}

interface ShellStart {
  readonly files: Readonly<Record<string, string>>;
  readonly args: (folder: string) => readonly string[];
  readonly overlay: (folder: string, caller: Variables) => Variables;
}

const BASHRC = `[ -r ~/.bashrc ] && . ~/.bashrc
PS1="($REPO_SHELL) $PS1"
[ "$PATH" = "$REPO_SHELL_PATH" ] || PATH="$REPO_SHELL_PATH:$PATH"
unset REPO_SHELL_PATH
`;

const ZSHENV = `REPO_OUR_ZDOTDIR="$ZDOTDIR"
ZDOTDIR="$REPO_ZDOTDIR"
[[ -r "$ZDOTDIR/.zshenv" ]] && . "$ZDOTDIR/.zshenv"
REPO_ZDOTDIR="$ZDOTDIR"
ZDOTDIR="$REPO_OUR_ZDOTDIR"
`;

const ZSHRC = `ZDOTDIR="$REPO_ZDOTDIR"
[[ -r "$ZDOTDIR/.zshrc" ]] && . "$ZDOTDIR/.zshrc"
PROMPT="($REPO_SHELL) $PROMPT"
[[ "$PATH" == "$REPO_SHELL_PATH" ]] || PATH="$REPO_SHELL_PATH:$PATH"
unset REPO_SHELL_PATH REPO_OUR_ZDOTDIR REPO_ZDOTDIR
`;

const FISH = `set -gx PATH (string split : -- $REPO_SHELL_PATH) $PATH
set -e REPO_SHELL_PATH
functions -c fish_prompt __repo_prompt
function fish_prompt; echo -n "($REPO_SHELL) "; __repo_prompt; end
`;

const STARTS: Readonly<Record<string, ShellStart>> = {
  bash: { files: { rc: BASHRC }, args: (folder) => ["--rcfile", join(folder, "rc"), "-i"], overlay: () => ({}) },
  zsh: {
    files: { ".zshenv": ZSHENV, ".zshrc": ZSHRC },
    args: () => ["-i"],
    overlay: (folder, { ZDOTDIR, HOME = "/" }) => ({ ZDOTDIR: folder, REPO_ZDOTDIR: ZDOTDIR ?? HOME }),
  },
  fish: { files: {}, args: () => ["-C", FISH, "-i"], overlay: () => ({}) },
};

function writeWhole(folder: string, file: string, content: string): void {
  mkdirSync(folder, { recursive: true });
  const partial = join(folder, `${file}.${process.pid}`);
  writeFileSync(partial, content);
  renameSync(partial, join(folder, file));
}
