import { err, ok, type Result } from "@nix-repo/model";
import { type Clone, parentsOf, shallowCommits } from "./clone.ts";
import { gitFailed, textOf } from "./run-git.ts";

export interface MergeBase {
  /** Of several, the one that git calls the best; undefined where two commits have nothing in common, as far as can be seen. */
  readonly commit: string | undefined;
  /** Commits behind which a better one may be hidden, since the clone was cut there. Where there are none, the answer is right. */
  readonly cut: readonly string[];
}

/**
 * Where two histories part, and whether a shallow clone can tell.
 *
 * A clone that was cut knows true parents of commits, only not all of them. So whatever it calls a common ancestor is one; but a better one (no ancestor of
 * those that it found) may be hidden. The way to that leads from one of the two tips through a commit whose parents were cut off. This commit is no ancestor of a
 * merge base that was found, or else what is behind it would be one as well. So the answer is right if no cut commit stands between the tips and the merge bases;
 * "nothing in common" is right if none can be reached at all. Of several merge bases one may be an ancestor of another in a way that is hidden, so that none may
 * stand between these either. And where a tip is itself the merge base nothing can be better, as every common ancestor is an ancestor of that tip.
 */
export async function mergeBaseOf(clone: Clone, head: string, tip: string): Promise<Result<MergeBase>> {
  const { git, repository } = clone;
  const args = ["merge-base", "--all", head, tip];
  const answer = await git.ask(args);
  if (!answer.ok) return answer;
  if (answer.value.exitCode > 1) return err(gitFailed(args, answer.value.stderr));
  const bases = linesOf(textOf(answer.value.stdout));
  const [commit] = bases;
  if (shallowCommits(repository).size === 0 || commit === head || commit === tip) return ok({ commit, cut: [] });
  const cut = new Set<string>();
  for (const { from, not } of spansBetween([head, tip], bases)) {
    const found = await cutIn(clone, [...from, "--not", ...not]);
    if (!found.ok) return found;
    for (const each of found.value) cut.add(each);
  }
  return ok({ commit, cut: [...cut] });
}

interface Span {
  readonly from: readonly string[];
  readonly not: readonly string[];
}

function spansBetween(tips: readonly string[], bases: readonly string[]): readonly Span[] {
  const apart = bases.length < 2 ? [] : bases.map((base) => ({ from: bases.filter((other) => other !== base), not: [base] }));
  return [{ from: tips, not: bases }, ...apart];
}

/** The cut commits that a commit can be traced back to. */
export async function cutBehind(clone: Clone, commit: string): Promise<Result<readonly string[]>> {
  return await cutIn(clone, [commit]);
}

/** A commit without parents may be noted as cut where it happened to be the last one fetched; nothing is behind it. */
async function cutIn({ git, repository }: Clone, range: readonly string[]): Promise<Result<readonly string[]>> {
  const shallow = shallowCommits(repository);
  if (shallow.size === 0) return ok([]);
  const listed = await git.read(["rev-list", ...range]);
  if (!listed.ok) return listed;
  const noted = linesOf(listed.value).filter((line) => shallow.has(line));
  const parents = await parentsOf(git, noted);
  return parents.ok ? ok(noted.filter((_, i) => parents.value[i]?.length !== 0)) : parents;
}

function linesOf(text: string): readonly string[] {
  return text.split("\n").filter((line) => line !== "");
}
