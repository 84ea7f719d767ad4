import type { Result, ShellChoice, Variables } from "@nix-repo/model";
import { err, ok } from "@nix-repo/model";
import { fewAtOnce } from "../keep/few-at-once.ts";
import type { KeptEnvironments } from "../keep/kept-environments.ts";
import { joined } from "../keep/source-tree.ts";
import { once } from "../once.ts";
import type { NixRunner } from "../run-nix.ts";
import { baseFiles } from "./base-files.ts";
import type { ComparedService, ComparisonRequest, ShellComparison, ShellComparisons } from "./comparison.ts";
import { type EvaluatedShell, evaluateShells } from "./evaluate-shells.ts";
import { explainChanges } from "./explain-changes.ts";
import { changedPathInFlags } from "./flag-files.ts";
import { type FlakePlace, flakePlaces } from "./flake-place.ts";
import { keptShells } from "./kept-shells.ts";
import { questionOf, type ShellQuestion } from "./shell-question.ts";

export interface ComparisonContext {
  /** Absolute. */
  readonly workspaceRoot: string;
  /** As the registry writes it now. */
  readonly flake: string;
  readonly nixFlags: readonly string[];
  readonly callerEnv: Variables;
  /** Absolute path of `.repo`. */
  readonly stateFolder: string;
  readonly system: string;
  /** Nix with the flags of one side. */
  readonly nixWith: (nixFlags: readonly string[]) => NixRunner;
  readonly kept: KeptEnvironments;
  readonly signal?: AbortSignal | undefined;
}

/** A devShell that a service wants on one side. */
interface Asked {
  readonly question: ShellQuestion;
  /** As the registry writes it. */
  readonly flake: string;
}

/** A service whose devShells have to be evaluated. */
interface Pair {
  readonly name: string;
  readonly choice: ShellChoice;
  readonly base: Located;
  readonly now: Located;
}

interface Located extends Asked {
  readonly place: FlakePlace & { kind: "repository" };
}

/**
 * Whether the derivations of devShells changed between a commit and the work tree as it is. Nix is started where nothing else can tell: once for each side
 * and flake (`evaluate-shells.ts` says when it takes more). The work tree is not touched, and nothing is checked out.
 *
 * Where no file changed at all, and the same is asked, all is the same; what of a flake depends on the commit itself and not on its files counts as no change.
 *
 * @returns a failure where Nix is not there, does not work at all, or is interrupted
 */
