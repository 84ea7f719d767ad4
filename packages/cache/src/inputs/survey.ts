import { basename, dirname } from "node:path";
import { addRules, isGit } from "./ignore-rules.ts";
import { type InputTree, Unreadable } from "./input-tree.ts";
import type { KeptParts } from "./kept-parts.ts";
import { NONE } from "./look.ts";
import type { Snapshot } from "./snapshot.ts";
import { kindAt, rulesOutside } from "./stands.ts";
import { verdictsIn } from "./verdicts.ts";
import { type GitView, walk } from "./walk.ts";

export interface SurveyRequest {
  /** What was kept of the part that is asked for first, where there was something. */
  readonly last: Snapshot | undefined;
  /** Absolute folders. */
  readonly expected: readonly string[];
  readonly kept: KeptParts;
  readonly tree: InputTree;
  readonly git: GitView;
}

/**
 * Asks git at once about everything that a run is going to ask about, where much is unknown: of services of which nothing is kept, or of all where rules above
 * them have changed. Throws `GitUnknown`.
 */
export async function survey({ last, expected, kept, tree, git }: SurveyRequest): Promise<void> {
  const haveRulesChanged = last?.starts.some(({ path, rules }) => rulesOutside(tree.absolute(path), git.rules) !== rules);
  if (last !== undefined && !haveRulesChanged) return;
  const unknown = expected
    .filter((path) => (last !== undefined || !kept.hasAny(tree.relative(path))) && kindAt(path) === "folder")
    .map((path) => ({ folder: path, mode: "git", rules: rulesOutside(path, git.rules), isLink: false }) as const)
    .filter(({ rules }) => rules !== "" && isGit(rules));
  const inOthers = unknown.filter((start) => start.folder !== git.rules.repository.workTree);
  await git.verdicts.ask(
    inOthers.map((start) => ({ folder: dirname(start.folder), rules: start.rules, names: [`${basename(start.folder)}/`] })),
  );
  try {
    await walk(unknown, { tree, git, scope: EVERYTHING });
  } catch (error) {
    // Whoever needs it will say so.
    if (!(error instanceof Unreadable)) throw error;
  }
}

const EVERYTHING = { matches: () => true, mayHold: () => true };

/** What git said of a part before, as far as the rules are the same. */
export function teachVerdicts({ starts, folders }: Snapshot, tree: InputTree, { rules, verdicts }: GitView): void {
  const known = new Map<string, string>();
  for (const start of starts) {
    const path = tree.absolute(start.path);
    if (rulesOutside(path, rules) !== start.rules) continue;
    known.set(path, start.rules);
    if (start.ignored !== undefined) verdicts.teach({ folder: dirname(path), rules: start.rules }, [[`${basename(path)}/`, start.ignored]]);
  }
  for (const folder of folders) {
    if (folder.mode !== "git") continue;
    const path = tree.absolute(folder.path);
    const outside = known.get(path);
    if (outside === undefined) continue;
    const inside = addRules(outside, folder.rules?.name ?? NONE);
    verdicts.teach({ folder: path, rules: inside }, verdictsIn(folder));
    for (const [name, isIgnored] of verdictsIn(folder))
      if (!isIgnored && name.endsWith("/")) known.set(`${path}/${name.slice(0, -1)}`, inside);
  }
}
