import { ok, type Result } from "@nix-repo/model";
import { type Clone, findDefaultBranch, parentsOf, resolveCommit, shallowCommits } from "./clone.ts";
import { Fetches } from "./fetch-missing.ts";
import { findTip } from "./find-tip.ts";
import type { ChosenBase, Compared, CompareOptions } from "./history.ts";
import { mergeBaseOf } from "./merge-base.ts";

/** Where HEAD left a base. */
export async function compareWith(clone: Clone, base: ChosenBase, options: CompareOptions = {}): Promise<Result<Compared>> {
  const { name, rev } = base;
  const { head } = clone;
  if (rev === undefined || head === undefined) return ok({ name, commit: undefined });
  const fetches = new Fetches(clone, base, options);
  const known = await knownAncestor(clone, { base, rev, head, fetches });
  if (!known.ok) return known;
  if (known.value !== undefined) return ok({ name, commit: known.value });
  const tip = await findTip(clone, { base, rev, fetches });
  if (!tip.ok) return tip;
  switch (tip.value.kind) {
    case "found": {
      const commit = await mergeBase(clone, { head, tip: tip.value.commit, fetches });
      return commit.ok ? ok({ name: tip.value.name, commit: commit.value }) : commit;
    }
    case "before-all":
      return ok({ name, commit: undefined });
    case "gone":
      return await fallBack(clone, { base, why: tip.value.why, head, options });
  }
}

interface AncestorQuestion {
  readonly base: ChosenBase;
  readonly rev: string;
  readonly head: string;
  readonly fetches: Fetches;
}

/**
 * In a shallow clone the merge base where it is known without looking at the history in between, so that one commit of the past suffices: a base of which the
 * CI engine says that HEAD descends from it, or a parent of HEAD.
 */
async function knownAncestor(clone: Clone, { base, rev, head, fetches }: AncestorQuestion): Promise<Result<string | undefined>> {
  if (shallowCommits(clone.repository).size === 0) return ok(undefined);
  const commit = base.isAncestor ? ok(rev) : await knownParent(clone, { base, rev, head });
  if (!commit.ok || commit.value === undefined) return commit;
  const here = await resolveCommit(clone.git, commit.value);
  if (!here.ok || here.value !== undefined || !fetches.mayFetch) return here;
  const [target] = await fetches.targetsOf(commit.value);
  if (target === undefined) return ok(undefined);
  const fetched = await fetches.fetchBase(target, 1);
  // Where that does not work, there is the longer way.
  return fetched.ok ? await resolveCommit(clone.git, commit.value) : fetched;
}

/** HEAD tells its parents even where the clone is cut. If the base is one of them, or HEAD is the engine's merge into the base, nothing can be nearer. */
async function knownParent(
  { git }: Clone,
  { base: { merge }, rev, head }: Omit<AncestorQuestion, "fetches">,
): Promise<Result<string | undefined>> {
  const known = await parentsOf(git, [head]);
  if (!known.ok) return known;
  const [parents = []] = known.value;
  const [first, second] = parents;
  const isMerge = merge !== undefined && parents.length === 2;
  if (isMerge && (head === merge.commit || (first === merge.base && second === merge.head))) return ok(first);
  const tip = await resolveCommit(git, rev);
  if (!tip.ok) return tip;
  return ok(parents.find((parent) => parent === tip.value));
}

interface MergeBaseQuestion {
  readonly head: string;
  readonly tip: string;
  readonly fetches: Fetches;
}

/** Deepens a shallow clone until the answer is sure. Histories that have nothing in common are compared as they are. */
async function mergeBase(clone: Clone, { head, tip, fetches }: MergeBaseQuestion): Promise<Result<string>> {
  for (;;) {
    const found = await mergeBaseOf(clone, head, tip);
    if (!found.ok) return found;
    const { commit, cut } = found.value;
    if (cut.length === 0) return ok(commit ?? tip);
    const deeper = await fetches.deepen(cut);
    if (!deeper.ok) return deeper;
  }
}

interface Fallback {
  readonly base: ChosenBase;
  readonly why: string;
  readonly head: string;
  readonly options: CompareOptions;
}

/** The default branch instead of a commit that is gone. Where HEAD is on it, that would say that nothing changed, which nobody knows: then everything counts. */
async function fallBack(clone: Clone, { base, why, head, options }: Fallback): Promise<Result<Compared>> {
  const fellBack = { from: base.name, why };
  const found = base.instead === undefined ? await findDefaultBranch(clone.git) : ok(base.instead);
  if (!found.ok) return found;
  if (found.value === undefined) return ok({ name: base.name, commit: undefined, fellBack });
  const { rev, name } = found.value;
  const instead: ChosenBase = { rev, name, source: "default", because: "the default branch", ...(base.engine && { engine: base.engine }) };
  const compared = await compareWith(clone, instead, options);
  if (!compared.ok) return compared;
  const { commit } = compared.value;
  return ok({ name, commit: commit === head ? undefined : commit, fellBack });
}
