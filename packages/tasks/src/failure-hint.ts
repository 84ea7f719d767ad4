import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { type ExitStatus, type Failure, findOnPath, type TaskId, type Variables } from "@nix-repo/model";

export interface FailedAction {
  readonly task: TaskId;
  readonly status: ExitStatus;
  /** The end of what it wrote to stderr. */
  readonly stderr: string;
  readonly shell: string;
  readonly keepable: boolean;
  readonly callerEnv: Variables;
  /** What the task saw. */
  readonly env: Variables;
  readonly cwd: string;
  /** What installs the packages of its service, where anything does. */
  readonly setup?: TaskId | undefined;
}

/** What we know of why a command failed that it does not say itself. */
export function failureHint(failed: FailedAction): Failure | undefined {
  const { status, stderr, keepable, task, callerEnv } = failed;
  if (status.kind !== "code" || status.code === 0) return undefined;
  const command = missingCommand(stderr, status.code);
  if (command !== undefined) {
    if (lacksPackages(failed.cwd)) {
      const installedBy = failed.setup === undefined ? "npm install, or what takes its place here" : `repo run ${failed.setup}`;
      return { code: "command-not-found", command, shell: failed.shell, task, keepable, installedBy };
    }
    const onHost = keepable ? findOnPath(command, { path: callerEnv.PATH, cwd: failed.cwd }) : undefined;
    return { code: "command-not-found", command, shell: failed.shell, task, keepable, ...(onHost === undefined ? {} : { onHost }) };
  }
  const variable = UNBOUND.exec(stderr)?.[1];
  if (keepable && variable !== undefined && callerEnv[variable] !== undefined && failed.env[variable] === undefined) {
    return { code: "variable-not-passed", variable, task };
  }
  return undefined;
}

/** Whether a folder has a package.json, and neither it nor one above it has packages: so it is in every fresh clone. */
function lacksPackages(folder: string): boolean {
  if (!existsSync(join(folder, "package.json"))) return false;
  for (let at = folder; ; at = dirname(at)) {
    if (existsSync(join(at, "node_modules")) || existsSync(join(at, ".pnp.cjs"))) return false;
    if (dirname(at) === at) return true;
  }
}

/** bash and zsh: "bash: line 1: vite: command not found"; dash: "sh: 1: vite: not found"; env: "env: 'vite': No such file or directory". */
const NOT_FOUND = [
  /^(?:\S*sh|\S*\/[^\s:]+): (?:line )?\d+: ([^\s:]+): (?:command )?not found$/m,
  /^(?:\S*sh: )?command not found: (\S+)$/m,
  /^(?:\S*sh: )?([^\s:]+): (?:command )?not found$/m,
  /^(?:\S*\/)?env: [‘'"]?([^\s:'"’]+)[’'"]?: No such file or directory$/m,
  // The shell inside go-task.
  /^"([^"\s]+)": executable file not found in \$PATH$/m,
  /^make(?:\[\d+\])?: ([^\s:*]+): No such file or directory$/m,
];

/** In whatever language a shell says it: its name, a line number, the command, the complaint. */
const SHELLS_OWN = /^\S*sh: (?:[^:\d]*)\d+: ([^\s:]+): /m;

const UNBOUND = /^.*?\b([A-Za-z_][A-Za-z0-9_]*): unbound variable$/m;

/** Tools between the shell and us (make, task) exit with a code of their own but print the shell's 127. */
function missingCommand(stderr: string, code: number): string | undefined {
  if (code !== 127 && !/\b127\b/.test(stderr)) return undefined;
  for (const pattern of code === 127 ? [...NOT_FOUND, SHELLS_OWN] : NOT_FOUND) {
    const command = pattern.exec(stderr)?.[1];
    if (command !== undefined) return command;
  }
  return undefined;
}
