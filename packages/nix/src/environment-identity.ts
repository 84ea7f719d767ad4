import { type EnvironmentIdentity, isSecretName, type Variables } from "@nix-repo/model";
import type { CapturedEnvironment } from "./captured-environment.ts";
import { IGNORED_VARIABLES } from "./rebuild.ts";

/** Places that differ from machine to machine, absolute. */
export interface MachinePlaces {
  readonly workspaceRoot: string;
  readonly home: string | undefined;
  readonly temporary: string;
}

export interface IdentityOptions {
  readonly shell: string;
  /** See `EnvironmentIdentity`. */
  readonly token?: string;
  readonly places: MachinePlaces;
}

/** What stands for an environment in keys: its variables, the same on two machines with one lock. */
export function environmentIdentity(variables: Variables, { shell, token, places }: IdentityOptions): EnvironmentIdentity {
  const names = Object.keys(variables).filter((name) => !OF_THE_MACHINE.has(name) && !IGNORED_VARIABLES.has(name));
  const secrets = names.filter(isSecretName);
  let named: Variables | undefined;
  return {
    shell,
    ...(token === undefined ? {} : { token }),
    secrets,
    variables() {
      named ??= Object.fromEntries(
        names.filter((name) => !isSecretName(name)).map((name) => [name, withNames(variables[name] ?? "", places)]),
      );
      return named;
    },
  };
}

/**
 * The variables that a devShell without a hook gives to a command: the exported ones, and those that only become so by a name that the command
 * gets from elsewhere.
 */
export function givenVariables({ variables }: CapturedEnvironment, base: Variables): Record<string, string> {
  const given: Record<string, string> = {};
  for (const [name, variable] of Object.entries(variables)) {
    if (variable.type === "exported" || (variable.type === "var" && base[name] !== undefined)) given[name] = variable.value;
  }
  return given;
}

/** Settings and circumstances of the machine that Nix built the environment on, or of the shell that we started. */
const OF_THE_MACHINE: ReadonlySet<string> = new Set(["NIX_BUILD_CORES", "NIX_BUILD_TOP", "PWD", "OLDPWD", "SHLVL", "_", "HOSTNAME"]);

function withNames(value: string, { workspaceRoot, home, temporary }: MachinePlaces): string {
  let named = value;
  // The workspace first: it mostly lies in the home.
  for (const [place, name] of [
    [workspaceRoot, "<workspace>"],
    [home ?? "", "<home>"],
    [temporary, "<temporary>"],
  ] as const) {
    if (place.length > 1) named = named.replaceAll(place, name);
  }
  return named;
}
