/** Our own commands. They win over verbs of the same name. */
export const OWN_COMMANDS = [
  "run",
  "exec",
  "shell",
  "ci",
  "affected",
  "up",
  "down",
  "status",
  "stop",
  "restart",
  "graph",
  "list",
  "explain",
  "runs",
  "logs",
  "env",
  "cache",
  "setup",
  "doctor",
  "config",
  "init",
  "new",
  "import",
  "hooks",
  "completion",
  "help",
] as const;

/**
 * The flags of commands that run verbs, and what takes one back. No parameter of a verb may have one of these names: it could not be reached.
 * Written down here because asking the commands would load them in every run; a test compares.
 */
export const OWN_FLAGS = [
  "--affected",
  "--all",
  "--cache",
  "--check",
  "--color",
  "--concurrency",
  "--cwd",
  "--dry-run",
  "--events",
  "--fail-fast",
  "--force",
  "--help",
  "--json",
  "--junit",
  "--keep-going",
  "--output",
  "--provider",
  "--staged",
  "--tag",
  "--trace",
  "--verbose",
  "--watch",
  "--with-dependencies",
  "--with-dependents",
] as const;

/** What only our completion scripts call. */
const HIDDEN = "__complete";

/** Those that have a module of their own: `help` is answered before any is loaded. */
export type CommandName = Exclude<(typeof OWN_COMMANDS)[number], "help"> | typeof HIDDEN;

export function isOwnCommand(name: string): name is CommandName {
  return name === HIDDEN || (name !== "help" && (OWN_COMMANDS as readonly string[]).includes(name));
}
