import { mkdirSync, readdirSync, renameSync, rmSync } from "node:fs";
import { basename, join, relative } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import type { Notice, Result, ShellChoice, Variables } from "@nix-repo/model";
import { err, ok } from "@nix-repo/model";
import type { Captured } from "../capture.ts";
import { captureEnvironment } from "../capture.ts";
import type { CapturedEnvironment } from "../captured-environment.ts";
import type { NixError, NixRunner } from "../run-nix.ts";
import { contentName, makeStateFolder, quickName } from "../state-files.ts";
import { check, type Looks, looks } from "./check.ts";
import { diskReason } from "./disk-reason.ts";
import { readFunctions, readJson, readRecord, readVariables, writeRecord, writeWhole } from "./generations.ts";
import { isMeant } from "./is-meant.ts";
import { type LocalFlake, localFlake } from "./local-flake.ts";
import { type NixSettings, nixSettings } from "./nix-settings.ts";
import type { Because, KeptRecord } from "./record.ts";
import type { ShellTarget } from "./shell-target.ts";
import { lookAt } from "./signature.ts";
import { sourceTree } from "./source-tree.ts";

export interface KeptEnvironments {
  /** The environment that is kept for a choice, where it is valid. Starts no Nix. */
  lookup(choice: ShellChoice): KeptEnvironment | undefined;
  /** The environment of a shell: kept, or captured anew by one of all the processes that want it. */
  capture(target: ShellTarget): Promise<Result<Captured, NixError>>;
  /** Remembers which shell a choice means. */
  remember(choice: ShellChoice, target: ShellTarget): void;
  /** The answer to a question about a flake, asked by one of all the processes that want to know. */
  share(question: string, ask: () => Promise<Result<readonly string[], NixError>>): Promise<Result<readonly string[], NixError>>;
  /** Where choices stand now. */
  inspect(choices: readonly ShellChoice[]): readonly Inspection[];
  /** From now on whatever is kept counts as stale. */
  force(): void;
  /** Removes what is kept of other shells. @returns their names */
  prune(keep: readonly ShellChoice[]): readonly string[];
}

export interface KeptEnvironment {
  readonly shell: string;
  /** With the names of its functions alone. */
  readonly environment: CapturedEnvironment;
  readonly functions: () => CapturedEnvironment["functions"];
  /** Absolute path of the folder that holds it. */
  readonly generation: string;
}

export interface Inspection {
  readonly shell: string;
  readonly state: "valid" | "stale" | "missing" | "unkept";
  readonly because?: Because;
  readonly record?: KeptRecord;
  readonly folder?: string;
  readonly local?: LocalFlake;
}

