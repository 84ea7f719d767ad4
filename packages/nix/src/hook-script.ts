import type { CapturedEnvironment, CapturedVariable } from "./captured-environment.ts";
import { developHabits } from "./nix-version.ts";
import { IGNORED_VARIABLES } from "./rebuild.ts";

/** Names of environment variables that carry what is to be set above the devShell, each as `NAME=value`. The script takes them away before the hook runs. */
export const OVERLAY_PREFIX = "__REPO_OVERLAY_";

/** Names what this file makes of a devShell, so that a script which another version wrote is not taken for ours. A test says what it has to be. */
export const HOOK_SCRIPT_FORMAT = "5d822bcee087a144";

/**
 * A bash script that loads a devShell as `nix develop`'s own does (same order, same details), runs its hook, and becomes a command:
 * `bash SCRIPT FOLDER COMMAND ARGUMENT…`. It differs in three ways: the caller's temporary directory stays, what the hook prints goes
 * to stderr, and the command starts in FOLDER, whatever the hook did with `cd`. It is the same for every command, so it can be kept.
 *
 * @param captured placed: see `placeEnvironment`
 */
export function hookScript(captured: CapturedEnvironment, { closed = false, dumps }: HookScriptOptions = {}): string {
  const { appended, alwaysColon: oldColon } = developHabits(captured.nixVersion);
  const alwaysColon = oldColon && !closed;
  // A trap of the hook's would print into what we ask for.
  const afterHook = closed || dumps !== undefined ? ["builtin trap - DEBUG ERR"] : [];
  if (dumps !== undefined) afterHook.push(`__repo_dump ${quoted(dumps.after)}`);
  return [
    "unset shellHook",
    TAKE_ARGUMENTS,
    // The newer versions make an unset PATH an empty one.
    ...appended.map((name) => `${alwaysColon ? "" : `${name}=\${${name}:-}\n`}nix_saved_${name}="$${name}"`),
    ...Object.entries(captured.variables)
      .filter(([name]) => !IGNORED_VARIABLES.has(name))
      .map(([name, variable]) => declaration(name, variable)),
    ...Object.entries(captured.functions).map(([name, body]) => `${name} ()\n{\n${body}}`),
    ...appended.map((name) => `${name}="$${name}${alwaysColon ? `:$nix_saved_${name}` : `\${nix_saved_${name}:+:$nix_saved_${name}}`}"`),
    START_COMMAND,
    dumps === undefined ? "" : `${DUMP}\n__repo_dump ${quoted(dumps.before)}`,
    ["{", 'eval "${shellHook:-}"', ...afterHook, "} 1>&2"].join("\n"),
    '__repo_start "${__repo_command[@]}"',
    "",
  ]
    .filter((line, index, lines) => line !== "" || index === lines.length - 1)
    .join("\n");
}

export interface HookScriptOptions {
  /** The caller's PATH is empty on purpose: no version of Nix may then add the colon that means the current folder. */
  readonly closed?: boolean;
  /** Files to make, before and after the hook runs: what its bash knows of variables that are not exported, as `name\0attributes\0value\0`. */
  readonly dumps?: { readonly before: string; readonly after: string };
}

/** A hook has no arguments under `nix develop`, and must not see what is not its business. */
const TAKE_ARGUMENTS = `__repo_command=("$@")
set --
__repo_overlay=()
for __repo_name in "\${!${OVERLAY_PREFIX}@}"; do
  __repo_overlay+=("\${!__repo_name}")
  unset -v "$__repo_name"
done
unset -v __repo_name`;

/** Survives what a hook leaves behind: `set -eu`, traps, functions named like builtins. */
const START_COMMAND = `__repo_start() {
  local assignment oldpwd=\${OLDPWD-} hadOldpwd=\${OLDPWD+yes}
  if [[ "$PWD" != "$1" ]]; then
    builtin cd -- "$1" || builtin exit
    if [[ -n "$hadOldpwd" ]]; then OLDPWD=$oldpwd; else builtin unset -v OLDPWD; fi
  fi
  for assignment in \${__repo_overlay[@]+"\${__repo_overlay[@]}"}; do
    builtin unset -v "\${assignment%%=*}"
    builtin export "$assignment"
  done
  builtin shift
  if [[ "$1" != */* ]] && ! builtin type -P -- "$1" >/dev/null; then
    builtin printf 'repo: %s: command not found in the devShell\\n' "$1" >&2
    builtin exit 127
  fi
  builtin exec -- "$@"
}`;

/** Survives the same. Changes `set -eu` for good, which nothing after it needs. A reference is another variable's value. */
const DUMP = `__repo_dump() {
  builtin set +eu
  builtin compgen -A variable >"$1.names"
  while IFS= builtin read -r __repo_name; do
    if [[ $__repo_name != __repo_* && ! -R $__repo_name && \${!__repo_name@a} != *x* ]]; then
      builtin printf '%s\\0%s\\0%s\\0' "$__repo_name" "\${!__repo_name@a}" "\${!__repo_name}"
    fi
  done <"$1.names" >"$1"
}`;

function declaration(name: string, variable: CapturedVariable): string {
  switch (variable.type) {
    case "exported":
      return `${name}=${quoted(variable.value)}\nexport ${name}`;
    case "var":
      return `${name}=${quoted(variable.value)}`;
    case "array":
      return `declare -a ${name}=(${variable.value.map(quoted).join(" ")})`;
    case "associative":
      return `declare -A ${name}=(${Object.entries(variable.value)
        .map(([key, value]) => `[${quoted(key)}]=${quoted(value)}`)
        .join(" ")})`;
    case "unknown":
      return "";
  }
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
