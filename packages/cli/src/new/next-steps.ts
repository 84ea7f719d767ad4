import { existsSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { findRepository } from "@nix-repo/git";
import type { Workspace } from "@nix-repo/model";
import { shellWord } from "@nix-repo/scaffold";
import type { NewPlace } from "./where-it-goes.ts";

interface Situation {
  readonly place: NewPlace;
  readonly stack: string | undefined;
  /** There is no flake that a shell could have been added to. */
  readonly isShellMissing: boolean;
}

/** What is left for the user to do, one step each. */
export function nextSteps(workspace: Workspace, { place, stack, isShellMissing }: Situation): readonly string[] {
  const steps: string[] = [];
  const membership = stack === undefined ? undefined : membershipStep(workspace, { place, stack });
  if (membership !== undefined) steps.push(membership.step);
  if (findRepository(workspace.root) !== undefined) steps.push(`git add ${shellWord(place.path)}`);
  const host = isShellMissing ? " --provider host, as there is no flake.nix with devShells here" : "";
  steps.push(`repo test ${place.name}${host}`);
  return steps;
}

/** Where a workspace of cargo's or go's is above, the new folder has to become a member of it. */
export function membershipStep(
  { root }: Workspace,
  { place, stack }: { place: NewPlace; stack: string },
): { readonly step: string; readonly tool: "cargo" | "go" } | undefined {
  const folder = join(root, place.path);
  for (let above = dirname(folder); above.startsWith(root); above = dirname(above)) {
    const member = relative(above, folder);
    const cargo = join(above, "Cargo.toml");
    if (stack === "rust" && existsSync(cargo) && /^\s*\[workspace[\].]/m.test(readFileSync(cargo, "utf8")))
      return { step: `add ${JSON.stringify(member)} to the members in ${relative(root, cargo)}, unless they cover it`, tool: "cargo" };
    const work = join(above, "go.work");
    if (stack === "go" && existsSync(work))
      return { step: `go work use ${shellWord(`./${member}`)} (in ${relative(root, above) || "."})`, tool: "go" };
    if (above === root) break;
  }
  return undefined;
}
