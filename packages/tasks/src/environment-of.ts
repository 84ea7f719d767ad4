import { type Environment, type EnvironmentProvider, ok, type Result, type ShellChoice } from "@nix-repo/model";
import { HOST } from "./host-provider.ts";

/** The environment for a choice of shell. `shell: false` is the host's, and never asks the provider: such a task runs without Nix. */
export async function environmentOf(provider: EnvironmentProvider, shell: ShellChoice): Promise<Result<Environment>> {
  return shell.kind === "none" ? ok(HOST) : await provider.environmentOf(shell);
}
