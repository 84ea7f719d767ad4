import { realpathSync } from "node:fs";
import { join } from "node:path";
import type { EnvironmentProvider, Notice, Result, ShellChoice, Variables } from "@nix-repo/model";
import { err, ok } from "@nix-repo/model";
import type { CapturedEnvironment } from "./captured-environment.ts";
import type { ComparisonRequest, ShellComparisons } from "./compare/comparison.ts";
import { developEnvironment } from "./develop-environment.ts";
import { findProgram } from "./find-program.ts";
import { flakeReference } from "./flake-reference.ts";
import { allShells } from "./flake-shells.ts";
import type { HookRecord } from "./keep/hook-record.ts";
import { keptEnvironments } from "./keep/keeper.ts";
import { createKeeper, type Keeper } from "./keep/keeper-door.ts";
import { type NixEnvironment, type NixEnvironmentOptions, nixEnvironment } from "./nix-environment.ts";
import { once } from "./once.ts";
import { placeEnvironment } from "./placed-environment.ts";
import { nixRunner } from "./run-nix.ts";
import { choiceKey, printAttributePath } from "./shell-name.ts";
import { type ResolvedShell, shellResolver } from "./shell-resolver.ts";
import { contentName, stateFiles } from "./state-files.ts";
import { nixSystem } from "./system.ts";

export interface NixProviderOptions {
  /** Absolute path. */
  readonly workspaceRoot: string;
  /** As the registry writes it, relative to the workspace's root: `.` */
  readonly flake: string;
  /** Extra flags for every call of Nix. */
  readonly nixFlags: readonly string[];
  /** The environment in which Nix itself runs, and where `nix` and the host's tools are looked for. */
  readonly callerEnv: Variables;
  /** Absolute path of `.repo`; made when something has to be kept there. */
  readonly stateFolder: string;
  /** Nix's name of the machine; left out, of this one. */
  readonly system?: string;
  /** Absolute path of the `nix` to use instead of the one on PATH. */
  readonly nixProgram?: string;
  readonly emit?: ((notice: Notice) => void) | undefined;
  /** Ends a Nix that is running. */
  readonly signal?: AbortSignal | undefined;
}

export interface NixProvider extends EnvironmentProvider {
  readonly kind: "nix";
  /** Names of the flake's devShells as a registry may write them: nested ones with dots, names that hold dots in quotes. */
  listShells(): Promise<Result<readonly string[]>>;
  /** Records what a devShell's hook changes, where that is not done. @returns undefined where it has no hook, or where nothing is kept of the devShell */
  recordHook(shell: ShellChoice): Promise<Result<HookRecord["kind"] | undefined>>;
  /** What is kept of the devShells from run to run. */
  readonly keeper: Keeper;
  /** Whether the derivations of devShells changed between a commit and the work tree as it is. */
  compareShells(request: ComparisonRequest): Promise<Result<ShellComparisons>>;
}

/** The environments of a workspace's devShells. Nix is started for what is asked, at most once for each question, and not before. */
export function createNixProvider(options: NixProviderOptions): NixProvider {
  const { workspaceRoot, callerEnv, emit } = options;
  const system = options.system ?? nixSystem(process);
  const state = stateFiles(options.stateFolder);
  const temporary = callerEnv.TMPDIR || "/tmp";
  const program = options.nixProgram ?? findNix(callerEnv);
  const nixWith = (nixFlags: readonly string[]) => nixRunner({ program, nixFlags, callerEnv, state, signal: options.signal });
  const nix = nixWith(options.nixFlags);
  const kept = keptEnvironments({ ...options, nix, system, temporary });
  const { capture, share, remembered } = kept;
  const resolve = shellResolver({ nix, workspaceRoot, flake: options.flake, system, capture, share, remembered, emit });
  const environments = new Map<string, Promise<Result<NixEnvironment>>>();

  return {
    kind: "nix",
    environmentOf,
    async recordHook(choice) {
      const environment = await environmentOf(choice);
      if (!environment.ok) return environment;
      const record = await environment.value.hookRecord();
      return record.ok ? ok(record.value?.kind) : record;
    },
    keeper: createKeeper({ kept, nix, resolve: resolveAndRemember, workspaceRoot, callerEnv }),
    async compareShells(request) {
      const { compareShells } = await import("./compare/compare-shells.ts");
      return await compareShells(request, { ...options, system, nixWith, kept });
    },
    async listShells() {
      const paths = await allShells(nix, flakeReference(options.flake, workspaceRoot), system);
      return paths.ok ? ok(paths.value.map(printAttributePath)) : err(nix.failureOf(paths.error, options.flake));
    },
  };

  function environmentOf(choice: ShellChoice): Promise<Result<NixEnvironment>> {
    return once(environments, choiceKey(choice), () => openEnvironment(choice));
  }

  async function openEnvironment(choice: ShellChoice): Promise<Result<NixEnvironment>> {
    const known = kept.lookup(choice);
    if (known !== undefined) {
      const whole = () => place({ ...known.environment, functions: known.functions() });
      return ok(started({ shell: known.shell, captured: place(known.environment), whole, generation: known.generation }));
    }
    const resolved = await resolveAndRemember(choice);
    if (!resolved.ok) return resolved;
    const { shell, captured } = resolved.value;
    if (captured.kind === "unsure") return ok(throughDevelop(resolved.value));
    return ok(started({ shell, captured: place(captured.environment), generation: captured.generation }));
  }

  async function resolveAndRemember(choice: ShellChoice): Promise<Result<ResolvedShell>> {
    const resolved = await resolve(choice);
    if (resolved.ok) kept.remember(choice, resolved.value.target);
    return resolved;
  }

  function started(about: Pick<NixEnvironmentOptions, "shell" | "captured" | "whole" | "generation">): NixEnvironment {
    return nixEnvironment({
      ...about,
      workspaceRoot,
      callerEnv,
      state,
      temporary,
      emit,
      signal: options.signal,
    });
  }

  function throughDevelop({ shell, installable, cwd }: ResolvedShell): NixEnvironment {
    emit?.({
      type: "notice",
      level: "verbose",
      text: `what Nix says of the devShell ${shell} cannot be read: its commands start through nix develop`,
    });
    return developEnvironment({ shell, program: program ?? "nix", args: nix.argumentsOf("develop", [installable]), cwd });
  }

  function place(captured: CapturedEnvironment): CapturedEnvironment {
    // Nix goes by the physical folder.
    const outputs = join(realpathSync(workspaceRoot), "outputs");
    const attrs = captured.structuredAttrs;
    if (attrs === undefined) return placeEnvironment(captured, { outputs });
    const name = contentName(attrs.json, attrs.sh);
    const json = state.write({ folder: "attrs", name: `${name}.json`, text: attrs.json, keep: KEPT_ATTRS });
    const sh = state.write({ folder: "attrs", name: `${name}.sh`, text: attrs.sh, keep: KEPT_ATTRS });
    return placeEnvironment(captured, json === undefined || sh === undefined ? { outputs } : { outputs, attrs: { json, sh } });
  }
}

/** Two files for each devShell with structured attributes. */
const KEPT_ATTRS = 100;

/** Absolute path of the `nix` on a caller's PATH: whether there is Nix here. */
export function findNix(callerEnv: Variables): string | undefined {
  return findProgram("nix", { path: callerEnv.PATH, cwd: "/" });
}
