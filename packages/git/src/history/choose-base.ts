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
  if (situation.kind !== "other" && situation.base !== undefined) return ok(situation.base);
  if (configured) return ok({ ...named(configured), source: "registry", because: "ci.base" });
  const found = situation.defaultBranch === undefined ? await history.defaultBranch() : ok(onOrigin(situation.defaultBranch));
  if (!found.ok || found.value === undefined) return found.ok ? ok(undefined) : found;
  const { rev, name } = found.value;
  return ok({ rev, name, source: "default", because: "the default branch", ...engine });
}
