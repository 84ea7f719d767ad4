import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { nixFlags } from "@nix-repo/config";
import { err, ok, type Result, type Variables } from "@nix-repo/model";
import { chooseProvider } from "../choose-provider.ts";
import type { Io } from "../io.ts";
import type { GlobalFlags } from "../open-session.ts";

/** What is known of a flake's devShells. */
export type KnownShells =
  | { readonly kind: "known"; readonly names: readonly string[] }
  | { readonly kind: "no-flake" }
  /** `why`: a sentence. */
  | { readonly kind: "unknown"; readonly why: string };

export interface ShellsPlace {
  /** Absolute path of the workspace. */
  readonly root: string;
  /** As the registry names it. */
  readonly flake: string;
  /** Where git's work tree begins: Nix looks for a flake up to there. */
  readonly top: string;
  readonly registryFlags: readonly string[];
  readonly io: Io;
  readonly flags: GlobalFlags;
}

/** Asks Nix for the names of the flake's devShells. Writes nothing into the repository, not even the flake's lock. */
export async function askShells(place: ShellsPlace): Promise<Result<KnownShells>> {
  const { root, flake, top, io, flags } = place;
  if (flake === "." && flakeFolder(root, top) === undefined) return ok({ kind: "no-flake" });
  const choice = chooseProvider({ flag: flags.provider, env: io.env });
  if (!choice.ok) return choice.error.code === "usage" ? err(choice.error) : ok({ kind: "unknown", why: NO_NIX });
  if (choice.value.kind === "host") return ok({ kind: "unknown", why: choice.value.asked ? NOT_ASKED : NO_NIX });
  const callerEnv = { ...io.env } as Variables;
  const given = nixFlags(place.registryFlags, callerEnv);
  if (!given.ok) return given;
  const { createNixProvider } = await import("@nix-repo/nix");
  const stateFolder = mkdtempSync(join(tmpdir(), "repo-init-"));
  try {
    const options = { workspaceRoot: root, flake, nixFlags: [...given.value, "--no-write-lock-file"], callerEnv, stateFolder };
    const names = await createNixProvider(options).listShells();
    if (names.ok) return ok({ kind: "known", names: names.value });
    return ok({ kind: "unknown", why: names.error.code === "nix-failed" ? `Nix says: ${names.error.message}` : NO_NIX });
  } finally {
    rmSync(stateFolder, { recursive: true, force: true });
  }
}

const NO_NIX = "there is no Nix on this machine";
const NOT_ASKED = "tools come from this machine";

/** The folder of the flake that Nix takes for a workspace. */
export function flakeFolder(root: string, top: string): string | undefined {
  for (let folder = root; ; folder = dirname(folder)) {
    if (existsSync(join(folder, "flake.nix"))) return folder;
    if (folder === top || folder === dirname(folder)) return undefined;
  }
}
