type Env = Readonly<Record<string, string | undefined>>;

/**
 * An environment without what git tells a hook by variables: which repository it is at work on, and from which index the commit is made. Whatever a hook
 * starts would take these for its own, in whatever repository it works: a task that asks git something, Nix when it fetches a flake.
 * Settings (`GIT_CONFIG_*`) and identities stay: they are the caller's.
 */
export function outsideGitHook(env: Env): Env {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !OF_ONE_REPOSITORY.has(name)));
}

/** `git rev-parse --local-env-vars`, of all versions so far, without settings. */
const OF_ONE_REPOSITORY: ReadonlySet<string> = new Set([
  "GIT_ALTERNATE_OBJECT_DIRECTORIES",
  "GIT_COMMON_DIR",
  "GIT_DIR",
  "GIT_GRAFT_FILE",
  "GIT_IMPLICIT_WORK_TREE",
  "GIT_INDEX_FILE",
  "GIT_INTERNAL_SUPER_PREFIX",
  "GIT_NO_REPLACE_OBJECTS",
  "GIT_OBJECT_DIRECTORY",
  "GIT_PREFIX",
  "GIT_QUARANTINE_PATH",
  "GIT_REPLACE_REF_BASE",
  "GIT_SHALLOW_FILE",
  "GIT_WORK_TREE",
]);
