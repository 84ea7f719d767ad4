import { shellWord } from "../shell-word.ts";
import { marked } from "../written-file.ts";

/**
 * The script that git runs before a commit.
 * @param folder the workspace's, relative to git's top, where git starts the script; empty where it is the top.
 * @param callsFirst the name of a hook beside it, which was there before.
 */
export function preCommitHook({ folder, callsFirst }: { folder: string; callsFirst?: string | undefined }): string {
  const first =
    callsFirst === undefined
      ? ""
      : `
# The hook that was here before.
before="$(dirname "$0")/${callsFirst}"
if [ -x "$before" ]; then "$before" "$@" || exit $?; fi
`;
  const text = `#!/bin/sh
# Lints what is staged before it is committed. To commit without: git commit --no-verify, or REPO_HOOKS=0 git commit.
${first}
if [ "\${REPO_HOOKS-}" = 0 ]; then exit 0; fi
if ! command -v repo >/dev/null 2>&1; then
  echo "pre-commit: there is no repo on the PATH, so that what is staged cannot be linted; put it there, or commit with REPO_HOOKS=0" >&2
  exit 1
fi
exec ${lintCommand(folder)}
`;
  return marked({ text, command: "repo hooks install" });
}

/** What lints what is staged, from git's top, as a command of a POSIX shell. */
export function lintCommand(folder: string): string {
  return folder === "" ? "repo lint --staged" : `repo -C ${shellWord(folder)} lint --staged`;
}

/** The name that a hook is kept under which was there before ours. */
export const BEFORE_OURS = "pre-commit.before-repo";
