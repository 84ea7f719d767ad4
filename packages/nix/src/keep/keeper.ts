import { existsSync, rmSync } from "node:fs";
import { basename, dirname, join, relative } from "node:path";
import type { Result, ShellChoice } from "@nix-repo/model";
import type { Captured } from "../capture.ts";
import { flakeReference } from "../flake-reference.ts";
import type { NixError } from "../run-nix.ts";
import { contentName, makeFolder, quickName } from "../state-files.ts";
import { check, type Looks, looks } from "./check.ts";
import { diskReason } from "./disk-reason.ts";
import type { EvaluatedShell } from "./evaluate-shell.ts";
import { readFunctions, readJson, readRecord, readVariables, writeRecord, writeWhole } from "./generations.ts";
import { isMeant } from "./is-meant.ts";
import type { Inspection, KeeperOptions, KeptEnvironment, KeptEnvironments, Question } from "./kept-environments.ts";
import { type LocalFlake, localFlake } from "./local-flake.ts";
import { type NixSettings, nixSettings } from "./nix-settings.ts";
import type { KeptRecord } from "./record.ts";
import type { ShellTarget } from "./shell-target.ts";
import { lookAt } from "./signature.ts";
import { sourceTree } from "./source-tree.ts";

/** The environments of a workspace's devShells that outlive a run, in `.repo/environments`. */
export function keptEnvironments(options: KeeperOptions): KeptEnvironments {
  const { nix, workspaceRoot, system, nixFlags } = options;
  const root = join(options.stateFolder, "environments");
  const flakes = new Map<string, LocalFlake | undefined>();
  let shared = new Map<string, Looks>();
  let settings: NixSettings | undefined;
  /** What was captured before counts as stale, in milliseconds since the epoch. */
  let notBefore = 0;
  let warned = false;
  /** By names of shells. */
  let foreseen: ReadonlyMap<string, EvaluatedShell> = new Map();

  return { lookup, capture, remember, remembered, share, inspect, force, foresee, prune, prunable };

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
      if (checked === undefined) return undefined;
      if (!checked.valid) {
        if (readRecord(folder)?.generation === record.generation) return undefined;
        continue;
      }
      const generation = join(folder, record.generation);
      const environment = readVariables(generation);
      if (environment === undefined) continue;
      settle(folder, record, checked.fresh);
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

  /** Writes down what was found out by the way, and finishes what the process before us was stopped at. */
  function settle(folder: string, record: KeptRecord, fresh: KeptRecord | undefined): void {
    try {
      const replaced = record.replaces === undefined ? undefined : join(folder, record.replaces);
      if (replaced !== undefined && existsSync(replaced)) rmSync(replaced, { recursive: true, force: true });
      if (fresh !== undefined && readRecord(folder)?.generation === record.generation) writeRecord(folder, fresh);
    } catch {
      // Then the next one does it.
    }
  }

  async function capture(target: ShellTarget): Promise<Result<Captured, NixError>> {
    const local = localOf(target.flake);
    const { captureInTurn, captureOnce } = await import("./capture-in-turn.ts");
    if (local === undefined || nix.program === undefined) return await captureOnce(target, options);
    const folder = join(root, folderName(target));
    return await captureInTurn({
      options,
      target,
      local,
      folder,
      valid: () => valid(folder, target.flake, freshLooks(target.flake)),
      check: (record) => checkRecord(record, folder, target.flake, freshLooks(target.flake)),
      openTree: () => openTree(local),
      versionIn,
      notBefore,
      foreseen: foreseenOf(target),
      warn,
    });
  }

  /** Of the Nix that captured it, where that is still the one we have. */
  function versionIn(record: KeptRecord | undefined): string | undefined {
    if (record === undefined || record.nix.program !== settings?.program) return undefined;
    return lookAt(record.nix.program)?.signature === record.nix.signature ? record.nix.version : undefined;
  }

  function warn(error: unknown): void {
    if (warned) return;
    warned = true;
    const text = `environments are not kept: ${diskReason(error)} (${root})`;
    options.emit?.({ type: "notice", level: "warning", text, about: "state-folder" });
  }

  function remember(choice: ShellChoice, target: ShellTarget): void {
    const folder = folderName(target);
    const file = choiceFile(choice);
    const known = readChoice(choice);
    if (known?.folder === folder || readRecord(join(root, folder)) === undefined) return;
    try {
      makeFolder(dirname(file));
      const { shell, flake, path, full } = target;
      writeWhole(file, JSON.stringify({ asked: askedBy(choice), folder, shell, flake, path, full } satisfies Choice));
    } catch {
      // Then the next run asks again.
    }
  }

  function remembered(choice: ShellChoice): Omit<ShellTarget, "installable"> | undefined {
    const known = readChoice(choice);
    const { because, record } = inspectOne(choice);
    if (known === undefined || record === undefined || because?.kind !== "store" || !isMeant(choice, record)) return undefined;
    const { shell, flake, path, full } = known;
    return { shell, flake, path, full, reference: flakeReference(flake, workspaceRoot) };
  }

  async function share(question: string, ask: Question, { underWay = false } = {}): ReturnType<Question> {
    const { sharedAnswer } = await import("./shared-answer.ts");
    const folder = join(root, "answers", contentName(question, JSON.stringify(nixFlags), system));
    return await sharedAnswer({ folder, ask, underWay, options });
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
    const about = { shell: record.shell, record, folder: found.path, flake: found.flake, ...(local === undefined ? {} : { local }) };
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

  async function foresee(choices: readonly ShellChoice[]): Promise<void> {
    if (localOf(options.flake) === undefined || nix.program === undefined) return;
    const { foresee } = await import("./foresee.ts");
    foreseen = await foresee({ options, choices, share: (question, ask) => share(question, ask, { underWay: true }) });
  }

  function foreseenOf({ flake, path, full }: ShellTarget): EvaluatedShell | undefined {
    return flake === options.flake && path.length === 1 && !full ? foreseen.get(path[0] ?? "") : undefined;
  }

  async function prune(keep: readonly ShellChoice[]): Promise<readonly string[]> {
    const { pruneFolders } = await import("./prune.ts");
    return pruneFolders({
      root,
      folders: foldersOf(keep),
      choices: new Set(keep.map((choice) => basename(choiceFile(choice)))),
      env: options.callerEnv,
    });
  }

  async function prunable(keep: readonly ShellChoice[]): Promise<readonly string[]> {
    const { prunableShells } = await import("./prune.ts");
    return prunableShells({ root, folders: foldersOf(keep) });
  }

  function foldersOf(choices: readonly ShellChoice[]): ReadonlySet<string> {
    return new Set(choices.flatMap((choice) => folderOfChoice(choice)?.path ?? []));
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

interface Choice extends Pick<ShellTarget, "shell" | "flake" | "path" | "full"> {
  /** What the file's name is made from; names may collide. */
  readonly asked: string;
  readonly folder: string;
}
