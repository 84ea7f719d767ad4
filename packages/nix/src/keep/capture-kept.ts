import { existsSync, readFileSync, readlinkSync, rmSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import type { Result, Variables } from "@nix-repo/model";
import { ok } from "@nix-repo/model";
import type { Captured } from "../capture.ts";
import { parseDevEnv } from "../captured-environment.ts";
import { askVersion } from "../nix-version.ts";
import type { NixError, NixRunner } from "../run-nix.ts";
import { rootOf } from "./check.ts";
import { diskErrorOf, diskReason, isDiskErrorIn } from "./disk-reason.ts";
import { type EvaluatedShell, evaluateSmall, evaluateWhole } from "./evaluate-shell.ts";
import { type FoundInputs, findInputs, type ListedFolder } from "./find-inputs.ts";
import { newGeneration, scratchFolder, writeEnvironment } from "./generations.ts";
import { gitRules, readsCommits } from "./git-rules.ts";
import { removeWithRoots } from "./leftovers.ts";
import { changesSettings, type LocalFlake, localInputs, lockOf } from "./local-flake.ts";
import { readFlags } from "./nix-flags.ts";
import {
  type Configuration,
  type NixSettings,
  nixSettings,
  type OutsideDigests,
  outsideDigests,
  readConfiguration,
} from "./nix-settings.ts";
import { FIRST_PLAN, type Plan } from "./plan.ts";
import type { Because, KeptRecord, NixRecord } from "./record.ts";
import type { ShellTarget } from "./shell-target.ts";
import { digestOf, lookAt, trusted } from "./signature.ts";
import type { SourceTree } from "./source-tree.ts";

export interface KeptCapture {
  readonly nix: NixRunner;
  readonly program: string;
  readonly env: Variables;
  readonly nixFlags: readonly string[];
  readonly system: string;
  readonly target: ShellTarget;
  readonly flake: LocalFlake;
  readonly workspaceRoot: string;
  /** The shell's own folder, in our turn. */
  readonly folder: string;
  readonly openTree: () => SourceTree | undefined;
  readonly plan?: Plan | undefined;
  /** Of the program, where an earlier capture knew it. */
  readonly nixVersion?: string | undefined;
  readonly because?: Because | undefined;
  /** Why it was not kept the last time, where nothing has changed since. */
  readonly unkeptBefore?: string | undefined;
  /** Gets the reason where it cannot be kept. */
  readonly sayUnkept: (why: string) => void;
  /** What the whole tree gives, where that has been found out together with other shells. */
  readonly foreseen?: EvaluatedShell | undefined;
}

export interface CapturedAndRecord {
  readonly captured: Captured;
  /** Left out where nothing can be kept. */
  readonly record?: KeptRecord;
  /** Why the environment could not be written down. */
  readonly diskError?: unknown;
}

/**
 * Captures an environment, and finds out what it depends on: the whole tree is evaluated, as `nix develop` would do it, and at the same time the small
 * part of it that seems to matter. Where both give one derivation the small part is the key.
 * @returns undefined where this way does not lead to an environment, and Nix has to be asked in its own.
 */
export async function captureKept(request: KeptCapture, isSecondTry = false): Promise<Result<CapturedAndRecord, NixError> | undefined> {
  const { nix, target, system, flake, workspaceRoot } = request;
  const giveUp = (why: string) => {
    request.sayUnkept(why);
    return undefined;
  };
  const flags = readFlags(request.nixFlags, workspaceRoot);
  if (flags.kind === "unknown") return giveUp(`nobody knows what ${flags.flag} does to an evaluation`);
  const settings = nixSettings(request.program, request.env);
  const configuration = readConfiguration(settings, request.env);
  if (configuration.impure || changesSettings(flake)) return giveUp("Nix may be told to evaluate impurely");
  const lock = lockOf(flake);
  const inputs = localInputs(flake);
  if (inputs === undefined) return giveUp("where its inputs are cannot be told from flake.lock");
  const nixRecord = recordNix(settings, configuration);
  const outside = await settledDigests([...flags.outside, ...inputs.outside]);
  if (outside === undefined) return giveUp("an input from outside of the repository changes, or is too large to look at each time");

  const hasInputs = inputs.some || flags.overrides.length > 0;
  const whole = request.foreseen === undefined ? evaluateWhole(nix, target, system) : Promise.resolve(ok(request.foreseen));
  const asked = askVersion(nix, request.nixVersion);
  const evaluations: Promise<unknown>[] = [];
  const found = findInputs({
    openTree: request.openTree,
    flakeFolder: flake.folder,
    inputFolders: inputs.inside,
    plan: request.plan ?? FIRST_PLAN,
    hasInputs,
    whole: whole.then((result) => (result.ok ? result.value : undefined)),
    evaluate: (lay, from) => {
      const evaluation = evaluateLaid(request, { lay, from, hasInputs });
      evaluations.push(evaluation);
      return evaluation;
    },
  });
  const locked = isLockedBesides(request, flags.overrides);
  // Where the disk is full one of them fails, and no Nix may be left running.
  const [evaluated, said, known, others] = await Promise.all([whole, asked, found, locked]).finally(() =>
    Promise.allSettled([whole, asked, locked, ...evaluations]),
  );
  if (!evaluated.ok) return evaluated.error.kind === "failed" ? undefined : evaluated;
  if (!said.ok) return said;
  // Evaluating the whole tree writes the lock file where it has to: what was found without it counts for nothing.
  const lockMoved = lockOf(flake) !== lock;
  const again = { ...request, foreseen: undefined };
  if (lockMoved && !isSecondTry) return await captureKept(again, true);
  // The tree may have changed since it was foreseen: only what is found at the same time is a proof.
  if (request.foreseen !== undefined && known.kind === "whole") return await captureKept(again, isSecondTry);
  const version = said.value;
  if (version === undefined) return undefined;

  const generation = newGeneration(request.folder);
  const { attribute, drvPath, names } = evaluated.value;
  const profile = join(generation, "profile");
  const json = await nix.run({
    args: ["print-dev-env", ...flags.building, "--json", "--profile", profile, drvPath],
    cwd: workspaceRoot,
    withFlags: false,
  });
  if (!json.ok) {
    removeWithRoots(generation, request.env);
    if (isDiskErrorIn(json.error, generation)) throw diskErrorOf(json.error);
    if (existsSync(drvPath)) return json;
    // Nothing holds a derivation between its evaluation and this, and garbage was collected.
    return isSecondTry ? undefined : await captureKept(again, true);
  }
  const parsed = parseDevEnv(json.value);
  const storePath = targetOf(rootOf(generation));
  if (parsed === undefined || storePath === undefined || json.value.includes("\uFFFD")) {
    removeWithRoots(generation, request.env);
    return ok({ captured: { kind: "unsure" } });
  }
  const environment = { format: 1 as const, installable: target.installable, nixVersion: version, storePath, ...parsed };
  const captured: Captured = { kind: "environment", environment };
  const moved = lockMoved || outsideDigests(outside.map(([path]) => path))?.digests.some(([, digest], i) => digest !== outside[i]?.[1]);
  const asksGit = flake.repository !== undefined && readsCommits(version);
  if (asksGit && settings.redirectsGit) {
    removeWithRoots(generation, request.env);
    request.sayUnkept("variables such as GIT_INDEX_FILE tell git, and so Nix, where to look");
    return ok({ captured });
  }
  const rules = await rulesFor(request, known, asksGit);
  const kept = moved !== false ? MOVED : !others ? UNLOCKED : rules?.kind === "whole" ? rules : known;
  if (kept.kind === "whole") {
    removeWithRoots(generation, request.env);
    request.sayUnkept(kept.why);
  } else {
    try {
      writeEnvironment(generation, environment);
    } catch (error) {
      if (diskReason(error) === undefined) throw error;
      removeWithRoots(generation, request.env);
      return ok({ captured, diskError: error });
    }
  }
  const record: KeptRecord = {
    format: 3,
    class: kept.kind === "inputs" ? "files" : "whole",
    generation: kept.kind === "inputs" ? basename(generation) : "",
    shell: target.shell,
    installable: target.installable,
    flakeFolder: flake.folder,
    attribute,
    drvPath,
    ...(names === undefined ? {} : { names }),
    storePath,
    capturedAt: Date.now(),
    ...(request.because === undefined ? {} : { because: request.because }),
    outside: [...outside, ...(rules?.outside ?? [])],
    nix: { ...nixRecord, version },
    references: referencesIn(json.value, storePath),
    ...sourcesOf(kept),
    ...(asksGit ? { readsCommits: true } : {}),
    ...(kept.kind === "whole" && kept.mayPass && request.unkeptBefore !== kept.why ? { tentative: true } : {}),
  };
  return ok({ captured, record });
}

interface LaidEvaluation {
  readonly lay: (folder: string) => void;
  readonly from: "root" | "flake";
  readonly hasInputs: boolean;
}

async function evaluateLaid(request: KeptCapture, { lay, from, hasInputs }: LaidEvaluation) {
  const { nix, target, system, flake, nixFlags, workspaceRoot } = request;
  const scratch = scratchFolder(request.folder);
  try {
    lay(scratch);
    return await evaluateSmall(nix, { target, system, place: { flake, scratch, from, flags: nixFlags, workspaceRoot, hasInputs } });
  } finally {
    rmSync(scratch, { recursive: true, force: true });
    rmSync(`${scratch}-counts`, { force: true });
  }
}

const MOVED: FoundInputs = { kind: "whole", why: "an input changed meanwhile", mayPass: true };

const UNLOCKED: FoundInputs = { kind: "whole", why: "an input beside those that are overridden is not locked", mayPass: true };

/** With overridden inputs Nix never asks that the others, and the inputs of those that take their place, are locked. */
async function isLockedBesides({ nix, target }: KeptCapture, overrides: readonly string[]): Promise<boolean> {
  const { reference, cwd } = target.reference;
  for (const flake of overrides.length === 0 ? [] : [reference, ...overrides]) {
    const said = await nix.run({ args: ["flake", "metadata", "--json", "--no-update-lock-file", flake], cwd, withFlags: false });
    if (!said.ok) return false;
  }
  return true;
}

/** Waits until nothing of it is so young that its next change might not show. @returns undefined where that does not come, or it is too large */
async function settledDigests(paths: readonly string[]): Promise<OutsideDigests["digests"] | undefined> {
  for (let wait = 40; wait < 3000; wait *= 2) {
    const found = outsideDigests(paths);
    if (found === undefined || !found.young) return found?.digests;
    await pause(wait);
  }
  return undefined;
}

/** What it depends on besides: how git treats the files. */
async function rulesFor({ flake, env, openTree }: KeptCapture, known: FoundInputs, asksGit: boolean) {
  const { repository } = flake;
  if (repository === undefined || known.kind === "whole") return undefined;
  const { files, listings } = known.inputs;
  const folders = listings.flatMap((listing) => listing.folders.map(([path]) => path));
  const rules = await gitRules({ repository, files: files.map(({ path }) => path), folders, env, readsCommits: asksGit });
  const outside = await settledDigests(rules.files);
  const blind = asksGit ? blindSpot(openTree(), listings) : undefined;
  const differ = rules.differ ?? blind ?? (outside === undefined ? "git's settings change" : undefined);
  if (differ === undefined) return { kind: "same" as const, outside: outside ?? [] };
  const why = `git may call files unchanged that are not: ${differ}`;
  return { kind: "whole" as const, why, files, mayPass: false, outside: outside ?? [] };
}

/** Where what git has committed may differ from what is there, though it says that nothing has changed. */
function blindSpot(tree: SourceTree | undefined, listings: readonly ListedFolder[]): string | undefined {
  if (tree === undefined || tree.hides()) return "paths that it is told not to look at";
  const other = listings.some(({ folder, prefix }) => tree.below(folder, prefix).files.some(([, kind]) => kind === "other"));
  return other ? "a repository within this one" : undefined;
}

/** What the key is made of; for what depends on the whole tree, what has to change before another look is worth it. */
function sourcesOf(kept: FoundInputs): Pick<KeptRecord, "files" | "absent" | "listings" | "plan"> & { index?: string; whole?: string } {
  if (kept.kind === "whole") return { whole: kept.why, files: kept.files ?? [], absent: [], listings: [], plan: FIRST_PLAN };
  const { files, absent, listings, plan, index } = kept.inputs;
  return { files, absent, listings, plan, ...(index === undefined ? {} : { index }) };
}

function recordNix({ program, variables }: NixSettings, { files }: Configuration): Omit<NixRecord, "version"> {
  const look = lookAt(program);
  const signature = look === undefined ? "" : trusted(look, Date.now());
  return { program, signature, digest: existsSync(program) ? digestOf(readFileSync(program)) : "", variables, configuration: files };
}

/** As Nix finds references: by the hashes that occur in the text. The environment's own path occurs as its output. */
function referencesIn(text: string, storePath: string): readonly string[] {
  const store = dirname(storePath);
  const pattern = new RegExp(`${store.replaceAll(/[^A-Za-z0-9/_-]/g, "\\$&")}/[0-9a-z]{32}-[A-Za-z0-9+._?=-]+`, "g");
  return [...new Set(text.match(pattern) ?? [])].filter((path) => path !== storePath && existsSync(path)).sort();
}

function targetOf(link: string): string | undefined {
  try {
    return readlinkSync(link);
  } catch {
    return undefined;
  }
}
