import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, realpathSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ShellChoice } from "@nix-repo/model";
import {
  BESIDE,
  drawEdit,
  git,
  type NixInstall,
  type OracleContext,
  type OracleFlake,
  type OracleShell,
  oracleRandom,
  oracleRepository,
  privateNixStore,
  removeReadOnly,
  repair,
} from "@nix-repo/testkit";
import { createNixProvider, type ShellComparison } from "../../src/index.ts";
import { inferred, named, value } from "../nix-workspace.ts";
import { fullName } from "../oracle/oracle-report.ts";
import { oracleTruth, type Truth } from "../oracle/oracle-truth.ts";
import { changedSince } from "./compared-workspace.ts";

export interface RandomComparison {
  readonly nix: NixInstall;
  readonly flake: OracleFlake;
  readonly seed: number;
  readonly edits: number;
}

/** How often each answer was given. */
export interface ComparisonCounts {
  readonly same: number;
  readonly changed: number;
  readonly unknown: number;
}

/**
 * Edits a repository at random, and holds what is said of its shells since one of its commits against Nix in a checkout of that commit: once with what is kept of
 * them, and once where nothing is.
 * @throws with the seed, the history and the difference
 */
export async function compareAtRandom({ nix, flake, seed, edits }: RandomComparison): Promise<ComparisonCounts> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "compare-")));
  const store = privateNixStore(nix);
  const random = oracleRandom(seed, flake.title);
  const repository = oracleRepository(folder, flake.entries, flake.form);
  const settings: OracleContext["settings"] = { nixConfig: undefined, flags: [], variable: "value" };
  const context: OracleContext = { repository, flake, random, settings, relock };
  const truthOf = oracleTruth(join(nix.bin, "nix"), join(folder, "scratch"));
  const checkout = join(folder, "checkout");
  const history: string[] = [];
  const counts = { same: 0, changed: 0, unknown: 0 };
  try {
    if (flake.hasInputs) relock();
    if (flake.hasInputs) repository.git("commit", "--quiet", "--amend", "--no-edit");
    repository.git("worktree", "add", "--quiet", "--detach", checkout);
    const commits = [repository.git("rev-parse", "HEAD").trim()];
    for (let step = 0; step < edits; step++) {
      history.push(random.chance(0.15) ? repair(context, "missing") : drawEdit(context));
      // Most of what is drawn concerns no shell: several edits at once let more happen.
      while (random.chance(0.4)) history.push(drawEdit(context));
      const head = repository.git("rev-parse", "HEAD").trim();
      if (!commits.includes(head)) commits.push(head);
      await compareWith(random.pick(commits) ?? head, step);
    }
    return counts;
  } finally {
    store.dispose();
    removeReadOnly(folder);
  }

  async function compareWith(commit: string, step: number): Promise<void> {
    const withKept = provider(join(repository.root, ".repo"));
    // Which may write flake.lock, as nix develop does.
    if (random.chance(0.7)) await withKept.keeper.refresh(flake.shells.map(choiceOf));
    const [base, now] = truths(commit);
    const changedFiles = changedSince(repository.root, commit);
    const services = flake.shells.map((shell, i) => ({ name: String(i), base: choiceOf(shell), now: choiceOf(shell) }));
    const request = {
      services,
      base: { flake: flake.reference, nixFlags: flags() },
      repository: { workTree: repository.root, commit, shallow: false },
      changedFiles,
    };
    for (const asked of [withKept, provider(join(folder, `nothing-kept-${step}`))]) {
      const compared = value(await asked.compareShells(request));
      for (const [i, shell] of flake.shells.entries()) {
        const said = compared.get(String(i));
        if (said === undefined) throw new Error("a service without an answer");
        counts[said.kind] += 1;
        if (isTrue(said, { base: base[i], now: now[i], changedFiles })) continue;
        const steps = history.map((line, index) => `  ${index}: ${line}`).join("\n");
        const what = JSON.stringify(
          { commit, changedFiles, flags: flags(), said, base: base[i], now: now[i], kept: asked === withKept },
          undefined,
          2,
        );
        throw new Error(`${nix.label}, "${flake.title}", seed ${seed}, shell ${JSON.stringify(shell)}:\n${what}\n${steps}`);
      }
    }
  }

  function truths(commit: string): [readonly Truth[], readonly Truth[]] {
    git(checkout, "checkout", "--quiet", "--force", "--detach", commit);
    git(checkout, "clean", "--quiet", "--force", "-dx");
    const about = { flake: flake.reference, flags: flags(), env: caller() };
    const base = truthOf(flake.shells, { ...about, cwd: join(checkout, flake.folder) });
    return [base, truthOf(flake.shells, { ...about, cwd: join(repository.root, flake.folder) })];
  }

  function provider(stateFolder: string) {
    return createNixProvider({
      workspaceRoot: join(repository.root, flake.folder),
      flake: flake.reference,
      nixFlags: flags(),
      callerEnv: caller(),
      stateFolder,
    });
  }

  function flags(): readonly string[] {
    return settings.flags.map((flag) => flag.replaceAll(BESIDE, folder));
  }

  function caller(): Record<string, string> {
    return {
      PATH: `${nix.bin}:/usr/local/bin:/usr/bin:/bin`,
      HOME: folder,
      LANG: "C.UTF-8",
      ORACLE: settings.variable,
      GIT_CONFIG_GLOBAL: "/dev/null",
      ...(settings.nixConfig === undefined ? {} : { NIX_CONFIG: settings.nixConfig }),
      ...store.variables,
    };
  }

  function relock(): void {
    spawnSync(join(nix.bin, "nix"), ["flake", "update"], { cwd: join(repository.root, flake.folder), env: caller() });
    execFileSync("git", ["-C", repository.root, "add", "--all"]);
  }
}

function choiceOf(shell: OracleShell): ShellChoice {
  return "name" in shell ? named(fullName(shell)) : inferred(...shell.candidates);
}

interface TruthOfBoth {
  readonly base: Truth | undefined;
  readonly now: Truth | undefined;
  readonly changedFiles: readonly string[];
}

function isTrue(said: ShellComparison, { base, now, changedFiles }: TruthOfBoth): boolean {
  const from = base !== undefined && "drvPath" in base ? base.drvPath : undefined;
  const to = now !== undefined && "drvPath" in now ? now.drvPath : undefined;
  switch (said.kind) {
    case "same":
      return changedFiles.length === 0 || (from !== undefined && from === to);
    case "changed":
      return from !== to && said.changed.from === from && said.changed.to === to;
    case "unknown":
      return said.why.startsWith("its flake is taken as path:") || (from === undefined && to === undefined);
  }
}
