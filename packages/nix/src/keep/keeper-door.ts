import { join } from "node:path";
import type { Result, ShellChoice, Variables } from "@nix-repo/model";
import { ok } from "@nix-repo/model";
import { flakeReference } from "../flake-reference.ts";
import type { NixRunner } from "../run-nix.ts";
import type { ResolvedShell } from "../shell-resolver.ts";
import { rootOf } from "./check.ts";
import { fewAtOnce } from "./few-at-once.ts";
import { readHookRecord } from "./hook-record.ts";
import type { Inspection, KeptEnvironments } from "./kept-environments.ts";
import type { Because } from "./record.ts";
import { pathsBelow } from "./signature.ts";

/** What is kept of devShells from run to run, for those who look after it. */
export interface Keeper {
  /** Where each shell stands. Starts Nix only for sizes. */
  status(shells: readonly ShellChoice[], options?: { readonly sizes?: boolean }): Promise<readonly ShellStatus[]>;
  /** Captures what is not valid; with `force` everything. */
  refresh(shells: readonly ShellChoice[], options?: { readonly force?: boolean }): Promise<readonly RefreshResult[]>;
  /** Removes what is kept of all other shells. @returns their names */
  prune(keep: readonly ShellChoice[]): Promise<readonly string[]>;
  /** Removes nothing. @returns the names of other shells of which something is kept */
  prunable(keep: readonly ShellChoice[]): Promise<readonly string[]>;
  /** Evaluates those again that count as valid, each from the whole tree. */
  verify(shells: readonly ShellChoice[]): Promise<Verified>;
  /** Why a shell was captured when it was; undefined where nothing is kept. */
  explainShell(shell: ShellChoice): ShellWhy | undefined;
}

export interface ShellStatus {
  readonly shell: string;
  /** `unkept`: depends on the whole tree, and is captured anew in each run. */
  readonly state: "valid" | "stale" | "missing" | "unkept";
  readonly because?: Because;
  /** What its evaluation read, relative to the top of the flake's tree. */
  readonly files: readonly string[];
  /** Absolute paths of all that makes it stale when it changes, be it there or not: these files, folders whose names it read, git's index, Nix's settings, inputs outside of the tree. */
  readonly watched: readonly string[];
  /** Milliseconds since the epoch. */
  readonly capturedAt?: number;
  /** In Nix's store. */
  readonly environmentPath?: string;
  /** The link that keeps it from being collected. */
  readonly rootPath?: string;
  readonly class?: "files" | "whole";
  /** With all that it refers to. */
  readonly closureBytes?: number;
  /** Where somebody asked for a record of its hook. */
  readonly hook?: HookStatus;
}

/** `refused`: it runs at every start; `why` is one clause. */
export type HookStatus =
  | { readonly state: "recorded"; readonly recordedAt: number }
  | { readonly state: "refused"; readonly recordedAt: number; readonly why: string };

export interface RefreshResult {
  readonly shell: string;
  readonly result: Result<{ readonly refreshed: boolean }>;
}

export interface Verified {
  readonly verifications: readonly Verification[];
  /** Shells of which nothing valid is kept: nothing is claimed of them. */
  readonly passedOver: readonly string[];
}

export interface Verification {
  readonly shell: string;
  /** Derivations in Nix's store; `fresh` holds Nix's message where there is none. */
  readonly kept: string;
  readonly fresh: string;
  readonly equal: boolean;
}

export interface ShellWhy {
  readonly shell: string;
  readonly hook?: HookStatus;
  readonly files: readonly string[];
  readonly capturedAt: number;
  /** What had changed; undefined for the first one. */
  readonly because?: Because;
  /** Why it is not kept at all. */
  readonly whole?: string;
}

export interface KeeperDoorOptions {
  readonly kept: KeptEnvironments;
  readonly nix: NixRunner;
  readonly resolve: (choice: ShellChoice) => Promise<Result<ResolvedShell>>;
  readonly workspaceRoot: string;
  readonly callerEnv: Variables;
}

