import { statSync } from "node:fs";
import type { LaunchRequest, Variables } from "@nix-repo/model";

/**
 * What one bash does to the environment of the command that it starts by `exec`: it counts SHLVL up and down again, knows where it
 * is, and forgets an OLDPWD that is no folder and the `_` of whoever called. `nix develop` always has such a bash in between; where we start the command
 * ourselves this stands for it.
 */
export function asStartedByBash({ environment, caller, cwd }: StartedByBash): Record<string, string> {
  const result: Record<string, string> = { ...environment, SHLVL: shellLevel(caller.SHLVL), PWD: currentFolder(caller.PWD, cwd) };
  delete result._;
  if (result.OLDPWD !== undefined && result.OLDPWD === caller.OLDPWD && !isFolder(result.OLDPWD)) delete result.OLDPWD;
  return result;
}

export interface StartedByBash {
  readonly environment: Variables;
  /** What bash would have been started with. */
  readonly caller: Variables;
  readonly cwd: string;
}

/** Up by one when bash starts, where 1000 and more starts again at 1, and down by one when it execs. */
function shellLevel(callers: string | undefined): string {
  const before = callers !== undefined && /^\s*[-+]?\d+\s*$/.test(callers) ? Number.parseInt(callers, 10) : 0;
  const inside = before + 1 < 0 ? 0 : before + 1 >= 1000 ? 1 : before + 1;
  return String(Math.max(0, inside - 1));
}

/** The caller's PWD is kept where it is another name (through a symbolic link) of the folder. */
function currentFolder(callers: string | undefined, cwd: string): string {
  if (callers === undefined || callers === cwd || !callers.startsWith("/")) return cwd;
  const [a, b] = [statSync(callers, { throwIfNoEntry: false }), statSync(cwd, { throwIfNoEntry: false })];
  return a !== undefined && b !== undefined && a.ino === b.ino && a.dev === b.dev ? callers : cwd;
}

function isFolder(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
  } catch {
    return false;
  }
}

/**
 * Whether a command's caller brings what only a real bash can follow: a file to source at its start, options, an exported function
 * that the devShell defines too, variables that bash makes up by itself, or no PATH at all (bash then has one of its own). The last is what a command whose result may be kept is meant to have.
 */
export function needsRealBash({ base, hook }: Pick<LaunchRequest, "base" | "hook">, functions: Readonly<Record<string, string>>): boolean {
  if (hook === "every-start" && base.PATH === undefined) return true;
  if (SPECIAL_VARIABLES.some((name) => base[name] !== undefined)) return true;
  if (base.BASH_ENV) return true;
  return Object.keys(base).some((name) => {
    const exported = /^BASH_FUNC_(.+)%%$/.exec(name)?.[1];
    return exported !== undefined && exported in functions;
  });
}

/** Bash gives them a value or a meaning of its own. */
export const SPECIAL_VARIABLES = [
  "SHELLOPTS",
  "BASHOPTS",
  "POSIXLY_CORRECT",
  "OPTIND",
  "RANDOM",
  "SRANDOM",
  "SECONDS",
  "LINENO",
  "BASHPID",
  "EPOCHSECONDS",
  "EPOCHREALTIME",
  "HISTCMD",
  "FUNCNAME",
  "GROUPS",
  "DIRSTACK",
];