export interface KeeperOptions {
  readonly nix: NixRunner;
  readonly workspaceRoot: string;
  readonly flake: string;
  readonly nixFlags: readonly string[];
  readonly callerEnv: Variables;
  readonly stateFolder: string;
  readonly system: string;
  readonly temporary: string;
  readonly emit?: ((notice: Notice) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** The environments of a workspace's devShells that outlive a run, in `.repo/environments`. */
export function keptEnvironments(options: KeeperOptions): KeptEnvironments {
  const { nix, workspaceRoot, system, nixFlags, temporary } = options;
  const root = join(options.stateFolder, "environments");
  const flakes = new Map<string, LocalFlake | undefined>();
  let shared = new Map<string, Looks>();
  let settings: NixSettings | undefined;
  /** What was captured before counts as stale, in milliseconds since the epoch. */
  let notBefore = 0;
  let warned = false;

  return { lookup, capture, remember, share, inspect, force, prune };

  function lookup(choice: ShellChoice): KeptEnvironment | undefined {
    const folder = folderOfChoice(choice);
    if (folder === undefined) return undefined;
    const kept = valid(folder.path, folder.flake, sharedLooks(folder.flake));
    return kept !== undefined && isMeant(choice, kept.record) ? kept : undefined;
  }

  /** Tried twice: another process may put a new environment in the place of the one that we are reading. */
  function valid(folder: string, flake: string, at: Looks): (KeptEnvironment & { record: KeptRecord }) | undefined {
    for (let attempt = 0; attempt < 2; attempt++) {
      const record = readRecord(folder);
      if (record === undefined || record.class === "whole" || record.capturedAt < notBefore) return undefined;
      const checked = checkRecord(record, folder, flake, at);
      if (checked === undefined || !checked.valid) return undefined;
      const generation = join(folder, record.generation);
      const environment = readVariables(generation);
      if (environment === undefined) continue;
      if (checked.fresh !== undefined) renew(folder, checked.fresh);
      return {
        shell: record.shell,
        record,
        environment,
        functions: () => {
          const functions = readFunctions(generation) ?? readFunctions(join(folder, readRecord(folder)?.generation ?? ""));
          if (functions === undefined) throw new Error(`${generation} is gone`);
          return functions;
        },
        generation,
      };
    }
    return undefined;
  }

  function checkRecord(record: KeptRecord, folder: string, flake: string, at: Looks) {
    const local = localOf(flake);
    settings ??= nix.program === undefined ? undefined : nixSettings(nix.program, options.callerEnv);
    if (local === undefined || settings === undefined) return undefined;
    return check(record, { root: local.root, flakeFolder: local.folder, looks: at, settings, folder });
  }

  function renew(folder: string, record: KeptRecord): void {
    try {
      writeRecord(folder, record);
    } catch {
      // What could not be written down is found out again.
    }
  }

  async function capture(target: ShellTarget): Promise<Result<Captured, NixError>> {
    const local = localOf(target.flake);
    if (local === undefined || nix.program === undefined) return await captureOnce(target);
    const folder = join(root, folderName(target));
    for (let wait = 2; ; wait = Math.min(wait * 1.5, LONGEST_WAIT_MS)) {
      const kept = keptByOthers(folder, target);
      if (kept !== undefined) return kept;
      let turn: { end(): void } | undefined;
      try {
        makeStateFolder(options.stateFolder);
        const { takeTurn } = await import("./turn.ts");
        turn = takeTurn(folder);
      } catch (error) {
        warn(error);
        return await captureOnce(target);
      }
      if (turn === undefined) {
        if (options.signal?.aborted) return err({ kind: "interrupted" });
        await pause(wait);
        continue;
      }
      try {
        return keptByOthers(folder, target) ?? (await captureInTurn(target, local, folder));
      } finally {
        turn.end();
      }
    }
  }

  function keptByOthers(folder: string, target: ShellTarget): Result<Captured, NixError> | undefined {
    const kept = valid(folder, target.flake, freshLooks(target.flake));
    if (kept === undefined) return undefined;
    const { environment, functions, generation } = kept;
    return ok({ kind: "environment", environment: { ...environment, functions: functions() }, generation });
  }

  async function captureInTurn(target: ShellTarget, local: LocalFlake, folder: string): Promise<Result<Captured, NixError>> {
    const before = readRecord(folder);
    const checked = before === undefined ? undefined : checkRecord(before, folder, target.flake, freshLooks(target.flake));
    const unkeptBefore = before?.class === "whole" && checked?.valid && before.capturedAt >= notBefore ? before.whole : undefined;
    const sayUnkept = (why: string) => options.emit?.({ type: "notice", level: "verbose", text: `${target.shell} is not kept: ${why}` });
    // Known to depend on everything: nothing is gained by looking closer again so soon.
    if (before !== undefined && unkeptBefore !== undefined && !before.tentative && Date.now() - before.capturedAt < LOOK_AGAIN_MS) {
      sayUnkept(unkeptBefore);
      return await captureOnce(target, versionIn(before));
    }
    const [{ captureKept }, { removeLeftovers }] = await Promise.all([import("./capture-kept.ts"), import("./generations.ts")]);
    const because = checked !== undefined && !checked.valid ? checked.because : undefined;
    if (before?.class === "files" && because?.kind === "store" && lookAt(before.storePath) === undefined) {
      const realised = await realise(before, folder);
      const kept = realised ? keptByOthers(folder, target) : undefined;
      if (kept !== undefined) return kept;
    }
    try {
      removeLeftovers(folder, before?.generation);
      const done = await captureKept({
        nix,
        program: nix.program ?? "nix",
        env: options.callerEnv,
        nixFlags,
        system,
        target,
        flake: local,
        workspaceRoot,
        folder,
        openTree: () => openTree(local),
        plan: before?.class === "files" ? before.plan : undefined,
        nixVersion: versionIn(before),
        because,
        unkeptBefore,
        sayUnkept,
      });
      if (done === undefined) return await captureOnce(target, versionIn(before));
      if (!done.ok) return done;
      const { captured, record } = done.value;
      if (record !== undefined) {
        writeRecord(folder, record);
        removeLeftovers(folder, record.generation);
      }
      if (captured.kind === "environment" && record?.class === "files")
        return ok({ ...captured, generation: join(folder, record.generation) });
      return ok(captured);
    } catch (error) {
      if (diskReason(error) === undefined) throw error;
      warn(error);
      return await captureOnce(target);
    }
  }

  /**
   * Fetches what an environment refers to from binary caches, by name: where a CI's cache brought the record, but the store is empty.
   * The environment's own path is in no cache; nothing but its text would be in it, and that we have.
   */
  async function realise(record: KeptRecord, folder: string): Promise<boolean> {
    const generation = join(folder, record.generation);
    if (record.references.length === 0 || readVariables(generation) === undefined) return false;
    const args = ["build", "--out-link", join(generation, "realised"), ...record.references];
    const built = await nix.run({ args, cwd: workspaceRoot, withFlags: false });
    if (!built.ok) return false;
    renew(folder, { ...record, realised: true });
    return true;
  }

  /** Of the Nix that captured it, where that is still the one we have. */
  function versionIn(record: KeptRecord | undefined): string | undefined {
    if (record === undefined || record.nix.program !== settings?.program) return undefined;
    return lookAt(record.nix.program)?.signature === record.nix.signature ? record.nix.version : undefined;
  }

  function captureOnce({ installable, reference }: ShellTarget, nixVersion?: string): Promise<Result<Captured, NixError>> {
    return captureEnvironment(nix, { installable, cwd: reference.cwd, temporary, nixVersion });
  }

  function warn(error: unknown): void {
    const reason = diskReason(error);
    if (reason === undefined) throw error;
    if (warned) return;
    warned = true;
    options.emit?.({ type: "notice", level: "warning", text: `environments are not kept: ${reason} (${root})` });
  }

  function remember(choice: ShellChoice, target: ShellTarget): void {
    const folder = folderName(target);
    const file = choiceFile(choice);
    const known = readChoice(choice);
    if (known?.folder === folder || readRecord(join(root, folder)) === undefined) return;
    try {
      mkdirSync(join(file, ".."), { recursive: true });
      writeWhole(file, JSON.stringify({ asked: askedBy(choice), folder, flake: target.flake } satisfies Choice));
    } catch {
      // Then the next run asks again.
    }
  }

  async function share(
    question: string,
    ask: () => Promise<Result<readonly string[], NixError>>,
  ): Promise<Result<readonly string[], NixError>> {
    const folder = join(root, "answers", contentName(question, JSON.stringify(nixFlags), system));
    const file = join(folder, "answer");
    const since = Date.now();
    for (let wait = 2; ; wait = Math.min(wait * 1.5, LONGEST_WAIT_MS)) {
      const known = readJson(file) as { asked: number; answer: readonly string[] } | undefined;
      // Asked after we wanted to know, so as good as our own.
      if (known !== undefined && known.asked >= since) return ok(known.answer);
      let turn: { end(): void } | undefined;
      try {
        makeStateFolder(options.stateFolder);
        const { takeTurn } = await import("./turn.ts");
        turn = takeTurn(folder);
      } catch (error) {
        if (diskReason(error) === undefined) throw error;
        return await ask();
      }
      if (turn === undefined) {
        if (options.signal?.aborted) return err({ kind: "interrupted" });
        await pause(wait);
        continue;
      }
      try {
        const again = readJson(file) as { asked: number; answer: readonly string[] } | undefined;
        if (again !== undefined && again.asked >= since) return ok(again.answer);
        const asked = Date.now();
        const answer = await ask();
        if (answer.ok) writeWhole(file, JSON.stringify({ asked, answer: answer.value }));
        return answer;
      } catch (error) {
        if (diskReason(error) === undefined) throw error;
        return await ask();
      } finally {
        turn.end();
      }
    }
  }

  function inspect(choices: readonly ShellChoice[]): readonly Inspection[] {
    shared = new Map();
    return choices.map(inspectOne);
  }

  function inspectOne(choice: ShellChoice): Inspection {
    const named = choice.kind === "named" ? choice.name : choice.kind === "inferred" ? (choice.candidates[0] ?? "default") : "host";
    const found = folderOfChoice(choice);
    const record = found === undefined ? undefined : readRecord(found.path);
    if (found === undefined || record === undefined) return { shell: named, state: "missing" };
    const local = localOf(found.flake);
    const about = { shell: record.shell, record, folder: found.path, ...(local === undefined ? {} : { local }) };
    if (record.class === "whole") return { ...about, state: "unkept", because: { kind: "whole", what: record.whole ?? "the whole tree" } };
    const checked = checkRecord(record, found.path, found.flake, sharedLooks(found.flake));
    if (checked?.valid && !isMeant(choice, record))
      return { ...about, state: "stale", because: { kind: "tracked", what: "another devShell is meant now" } };
    if (checked?.valid) return { ...about, state: "valid" };
    return { ...about, state: "stale", because: checked?.because ?? { kind: "nix", what: "Nix is not there" } };
  }

  function force(): void {
    notBefore = Date.now();
    shared = new Map();
  }

  function prune(keep: readonly ShellChoice[]): readonly string[] {
    const kept = new Set(keep.flatMap((choice) => folderOfChoice(choice)?.path ?? []));
    const removed: string[] = [];
    for (const name of namesIn(root)) {
      const folder = join(root, name);
      if (name === "choices" || name === "answers" || kept.has(folder)) continue;
      const gone = join(root, `gone-${basename(folder)}`);
      const shell = readRecord(folder)?.shell ?? name;
      try {
        // At once, so that nobody who waits for its turn finds half of it.
        if (!name.startsWith("gone-")) renameSync(folder, gone);
        rmSync(name.startsWith("gone-") ? folder : gone, { recursive: true, force: true });
      } catch {
        continue;
      }
      removed.push(shell);
    }
    const choices = new Set(keep.map((choice) => basename(choiceFile(choice))));
    for (const name of namesIn(join(root, "choices"))) if (!choices.has(name)) rmSync(join(root, "choices", name), { force: true });
    return removed;
  }

  function folderOfChoice(choice: ShellChoice): { path: string; flake: string } | undefined {
    const known = readChoice(choice);
    return known === undefined ? undefined : { path: join(root, known.folder), flake: known.flake };
  }

  function readChoice(choice: ShellChoice): Choice | undefined {
    const known = readJson(choiceFile(choice)) as Choice | undefined;
    return known?.asked === askedBy(choice) ? known : undefined;
  }

  function choiceFile(choice: ShellChoice): string {
    return join(root, "choices", quickName(askedBy(choice)));
  }

  function askedBy(choice: ShellChoice): string {
    const names = choice.kind === "named" ? choice.name : choice.kind === "inferred" ? choice.candidates : [];
    return JSON.stringify([names, options.flake, system, nixFlags]);
  }

  function folderName({ shell, installable, reference, path, full }: ShellTarget): string {
    const where = relative(workspaceRoot, reference.cwd);
    const name = contentName(JSON.stringify([installable, where, path, full, system, nixFlags])).slice(0, 8);
    return `${shell.replaceAll(/[^A-Za-z0-9_.-]+/g, "-").replace(/^[.-]+/, "")}-${name}`;
  }

  function localOf(flake: string): LocalFlake | undefined {
    if (!flakes.has(flake)) flakes.set(flake, localFlake(flake, workspaceRoot));
    return flakes.get(flake);
  }

  function sharedLooks(flake: string): Looks {
    const known = shared.get(flake) ?? freshLooks(flake);
    shared.set(flake, known);
    return known;
  }

  function freshLooks(flake: string): Looks {
    const local = localOf(flake);
    return looks(local?.repository, () => (local === undefined ? undefined : openTree(local)));
  }

  function openTree({ root: top, repository }: LocalFlake) {
    return sourceTree({ root: top, repository, hidden: relative(top, options.stateFolder) });
  }
}

interface Choice {
  /** What the file's name is made from; names may collide. */
  readonly asked: string;
  readonly folder: string;
  readonly flake: string;
}

const LONGEST_WAIT_MS = 50;

/** What failed for a reason that passed is not slow for ever. */
const LOOK_AGAIN_MS = 24 * 60 * 60 * 1000;

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