export function createKeeper({ kept, nix, resolve, workspaceRoot, callerEnv }: KeeperDoorOptions): Keeper {
  return {
    async status(shells, { sizes = false } = {}) {
      return await fewAtOnce(kept.inspect(shells), (each) => statusOf(each, sizes));
    },
    async refresh(shells, { force = false } = {}) {
      const before = kept.inspect(shells);
      if (force) kept.force();
      const wanted = shells.filter((_, i) => force || isToBeEvaluated(before[i]));
      if (wanted.length > 1) await kept.foresee(wanted);
      return await fewAtOnce(shells, async (choice, i) => {
        const inspection = before[i];
        const name = inspection?.shell ?? "";
        if (!force && inspection?.state === "valid") return { shell: name, result: ok({ refreshed: false }) };
        const resolved = await resolve(choice);
        if (!resolved.ok) return { shell: name, result: resolved };
        return { shell: resolved.value.shell, result: ok({ refreshed: true }) };
      });
    },
    prune: (keep) => kept.prune(keep),
    prunable: (keep) => kept.prunable(keep),
    async verify(shells) {
      const inspections = kept.inspect(shells);
      const valid = inspections.filter(({ state }) => state === "valid");
      return {
        verifications: await fewAtOnce(valid, verifyOne),
        passedOver: inspections.filter(({ state }) => state !== "valid").map(({ shell }) => shell),
      };
    },
    explainShell(shell) {
      const [inspection] = kept.inspect([shell]);
      const record = inspection?.record;
      if (record === undefined) return undefined;
      const { because, whole, capturedAt, files } = record;
      return {
        shell: record.shell,
        files: files.map(({ path }) => path),
        capturedAt,
        ...hookOf(inspection),
        ...(because === undefined ? {} : { because }),
        ...(whole === undefined ? {} : { whole }),
      };
    },
  };

  async function statusOf({ shell, state, because, record, folder, local }: Inspection, sizes: boolean): Promise<ShellStatus> {
    const about = { shell, state, ...(because === undefined ? {} : { because }) };
    if (record === undefined || folder === undefined) return { ...about, files: [], watched: [] };
    const paths = [...record.files.map(({ path }) => path), ...record.absent.map(([path]) => path)];
    const folders = record.listings.flatMap((listing) => listing.folders.map(([path]) => path));
    const top = local?.root ?? workspaceRoot;
    const elsewhere = [
      ...(record.index === undefined || local?.repository === undefined ? [] : [join(local.repository.gitFolder, "index")]),
      ...record.nix.configuration.map(({ path }) => path),
      ...record.outside.flatMap(([path]) => [path, ...pathsBelow(path)]),
    ];
    const closureBytes =
      sizes && record.class === "files" ? await sizeOf(record.realised ? record.references : [record.storePath]) : undefined;
    return {
      ...about,
      files: record.files.map(({ path }) => path),
      watched: [...new Set([...[...paths, ...folders].map((path) => join(top, path)), ...elsewhere])].sort(),
      capturedAt: record.capturedAt,
      class: record.class,
      ...(record.class === "files" ? { environmentPath: record.storePath, rootPath: rootOf(join(folder, record.generation)) } : {}),
      ...(closureBytes === undefined ? {} : { closureBytes }),
      ...hookOf({ record, folder }),
    };
  }

  function hookOf({ record, folder }: Pick<Inspection, "record" | "folder"> = {}): { readonly hook?: HookStatus } {
    if (record === undefined || folder === undefined || record.class === "whole") return {};
    const hook = readHookRecord(join(folder, record.generation), { workspaceRoot, callerEnv });
    if (hook === undefined) return {};
    const { recordedAt } = hook;
    return { hook: hook.kind === "recorded" ? { state: "recorded", recordedAt } : { state: "refused", recordedAt, why: hook.why } };
  }

  async function sizeOf(paths: readonly string[]): Promise<number | undefined> {
    const said = await nix.run({ args: ["path-info", "-S", ...paths], cwd: workspaceRoot, withFlags: false });
    if (!said.ok) return undefined;
    const sizes = said.value.split("\n").map((line) => Number(/\s(\d+)\s*$/.exec(line)?.[1] ?? 0));
    return Math.max(0, ...sizes);
  }

  async function verifyOne({ shell, record, flake }: Inspection): Promise<Verification> {
    if (record === undefined || flake === undefined) throw new Error(`${shell} is valid, but nothing is kept of it`);
    const { installable, attribute, drvPath } = record;
    const { reference, cwd } = flakeReference(flake, workspaceRoot);
    const said = await nix.run({ args: ["eval", "--option", "eval-cache", "false", "--raw", `${reference}#${attribute}.drvPath`], cwd });
    const fresh = said.ok ? said.value.trim() : nix.failureOf(said.error, installable);
    if (typeof fresh !== "string")
      return { shell, kept: drvPath, fresh: "message" in fresh ? String(fresh.message) : fresh.code, equal: false };
    return { shell, kept: drvPath, fresh, equal: fresh === drvPath };
  }
}

/** What is only missing in the store may be had from a binary cache. */
function isToBeEvaluated(inspection: Inspection | undefined): boolean {
  return inspection?.state === "missing" || (inspection?.state === "stale" && inspection.because?.kind !== "store");
}
