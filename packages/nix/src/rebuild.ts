import type { Variables } from "@nix-repo/model";
import type { CapturedEnvironment } from "./captured-environment.ts";
import { developHabits } from "./nix-version.ts";

/** Not taken from the devShell (Nix's own list): they belong to the build that captured it, or to the user. */
export const IGNORED_VARIABLES: ReadonlySet<string> = new Set([
  ...["BASHOPTS", "HOME", "NIX_BUILD_TOP", "NIX_ENFORCE_PURITY", "NIX_LOG_FD", "NIX_REMOTE", "PPID", "SHELLOPTS"],
  ...["SSL_CERT_FILE", "TEMP", "TEMPDIR", "TERM", "TMP", "TMPDIR", "TZ", "UID"],
]);

/**
 * The variables that a command under `nix develop --command` sees, given the caller's; without a shellHook, which only bash can run.
 * One difference is meant: the caller's temporary directory stays, where Nix would make a fresh one at every call and leave it behind.
 * What bash itself adds (`PWD`, `SHLVL`, `_`) is not here: see `asStartedByBash`.
 */
export function rebuildEnvironment(captured: CapturedEnvironment, caller: Variables): Record<string, string> {
  const environment: Record<string, string> = { ...caller, ...startVariables(captured) };
  delete environment.shellHook;
  for (const [name, variable] of Object.entries(captured.variables)) {
    if (IGNORED_VARIABLES.has(name)) continue;
    switch (variable.type) {
      case "exported":
        environment[name] = variable.value;
        break;
      case "var":
        // An assignment in bash keeps the export flag of a variable that came in with the environment.
        if (name in environment) environment[name] = variable.value;
        break;
      case "array":
      case "associative":
        // Arrays are never exported.
        delete environment[name];
        break;
      case "unknown":
        break;
    }
  }
  appendCallers(environment, captured, caller);
  return environment;
}

/**
 * Set by Nix before its bash starts. It gives SHELL the bash that it found (nixpkgs' interactive one, or the bare word `bash`), and the
 * devShell's own value then takes its place: bash gives SHELL a value in every build, so there always is one but where a setup hook made
 * it readonly; for that rare case the devShell's bash is the sensible answer.
 */
export function startVariables({ storePath, variables }: CapturedEnvironment): Record<string, string> {
  const start: Record<string, string> = {};
  if (storePath !== undefined) start.NIX_GCROOT = storePath;
  const bash = variables.BASH?.type === "var" ? variables.BASH.value : undefined;
  start.SHELL = bash ?? "bash";
  return start;
}

function appendCallers(environment: Record<string, string>, { nixVersion, variables }: CapturedEnvironment, caller: Variables): void {
  const { appended, alwaysColon } = developHabits(nixVersion);
  for (const name of appended) {
    const own = variables[name];
    const callers = caller[name];
    // Neither exports it, or it has become an array: bash shows nothing.
    if (environment[name] === undefined || own?.type === "array" || own?.type === "associative") continue;
    const value = own?.type === "exported" || own?.type === "var" ? own.value : (callers ?? "");
    if (callers === undefined) environment[name] = value;
    else environment[name] = callers === "" && !alwaysColon ? value : `${value}:${callers}`;
  }
}
