import { statSync } from "node:fs";
import { delimiter, join } from "node:path";
import { err, type Failure, ok, type ProviderKind, type Result } from "@nix-repo/model";
import type { Io } from "./io.ts";

export interface ProviderChoice {
  readonly kind: ProviderKind;
  /** Whether it was asked for by name, or is what this machine has. */
  readonly asked: boolean;
}

/**
 * Nix where there is Nix; otherwise the host, except in CI, where tools that no lock names must have been asked for by name.
 * `--provider` wins over `REPO_PROVIDER`.
 */
export function chooseProvider({ flag, env }: { flag: string | undefined; env: Io["env"] }): Result<ProviderChoice, Failure> {
  const asked = flag ?? (env.REPO_PROVIDER || undefined);
  if (asked !== undefined && asked !== "nix" && asked !== "host") {
    const where = flag === undefined ? "REPO_PROVIDER" : "--provider";
    return err({ code: "usage", message: `${where} is "${asked}", and takes nix or host` });
  }
  if (asked === "host") return ok({ kind: "host", asked: true });
  if (isOnPath("nix", env.PATH ?? "")) return ok({ kind: "nix", asked: asked !== undefined });
  if (asked === "nix") return err({ code: "nix-missing" });
  if (isCi(env)) return err({ code: "host-refused-in-ci" });
  return ok({ kind: "host", asked: false });
}

/** `CI` counts whatever its value, unless that is empty or says no. */
export function isCi(env: Io["env"]): boolean {
  const value = (env.CI ?? "").toLowerCase();
  return value !== "" && value !== "false" && value !== "0";
}

function isOnPath(name: string, path: string): boolean {
  return path.split(delimiter).some((folder) => folder !== "" && statSync(join(folder, name), { throwIfNoEntry: false })?.isFile());
}
