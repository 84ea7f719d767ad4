import type { Result } from "@nix-repo/model";
import { ok } from "@nix-repo/model";
import type { NixError, NixRunner } from "./run-nix.ts";

/** What differs between versions of Nix in the environment that `nix develop` gives. */
export interface DevelopHabits {
  /** The caller's value of these follows the devShell's, after a colon. */
  readonly appended: readonly string[];
  /** The colon is there even where the caller's value is empty. */
  readonly alwaysColon: boolean;
}

/** `2.26.3` of what `nix --version` prints, also for the forks: `nix (Lix, like Nix) 2.91.1`. */
export function parseNixVersion(text: string): string | undefined {
  return /(\d+\.\d+\S*)\s*$/.exec(text)?.[1];
}

/** The version of the Nix that is run; undefined where it says nothing that we read. @param known from an earlier run */
export async function askVersion(nix: NixRunner, known?: string): Promise<Result<string | undefined, NixError>> {
  if (known !== undefined) return ok(known);
  const said = await nix.version();
  return said.ok ? ok(parseNixVersion(said.value)) : said;
}

/** Measured on 2.8.0 and 2.26.3; Nix's source of 2.9 and later reads like 2.26. */
export function developHabits(nixVersion: string): DevelopHabits {
  const [major = 0, minor = 0] = nixVersion.split(".").map((part) => Number.parseInt(part, 10));
  const old = major < 2 || (major === 2 && minor < 9);
  return old ? { appended: ["PATH"], alwaysColon: true } : { appended: ["PATH", "XDG_DATA_DIRS"], alwaysColon: false };
}
