import { ok, type Result } from "@nix-repo/model";
import type { Git } from "./history/run-git.ts";

/** The files in git's folder and below that it does not ignore, tracked or not, those of checked-out submodules included; relative to it, with slashes. */
export async function listFiles(git: Git): Promise<Result<readonly string[]>> {
  const [tracked, others] = await Promise.all([
    git.read(["ls-files", "-z", "--cached", "--recurse-submodules"]),
    git.read(["ls-files", "-z", "--others", "--exclude-standard"]),
  ]);
  if (!tracked.ok) return tracked;
  if (!others.ok) return others;
  return ok([...new Set(`${tracked.value}${others.value}`.split("\0").filter((path) => path !== ""))]);
}
