import { dirname, join } from "node:path";
import { err, ok, type Result } from "@nix-repo/model";
import { type Captured, captureEnvironment } from "../capture.ts";
import type { NixError } from "../run-nix.ts";
import { captureKept } from "./capture-kept.ts";
import type { Checked } from "./check.ts";
import { diskReason } from "./disk-reason.ts";
import type { EvaluatedShell } from "./evaluate-shell.ts";
import { readRecord, readVariables, writeRecord } from "./generations.ts";
import { inTurn } from "./in-turn.ts";
import type { KeeperOptions, KeptEnvironment } from "./kept-environments.ts";
import { forgetLateRoots, forgetRoots, removeLeftovers, removeOrphans } from "./leftovers.ts";
import type { LocalFlake } from "./local-flake.ts";
import type { KeptRecord } from "./record.ts";
import type { ShellTarget } from "./shell-target.ts";
import { lookAt } from "./signature.ts";
import type { SourceTree } from "./source-tree.ts";

export interface CaptureInTurn {
  readonly options: KeeperOptions;
  readonly target: ShellTarget;
  readonly local: LocalFlake;
  /** The shell's own. */
  readonly folder: string;
  /** What is kept there, where it is valid at the time of the call. */
  readonly valid: () => KeptEnvironment | undefined;
  readonly check: (record: KeptRecord) => Checked | undefined;
  readonly openTree: () => SourceTree | undefined;
  /** Of the Nix that captured it, where that is still the one we have. */
  readonly versionIn: (record: KeptRecord | undefined) => string | undefined;
  /** What was captured before counts as stale, in milliseconds since the epoch. */
  readonly notBefore: number;
  /** See `KeptCapture`. */
  readonly foreseen: EvaluatedShell | undefined;
  /** Told where nothing can be written. */
  readonly warn: (error: unknown) => void;
}

type Capture = Result<Captured, NixError>;

/** The environment of a shell: kept, or captured anew by one of all the processes that want it. */
export function captureInTurn(request: CaptureInTurn): Promise<Capture> {
  const { options, target, folder, warn } = request;
  // Of who was stopped while it wrote down which shell is meant.
  removeOrphans(join(dirname(folder), "choices"), "t-", options.callerEnv);
  return inTurn<Capture>({
    stateFolder: options.stateFolder,
    folder,
    signal: options.signal,
    interrupted: err({ kind: "interrupted" }),
    done: () => kept(request),
    work: () => captureAnew(request),
    async withoutFolder(error) {
      warn(error);
      return await captureOnce(target, options);
    },
  });
}

/** Of a shell that is not kept. */
export function captureOnce(
  { installable, reference }: ShellTarget,
  { nix, temporary, callerEnv }: KeeperOptions,
  nixVersion?: string,
): Promise<Capture> {
  return captureEnvironment(nix, { installable, cwd: reference.cwd, temporary, env: callerEnv, nixVersion });
}

function kept({ valid }: CaptureInTurn): Capture | undefined {
  const found = valid();
  if (found === undefined) return undefined;
  const { environment, functions, generation } = found;
  return ok({ kind: "environment", environment: { ...environment, functions: functions() }, generation });
}

