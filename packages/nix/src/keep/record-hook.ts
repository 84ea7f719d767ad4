import { isUtf8 } from "node:buffer";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import type { Result } from "@nix-repo/model";
import { err, ok } from "@nix-repo/model";
import { type CapturedEnvironment, hookOf } from "../captured-environment.ts";
import { JOINED_VARIABLES } from "../hook-change.ts";
import { hookScript } from "../hook-script.ts";
import { type ObservedHook, observedChange } from "../observed-hook.ts";
import { rebuildEnvironment, startVariables } from "../rebuild.ts";
import { runHook } from "../run-hook.ts";
import { diskReason } from "./disk-reason.ts";
import { writeWhole } from "./generations.ts";
import { circumstancesOf, type HookAudience, type HookRecord, hookRecordFile, readHookRecord, recordingVariables } from "./hook-record.ts";
import { takeTurn } from "./turn.ts";

export interface RecordHookRequest extends HookAudience {
  readonly shell: string;
  /** Placed, with its functions. */
  readonly captured: CapturedEnvironment;
  /** Absolute path of the folder that holds the kept environment. */
  readonly generation: string;
  readonly signal?: AbortSignal | undefined;
  /** What the hook printed. */
  readonly onOutput: (output: string) => void;
}

/**
 * Runs a devShell's hook once for all the processes that want to know what it changes, and writes that down.
 * Fails as `hook-failed`; then nothing is written.
 */
export async function recordHook(request: RecordHookRequest): Promise<Result<HookRecord>> {
  const { generation, shell } = request;
  const folder = dirname(generation);
  for (let wait = 2; ; wait = Math.min(wait * 1.5, LONGEST_WAIT_MS)) {
    const known = readHookRecord(generation, request);
    if (known !== undefined) return ok(known);
    const turn = refusedByDisk(() => takeTurn(folder));
    if (typeof turn === "string") return ok(refused(request, turn));
    if (turn === undefined) {
      if (request.signal?.aborted) return err({ code: "hook-failed", shell, exitCode: 130, output: "" });
      await pause(wait);
      continue;
    }
    try {
      const others = readHookRecord(generation, request);
      return others === undefined ? await recordInTurn(request, folder) : ok(others);
    } finally {
      turn.end();
    }
  }
}

const LONGEST_WAIT_MS = 50;

async function recordInTurn(request: RecordHookRequest, folder: string): Promise<Result<HookRecord>> {
  removeOfKilled(folder);
  const scratch = refusedByDisk(() => ({ path: layScratch(request, folder) }));
  if (typeof scratch === "string") return ok(refused(request, scratch));
  try {
    const observed = await observe(request, scratch.path);
    if (!observed.ok) return observed;
    const record = recordOf(observed.value, { request, scratch: scratch.path });
    refusedByDisk(() => write(request, record));
    return ok(record);
  } finally {
    rmSync(scratch.path, { recursive: true, force: true });
  }
}

/** Where the disk refuses it, why. */
function refusedByDisk<T>(write: () => T): T | string {
  try {
    return write();
  } catch (error) {
    const reason = diskReason(error);
    if (reason === undefined) throw error;
    return reason;
  }
}

/** Where another process has captured the shell anew, the folder is gone, and the record would serve nobody. */
function write(request: RecordHookRequest, record: HookRecord): void {
  const { generation } = request;
  if (existsSync(generation)) writeWhole(hookRecordFile(generation, record.circumstances), JSON.stringify(record));
}

function removeOfKilled(folder: string): void {
  for (const name of readdirSync(folder)) if (name.startsWith(SCRATCH)) rmSync(join(folder, name), { recursive: true, force: true });
}

const SCRATCH = "t-hook-";

/** A folder with the script, and with a folder for each variable whose value is to be followed. */
function layScratch({ captured }: RecordHookRequest, folder: string): string {
  // Physical, so that a hook which follows symbolic links finds the names that we look for.
  const scratch = realpathSync(mkdtempSync(join(folder, SCRATCH)));
  const { script, markers, dumps } = namesIn(scratch);
  // They exist, so that a hook which keeps only folders that do leaves them where they are.
  for (const marker of Object.values(markers)) mkdirSync(marker);
  writeFileSync(script, hookScript(captured, { dumps }), { mode: 0o600 });
  return scratch;
}

function namesIn(scratch: string) {
  const at = (name: string) => join(scratch, name);
  const markers = Object.fromEntries(JOINED_VARIABLES.map((name) => [name, at(name)]));
  return { markers, script: at("hook.bash"), dumps: { before: at("before"), after: at("after") }, dump: at("environment") };
}

async function observe(request: RecordHookRequest, scratch: string): Promise<Result<ObservedHook>> {
  const { captured, shell } = request;
  const { markers, script, dumps, dump } = namesIn(scratch);
  const base = { ...recordingVariables(request.callerEnv), TERM: "dumb", ...markers };
  const ended = await runHook({ ...request, script, env: { ...base, ...startVariables(captured) }, dump });
  if (ended.environment === undefined) return err({ code: "hook-failed", shell, exitCode: ended.exitCode, output: ended.output });
  if (ended.output.trim() !== "") request.onOutput(ended.output);
  return ok({
    text: hookOf(captured) ?? "",
    before: rebuildEnvironment(captured, base),
    after: ended.environment,
    insideBefore: readFileSync(dumps.before),
    insideAfter: readFileSync(dumps.after),
    markers,
  });
}

function recordOf(observed: ObservedHook, { request, scratch }: { request: RecordHookRequest; scratch: string }): HookRecord {
  if (![observed.after, observed.insideBefore, observed.insideAfter].every(isUtf8)) {
    return refused(request, "it sets a variable to what is not text in UTF-8");
  }
  const change = observedChange(observed);
  const leaking = Object.entries({ ...change.assigned, ...change.exported }).find(([, value]) => value.includes(scratch));
  if (leaking !== undefined) return refused(request, `its ${leaking[0]} depends on the script that runs it`);
  return { format: 1, circumstances: circumstancesOf(request), recordedAt: Date.now(), kind: "recorded", change };
}

function refused(request: RecordHookRequest, why: string): HookRecord {
  return { format: 1, circumstances: circumstancesOf(request), recordedAt: Date.now(), kind: "refused", why };
}
