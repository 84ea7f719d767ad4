import type { Variables } from "@nix-repo/model";
import { type CapturedEnvironment, textOf } from "./captured-environment.ts";
import { findProgram } from "./find-program.ts";

export interface BashChoice {
  readonly captured: CapturedEnvironment;
  readonly callerEnv: Variables;
}

/** The bash that runs commands written for bash: the devShell's own, else the one that captured it, else the host's. */
export function commandBash({ captured, callerEnv }: BashChoice): string {
  return ownBash(captured) ?? capturingBash(captured) ?? hostBash(callerEnv);
}

/** The bash that loads the devShell for a hook: the one that wrote its functions down is sure to read them. */
export function loadingBash({ captured, callerEnv }: BashChoice): string {
  return capturingBash(captured) ?? ownBash(captured) ?? hostBash(callerEnv);
}

function ownBash({ variables }: CapturedEnvironment): string | undefined {
  return findProgram("bash", { path: textOf(variables, "PATH"), cwd: "/" });
}

function capturingBash({ variables }: CapturedEnvironment): string | undefined {
  for (const name of ["BASH", "builder", "SHELL"]) {
    const path = textOf(variables, name);
    if (path?.startsWith("/") && path.endsWith("/bash") && findProgram(path, { path: undefined, cwd: "/" }) !== undefined) return path;
  }
  return undefined;
}

function hostBash(callerEnv: Variables): string {
  return findProgram("bash", { path: callerEnv.PATH, cwd: "/" }) ?? "/bin/bash";
}