async function captureAnew(request: CaptureInTurn): Promise<Capture> {
  const { options, target, folder, versionIn, notBefore, warn } = request;
  const before = readRecord(folder);
  const checked = before === undefined ? undefined : request.check(before);
  const because = checked !== undefined && !checked.valid ? checked.because : undefined;
  const counts = before !== undefined && before.capturedAt >= notBefore;
  const unkeptBefore = before?.class === "whole" && checked?.valid && counts ? before.whole : undefined;
  const sayUnkept = (why: string) => options.emit?.({ type: "notice", level: "verbose", text: `${target.shell} is not kept: ${why}` });
  let removed: readonly string[] = [];
  try {
    removed = removeLeftovers(folder, { keep: before?.generation, env: options.callerEnv });
    // Known to depend on everything: nothing is gained by looking closer again so soon.
    if (before !== undefined && unkeptBefore !== undefined && !before.tentative && Date.now() - before.capturedAt < LOOK_AGAIN_MS) {
      sayUnkept(unkeptBefore);
      return await captureOnce(target, options, versionIn(before));
    }
    if (before?.class === "files" && because?.kind === "store" && counts) {
      const realised = (await realise(before, request)) ? kept(request) : undefined;
      if (realised !== undefined) return realised;
    }
    const done = await captureWithRecord(request, { before, because, unkeptBefore, sayUnkept });
    if (done === undefined) return await captureOnce(target, options, versionIn(before));
    if (!done.ok) return done;
    const { captured, record, diskError } = done.value;
    if (diskError !== undefined) warn(diskError);
    if (record === undefined || !keep(record, { folder, before, request })) return ok(captured);
    return ok(
      captured.kind === "environment" && record.class === "files" ? { ...captured, generation: join(folder, record.generation) } : captured,
    );
  } catch (error) {
    if (diskReason(error) === undefined) throw error;
    warn(error);
    return await captureOnce(target, options, versionIn(before));
  } finally {
    forgetLateRoots(removed, options.callerEnv);
  }
}

/** What failed for a reason that passed is not slow for ever. */
const LOOK_AGAIN_MS = 24 * 60 * 60 * 1000;

interface Before {
  readonly before: KeptRecord | undefined;
  readonly because: KeptRecord["because"] | undefined;
  readonly unkeptBefore: string | undefined;
  readonly sayUnkept: (why: string) => void;
}

function captureWithRecord(request: CaptureInTurn, { before, because, unkeptBefore, sayUnkept }: Before) {
  const { options, target, local, folder, versionIn, foreseen, openTree } = request;
  const { nix, callerEnv, nixFlags, system, workspaceRoot } = options;
  return captureKept({
    nix,
    program: nix.program ?? "nix",
    env: callerEnv,
    nixFlags,
    system,
    target,
    flake: local,
    workspaceRoot,
    folder,
    openTree,
    plan: before?.class === "files" ? before.plan : undefined,
    nixVersion: versionIn(before),
    because,
    unkeptBefore,
    sayUnkept,
    foreseen,
  });
}

interface Keeping {
  readonly folder: string;
  readonly before: KeptRecord | undefined;
  readonly request: CaptureInTurn;
}

/**
 * The old one goes when the new one counts. It is written down that it is to go, for who is stopped in between.
 * @returns false where it could not be written
 */
function keep(record: KeptRecord, { folder, before, request }: Keeping): boolean {
  const { callerEnv: env } = request.options;
  const old = before?.generation || undefined;
  try {
    if (old !== undefined) forgetRoots(join(folder, old), env);
    writeRecord(folder, old === undefined ? record : { ...record, replaces: old });
    removeLeftovers(folder, { keep: record.generation, env });
    return true;
  } catch (error) {
    if (diskReason(error) === undefined) throw error;
    request.warn(error);
    if (readRecord(folder)?.generation === record.generation) return true;
    removeLeftovers(folder, { keep: old, env });
    return false;
  }
}

/**
 * Fetches what an environment refers to from binary caches, by name: where a CI's cache brought the record, but the store is empty.
 * The environment's own path is in no cache; nothing but its text would be in it, and that we have.
 */
async function realise(record: KeptRecord, { options, folder }: CaptureInTurn): Promise<boolean> {
  const { nix, workspaceRoot } = options;
  const generation = join(folder, record.generation);
  if (lookAt(record.storePath) !== undefined || record.references.length === 0 || readVariables(generation) === undefined) return false;
  const args = ["build", "--out-link", join(generation, "realised"), ...record.references];
  const built = await nix.run({ args, cwd: workspaceRoot, withFlags: false });
  if (!built.ok) return false;
  writeRecord(folder, { ...record, realised: true });
  return true;
}