export async function compareShells(request: ComparisonRequest, context: ComparisonContext): Promise<Result<ShellComparisons>> {
  const { repository, changedFiles } = request;
  const { workspaceRoot, system, signal } = context;
  const { workTree } = repository;
  const files = baseFiles({ repository, callerEnv: context.callerEnv, signal });
  const changed = new Set(changedFiles);
  const places = flakePlaces({ workspaceRoot, repository, files, changedFiles: changed });
  const kept = keptShells({ ...context, choices: request.services.map(({ now }) => now), workTree, changedFiles, files });
  const basePlaces = new Map<string, ReturnType<typeof places.base>>();
  const sameFlags = JSON.stringify(request.base.nixFlags) === JSON.stringify(context.nixFlags);
  const inFlags = changedPathInFlags([...request.base.nixFlags, ...context.nixFlags], { workspaceRoot, workTree, changedFiles });

  const settled = new Map<string, ShellComparison>();
  const pairs: Pair[] = [];
  for (const service of request.services) {
    const found = await withoutEvaluation(service);
    if ("kind" in found) settled.set(service.name, found);
    else pairs.push(found);
  }
  const evaluated = await evaluateAll(pairs);
  if (!evaluated.ok) return evaluated;
  const explain = explainChanges({ workTree, changedFiles, files, kept });
  for (const pair of pairs) settled.set(pair.name, await compared(pair, evaluated.value));
  // What git was about to say is missing then.
  if (signal?.aborted) return err(context.nixWith([]).failureOf({ kind: "interrupted" }, context.flake));
  return ok(settled);

  async function withoutEvaluation({ name, base: before, now: choice }: ComparedService): Promise<ShellComparison | Pair> {
    const base = before === undefined ? undefined : askedBy(before, request.base.flake);
    const now = askedBy(choice, context.flake);
    if (base === undefined && now === undefined) return SAME;
    if (base === undefined || now === undefined) {
      const valid = now === undefined ? undefined : kept.validOf(choice);
      const shell = valid?.shell ?? (now ?? base)?.question.shell ?? "";
      return { kind: "changed", changed: { shell, ...(valid === undefined ? {} : { to: valid.drvPath }), lockInputs: [], files: [] } };
    }
    const asksTheSame = sameFlags && JSON.stringify([base.flake, base.question]) === JSON.stringify([now.flake, now.question]);
    if (asksTheSame && changedFiles.length === 0) return SAME;
    const place = places.now(now.flake);
    if (place.kind === "elsewhere") return asksTheSame && place.locked ? SAME : { kind: "unknown", why: place.why };
    if (asksTheSame && !place.nearer.some(hasFlakeChanged)) {
      const touched = await kept.touched(choice);
      if (touched?.valid && touched.files.length === 0) return SAME;
    }
    if (inFlags !== undefined) return { kind: "unknown", why: `a flag for Nix names ${inFlags}, where files have changed` };
    const basePlace = await once(basePlaces, base.flake, () => places.base(base.flake));
    if (basePlace === "no commit") return { kind: "unknown", why: `git does not have the commit ${repository.commit} here` };
    if (basePlace.kind === "elsewhere") return { kind: "unknown", why: basePlace.why };
    return { name, choice, base: { ...base, place: basePlace }, now: { ...now, place } };
  }

  function askedBy(choice: ShellChoice, flake: string): Asked | undefined {
    const question = questionOf(choice, system);
    return question === undefined ? undefined : { question, flake: question.flake ?? flake };
  }

  function hasFlakeChanged(folder: string): boolean {
    return changed.has(joined(folder, "flake.nix"));
  }

  /** By side and key. */
  async function evaluateAll(wanted: readonly Pair[]): Promise<Result<ReadonlyMap<string, EvaluatedShell>>> {
    const answers = new Map<string, EvaluatedShell>();
    const jobs = new Map<string, { side: Side; place: Located["place"]; flake: string; questions: Map<string, ShellQuestion> }>();
    const want = (side: Side, { place, flake, question }: Located) => {
      if (place.folder === undefined) return;
      const name = `${side} ${place.reference.reference}`;
      const job = jobs.get(name) ?? { side, place, flake, questions: new Map() };
      job.questions.set(keyOf(side, { place, flake, question }), question);
      jobs.set(name, job);
    };
    for (const { choice, base, now } of wanted) {
      want("base", base);
      const valid = kept.validOf(choice);
      if (valid === undefined) want("now", now);
      else answers.set(keyOf("now", now), { kind: "derivation", drvPath: valid.drvPath, shell: valid.shell });
    }
    const runners = { base: context.nixWith(request.base.nixFlags), now: context.nixWith(context.nixFlags) };
    const results = await fewAtOnce([...jobs.values()], async ({ side, place, flake, questions }) => {
      const nix = runners[side];
      const said = await evaluateShells({ nix, flake: place.reference, questions });
      return said.ok ? said : err(nix.failureOf(said.error, flake));
    });
    for (const result of results) {
      if (!result.ok) return result;
      for (const [key, shell] of result.value) answers.set(key, shell);
    }
    return ok(answers);
  }

  async function compared({ choice, base, now }: Pair, answers: ReadonlyMap<string, EvaluatedShell>): Promise<ShellComparison> {
    const from = answers.get(keyOf("base", base)) ?? ABSENT;
    const to = answers.get(keyOf("now", now)) ?? ABSENT;
    const shell = to.kind === "derivation" ? to.shell : now.question.shell;
    if (from.kind !== "derivation" && to.kind !== "derivation")
      return { kind: "unknown", why: `the devShell ${shell} can be evaluated neither now nor at the base` };
    if (from.kind === "derivation" && to.kind === "derivation" && from.drvPath === to.drvPath) return SAME;
    const why = await explain({ choice, base: base.place.folder, now: now.place.folder });
    return {
      kind: "changed",
      changed: {
        shell,
        ...(from.kind === "derivation" ? { from: from.drvPath } : {}),
        ...(to.kind === "derivation" ? { to: to.drvPath } : {}),
        ...why,
      },
    };
  }
}

type Side = "base" | "now";

const SAME: ShellComparison = { kind: "same" };
const ABSENT: EvaluatedShell = { kind: "absent" };

function keyOf(side: Side, { place, question }: Located): string {
  return JSON.stringify([side, place.reference.reference, question.places]);
}
