import type { Launch, Result } from "@nix-repo/model";
import type { Truth } from "./oracle-truth.ts";

/** A shell's name as a registry writes it. */
export function fullName({ name, flake }: { name: string; flake?: string }): string {
  return flake === undefined ? name : `${flake}#${name}`;
}

/** What Nix gives and what we do, for people. */
export function differences(launch: Result<Launch>, truth: Truth): string[] {
  if (!launch.ok)
    return ["drvPath" in truth ? `  Nix: ${truth.drvPath}` : `  Nix: ${truth.error}`, `  we: ${JSON.stringify(launch.error)}`];
  if ("error" in truth) return [`  Nix: ${truth.error}`, `  we: ${launch.value.env.NIX_GCROOT}`];
  const { env } = launch.value;
  const environment = truth.environment();
  if (!environment.ok) return [`  Nix: ${environment.error}`, `  we: ${env.NIX_GCROOT}`];
  const { path, variables } = environment;
  const names = Object.keys(variables).filter((name) => name !== "PATH" && name in env && env[name] !== variables[name]);
  return [`  Nix: ${path}`, `  we: ${env.NIX_GCROOT}`, ...names.map((name) => `  ${name}: ${variables[name]} (Nix), ${env[name]} (we)`)];
}

/** Sorted, without what is documented to differ: temporary directories, and bash's last argument. */
export function comparable(text: string): string {
  const lines = text.split("\0").filter((line) => !/^(NIX_BUILD_TOP|TMP|TMPDIR|TEMP|TEMPDIR|_|PWD)=/.test(line));
  return lines.sort().join("\n");
}
