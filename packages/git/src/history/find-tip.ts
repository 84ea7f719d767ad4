import { err, ok, type Result } from "@nix-repo/model";
import { type Clone, resolveCommit, shallowCommits } from "./clone.ts";
import type { Fetched, Fetches, Target } from "./fetch-missing.ts";
import { isBranchName, isHash } from "./git-names.ts";
import type { ChosenBase } from "./history.ts";
import { cutBehind } from "./merge-base.ts";

/** What became of a base's name. */
export type Tip =
  | { readonly kind: "found"; readonly commit: string; readonly name: string }
  /** `HEAD~3` where there are but three commits. */
  | { readonly kind: "before-all" }
  /** A commit that no branch has any more. `why`: one clause. */
  | { readonly kind: "gone"; readonly why: string };

export interface TipQuestion {
  readonly base: ChosenBase;
  readonly rev: string;
  readonly fetches: Fetches;
}

/** The commit that a base names: as it stands, or as its remote calls it (`origin/main` for `main`), and fetched if it is missing. */
export async function findTip(clone: Clone, { base, rev, fetches }: TipQuestion): Promise<Result<Tip>> {
  const named = await firstFound(clone, [{ rev, name: base.name }]);
  if (!named.ok || named.value !== undefined) return named as Result<Tip>;
  const [, start, back] = /^([^~^]+)([~^].*)$/.exec(rev) ?? [];
  if (start !== undefined) return await goBack(clone, { base, rev, fetches, start, isPlain: /^(~\d*|\^1?)+$/.test(back ?? "") });
  const targets = await fetches.targetsOf(rev);
  const tracked = await firstFound(clone, targets);
  if (!tracked.ok || tracked.value !== undefined) return tracked as Result<Tip>;
  return await fetchTip(clone, { base, rev, fetches, targets });
}

interface Named {
  readonly rev: string;
  readonly name: string;
}

async function firstFound({ git }: Clone, candidates: readonly Named[]): Promise<Result<Tip | undefined>> {
  for (const { rev, name } of candidates) {
    const commit = await resolveCommit(git, rev);
    if (!commit.ok) return commit;
    if (commit.value !== undefined) return ok({ kind: "found", commit: commit.value, name });
  }
  return ok(undefined);
}

interface WayBack extends TipQuestion {
  readonly start: string;
  /** Along first parents alone, so that only the beginning of all can end it. */
  readonly isPlain: boolean;
}

async function goBack(clone: Clone, { base, rev, fetches, start, isPlain }: WayBack): Promise<Result<Tip>> {
  const from = await resolveCommit(clone.git, start);
  if (!from.ok) return from;
  if (from.value === undefined) return err({ code: "base-unknown", base: base.name });
  for (;;) {
    const cut = await cutBehind(clone, from.value);
    if (!cut.ok) return cut;
    if (cut.value.length === 0) return isPlain ? ok({ kind: "before-all" }) : err({ code: "base-unknown", base: base.name });
    const deeper = await fetches.deepen(cut.value);
    if (!deeper.ok) return deeper;
    const found = await firstFound(clone, [{ rev, name: base.name }]);
    if (!found.ok || found.value !== undefined) return found as Result<Tip>;
  }
}

async function fetchTip(clone: Clone, question: TipQuestion & { readonly targets: readonly Target[] }): Promise<Result<Tip>> {
  const { fetches, targets } = question;
  if (!fetches.mayFetch || targets.length === 0) return whenMissing(clone, question);
  const depth = await depthOf(clone);
  if (!depth.ok) return depth;
  let failed: Failed | undefined;
  for (const target of targets) {
    const fetched = await fetches.fetchBase(target, depth.value);
    if (!fetched.ok) return fetched;
    if (fetched.value.kind === "fetched") return (await firstFound(clone, [target])) as Result<Tip>;
    failed ??= fetched.value;
  }
  return whenMissing(clone, { ...question, ...(failed === undefined ? {} : { failed }) });
}

/** No less than is there already, so that the clone is not cut shorter than it was. */
async function depthOf({ git, head }: Clone): Promise<Result<number>> {
  const count = await git.read(["rev-list", "--count", head ?? "HEAD"]);
  return count.ok ? ok(Math.max(FIRST_DEPTH, Number.parseInt(count.value, 10))) : count;
}

const FIRST_DEPTH = 50;

type Failed = Exclude<Fetched, { kind: "fetched" }>;

interface Missing extends TipQuestion {
  /** Left out where nothing was fetched. */
  readonly failed?: Failed;
}

/**
 * A commit that a whole clone or the remote does not have was made unreachable by a force-push; one that a shallow clone does not have may just be too old.
 * A name that nobody knows is a mistake.
 */
function whenMissing({ repository }: Clone, { base, rev, fetches, failed }: Missing): Result<Tip> {
  const isShallow = shallowCommits(repository).size > 0;
  const isAbsent = failed?.kind === "absent";
  if (isHash(rev)) {
    if (isAbsent) return ok({ kind: "gone", why: "the remote does not have it any more" });
    if (!isShallow)
      return ok({
        kind: "gone",
        why: failed === undefined ? "this clone does not have it" : "this clone does not have it, and it could not be fetched",
      });
  }
  if (isShallow && !isAbsent && (isHash(rev) || isBranchName(rev))) {
    const noRemote = fetches.mayFetch ? "there is no remote to fetch it from" : undefined;
    return err(fetches.missing(failed?.message ?? noRemote));
  }
  return err({ code: "base-unknown", base: base.name, ...(failed === undefined ? {} : { message: failed.message }) });
}
