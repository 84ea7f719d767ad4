import { execFileSync } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Result, ShellChoice } from "@nix-repo/model";
import { git, type NixInstall, nixSystem, type PrivateNixStore, removeReadOnly, temporaryFolder } from "@nix-repo/testkit";
import {
  type ComparedService,
  type ComparisonRequest,
  createNixProvider,
  type NixProvider,
  type ShellComparison,
  type ShellComparisons,
} from "../../src/index.ts";
import { countingNix } from "../keep/kept-workspace.ts";
import { named, value } from "../nix-workspace.ts";

/** A git repository with a workspace, whose first commit is what is compared with. */
export interface ComparedWorkspace extends Disposable {
  /** The temporary folder that the repository lies in. */
  readonly beside: string;
  /** The top of the work tree. */
  readonly top: string;
  /** The workspace. */
  readonly root: string;
  /** The first commit. */
  readonly commit: string;
  put(files: Files): void;
  git(...args: readonly string[]): string;
  commitAll(): string;
  /** The same workspace in another work tree of it. */
  elsewhere(top: string): ComparedWorkspace;
  nix(...args: readonly string[]): string;
  /** What Nix gives for the work tree as it is, of the devShells that are named. */
  drvPaths<Name extends string>(...names: readonly Name[]): Record<Name, string>;
  provider(changes?: Changes): NixProvider;
  /** With the first commit, where no other is named. */
  compared(services: Services, changes?: Changes): Promise<Result<ShellComparisons>>;
  compare(services: Services, changes?: Changes): Promise<Compared>;
  /** Arguments of all that Nix was asked by providers since the last call. */
  asked(): readonly string[];
}

/** By path; `undefined` removes. Paths are relative to the top of the work tree, and may lead out of it. */
export type Files = Readonly<Record<string, string | undefined>>;

export type Services = readonly ComparedService[] | Readonly<Record<string, ShellChoice>>;

export type Compared = Readonly<Record<string, ShellComparison>>;

export interface Changes extends Partial<Omit<ComparisonRequest, "services" | "repository">> {
  readonly flake?: string;
  readonly nixFlags?: readonly string[];
  readonly shallow?: boolean;
  readonly commit?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
  readonly nixProgram?: string;
}

export interface WorkspaceShape {
  readonly nix: NixInstall;
  readonly store: PrivateNixStore;
  readonly files: Files;
  /** Of the workspace's root, below the top of the work tree. */
  readonly below?: string;
  /** Of the repository. */
  readonly name?: string;
  /** Before the first commit. */
  readonly prepare?: (workspace: Omit<ComparedWorkspace, "commit">) => void;
}

type Uncommitted = Omit<ComparedWorkspace, "commit">;

export function comparedWorkspace({ nix, store, files, below = "", name = "repository", prepare }: WorkspaceShape): ComparedWorkspace {
  const folder = temporaryFolder();
  mkdirSync(join(folder.path, name, below), { recursive: true });
  mkdirSync(join(folder.path, "tmp"));
  const { top, ...rest } = workspaceAt(join(folder.path, name), { nix, store, below, beside: folder.path });
  const workspace = { top, ...rest };
  git(top, "init", "--quiet", "--initial-branch=main");
  workspace.put({ ".gitignore": ".repo\n", ...files });
  git(top, "add", "--all");
  prepare?.(workspace);
  return { ...workspace, commit: workspace.commitAll() };
}

type Place = Required<Pick<WorkspaceShape, "nix" | "store" | "below">> & { readonly beside: string };

function workspaceAt(top: string, place: Place): Uncommitted {
  const { nix, store, beside } = place;
  const root = join(top, place.below);
  const counting = countingNix({ root: top }, nix);
  const callerEnv = {
    PATH: `${nix.bin}:/usr/local/bin:/usr/bin:/bin`,
    HOME: beside,
    TMPDIR: join(beside, "tmp"),
    TERM: "dumb",
    LANG: "C.UTF-8",
    ...store.variables,
  };
  const workspace: Uncommitted = {
    beside,
    top,
    root,
    put(written) {
      for (const [path, text] of Object.entries(written)) {
        const file = join(top, path);
        rmSync(file, { recursive: true, force: true });
        if (text === undefined) continue;
        mkdirSync(dirname(file), { recursive: true });
        writeFileSync(file, text);
      }
    },
    git: (...args) => git(top, ...args),
    commitAll() {
      git(top, "add", "--all");
      git(top, "commit", "--quiet", "--message=change");
      return git(top, "rev-parse", "HEAD").trim();
    },
    elsewhere: (other) => ({ ...workspaceAt(other, place), commit: git(other, "rev-parse", "HEAD").trim() }),
    nix: (...args) =>
      execFileSync(join(nix.bin, "nix"), args, { cwd: root, env: callerEnv, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] }),
    drvPaths(...names) {
      const told = names.map((name) => {
        const fragment = `devShells.${nixSystem}.${name}.drvPath`;
        return [name, workspace.nix("eval", "--raw", name.includes("#") ? name : `.#${fragment}`)] as const;
      });
      return Object.fromEntries(told) as Record<(typeof names)[number], string>;
    },
    provider: ({ flake = ".", nixFlags = [], env, signal, nixProgram = counting.program } = {}) =>
      createNixProvider({
        workspaceRoot: root,
        flake,
        nixFlags,
        callerEnv: { ...callerEnv, ...env },
        stateFolder: join(root, ".repo"),
        nixProgram,
        signal,
      }),
    async compared(services, changes = {}) {
      const { flake = ".", nixFlags = [], shallow = false } = changes;
      const commit = changes.commit ?? git(top, "rev-list", "--max-parents=0", "HEAD").trim();
      return await workspace.provider(changes).compareShells({
        services: Array.isArray(services) ? (services as readonly ComparedService[]) : unchanged(services as Record<string, ShellChoice>),
        base: changes.base ?? { flake, nixFlags },
        repository: { workTree: top, commit, shallow },
        changedFiles: changes.changedFiles ?? changedSince(top, commit),
      });
    },
    compare: async (services, changes) => Object.fromEntries(value(await workspace.compared(services, changes))),
    asked: () => counting.asked(),
    [Symbol.dispose]: () => removeReadOnly(beside),
  };
  return workspace;
}

function unchanged(services: Readonly<Record<string, ShellChoice>>): readonly ComparedService[] {
  return Object.entries(services).map(([name, choice]) => ({ name, base: choice, now: choice }));
}

/** Services that want the devShells of these names. */
export function wanting(...names: readonly string[]): Readonly<Record<string, ShellChoice>> {
  return Object.fromEntries(names.map((name) => [name, named(name)]));
}

/** Committed, staged, unstaged and untracked. */
export function changedSince(top: string, commit: string): readonly string[] {
  const changed = git(top, "diff", "--name-only", "--no-renames", "-z", commit);
  const untracked = git(top, "ls-files", "--others", "--exclude-standard", "-z");
  return [...new Set(`${changed}${untracked}`.split("\0").filter((path) => path !== ""))].sort();
}

/** How often each side was evaluated; what else Nix was asked in full. */
export function evaluations(asked: readonly string[]): { readonly base: number; readonly now: number; readonly others: readonly string[] } {
  const evals = asked.filter((each) => / eval .* --apply shells: let/.test(each));
  const base = evals.filter((each) => each.includes("rev=")).length;
  return { base, now: evals.length - base, others: asked.filter((each) => !evals.includes(each)) };
}

export const ONCE_EACH = { base: 1, now: 1, others: [] };
export const NEVER = { base: 0, now: 0, others: [] };
export const SAME: ShellComparison = { kind: "same" };
