import { mkdtempSync, readlinkSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Result, Variables } from "@nix-repo/model";
import { err, ok } from "@nix-repo/model";
import { type CapturedEnvironment, parseDevEnv } from "./captured-environment.ts";
import { isDiskErrorIn } from "./keep/disk-reason.ts";
import { removeOrphans, removeWithRoots } from "./keep/leftovers.ts";
import { askVersion } from "./nix-version.ts";
import type { NixError, NixRunner } from "./run-nix.ts";

export interface CaptureRequest {
  readonly installable: string;
  readonly cwd: string;
  /** Where a temporary folder may be made. */
  readonly temporary: string;
  /** The environment in which Nix runs. */
  readonly env: Variables;
  /** Of Nix, where it is known. */
  readonly nixVersion?: string | undefined;
}

/** `unsure`: Nix said something that we do not understand, so that only `nix develop` itself gives the right environment. */
export type Captured =
  /** `generation`: absolute path of the folder that holds it, where it is kept. */
  { readonly kind: "environment"; readonly environment: CapturedEnvironment; readonly generation?: string } | { readonly kind: "unsure" };

/** Asks Nix for a devShell's environment. Builds what it needs, as `nix develop` would. */
export async function captureEnvironment(nix: NixRunner, request: CaptureRequest): Promise<Result<Captured, NixError>> {
  let folder: string | undefined;
  try {
    removeOrphans(request.temporary, PREFIX, request.env);
    // A profile is how print-dev-env tells the environment's path in the store.
    folder = mkdtempSync(join(request.temporary, `${PREFIX}${process.pid}-`));
  } catch {
    return ok({ kind: "unsure" });
  }
  try {
    const profile = join(folder, "profile");
    const args = ["print-dev-env", "--json", "--profile", profile, request.installable];
    const [json, version] = await Promise.all([nix.run({ args, cwd: request.cwd }), askVersion(nix, request.nixVersion)]);
    if (!json.ok) return isDiskErrorIn(json.error, folder) ? ok({ kind: "unsure" }) : err(json.error);
    if (!version.ok) return err(version.error);
    const parsed = parseDevEnv(json.value);
    const nixVersion = version.value;
    if (parsed === undefined || nixVersion === undefined || json.value.includes("\uFFFD")) return ok({ kind: "unsure" });
    const storePath = profileTarget(profile);
    const environment = {
      format: 1 as const,
      installable: request.installable,
      nixVersion,
      ...(storePath === undefined ? {} : { storePath }),
      ...parsed,
    };
    return ok({ kind: "environment", environment });
  } finally {
    removeWithRoots(folder, request.env);
  }
}

const PREFIX = "repo-nix-";

/** `profile → profile-1-link → path in the store`. */
function profileTarget(profile: string): string | undefined {
  try {
    return readlinkSync(resolve(profile, "..", readlinkSync(profile)));
  } catch {
    return undefined;
  }
}
