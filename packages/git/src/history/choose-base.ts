import { ok, type Result } from "@nix-repo/model";
import { type CiSituation, onOrigin } from "./ci-situation.ts";
import { isHash, shortHash } from "./git-names.ts";
import type { ChosenBase, History } from "./history.ts";

export interface BaseQuestion {
  /** `--affected=REV`. */
  readonly flag?: string | undefined;
  /** `ci.base` of the registry. */
  readonly configured?: string | undefined;
  readonly situation: CiSituation;
  readonly history: Pick<History, "defaultBranch">;
}

/**
 * What to compare with: what was asked for, else what the CI engine says, else what the registry says, else the default branch.
 * @returns undefined where nobody knows anything. Whether git has such a commit is another question.
 */
export async function chooseBase({ flag, configured, situation, history }: BaseQuestion): Promise<Result<ChosenBase | undefined>> {
  const engine = situation.engine === undefined ? {} : { engine: situation.engine };
  const named = (rev: string) => ({ rev, name: isHash(rev) ? shortHash(rev) : rev, ...engine });
  if (flag) return ok({ ...named(flag), source: "flag", because: "--affected" });
  // The push before this one may have failed: on a branch all counts that is not merged yet, or what broke then would be green now.
  const isWhole = situation.kind === "request" || situation.kind === "default-branch";
  if (isWhole && situation.base !== undefined) return ok(situation.base);
  if (configured) return ok({ ...named(configured), source: "registry", because: "ci.base" });
  const found = situation.defaultBranch === undefined ? await history.defaultBranch() : ok(onOrigin(situation.defaultBranch));
  if (!found.ok || found.value === undefined) return found.ok ? ok(undefined) : found;
  const { rev, name } = found.value;
  return ok({ rev, name, source: "default", because: "the default branch", ...engine });
}
