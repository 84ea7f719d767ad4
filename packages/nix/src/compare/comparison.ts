import type { ShellChanged, ShellChoice } from "@nix-repo/model";

/** Asks whether the derivations of devShells changed between a commit and the work tree as it is. */
export interface ComparisonRequest {
  readonly services: readonly ComparedService[];
  /** What the registry of the base said of Nix. */
  readonly base: {
    /** As it wrote it, relative to the workspace's root. */
    readonly flake: string;
    readonly nixFlags: readonly string[];
  };
  readonly repository: ComparedRepository;
  /** All files that are not as they were, relative to the top of the work tree; of one that was moved the old name and the new one. */
  readonly changedFiles: readonly string[];
}

export interface ComparedService {
  readonly name: string;
  /** What it wanted at the base; undefined where there was no such service. */
  readonly base: ShellChoice | undefined;
  readonly now: ShellChoice;
}

export interface ComparedRepository {
  /** Absolute path of the top of the work tree. */
  readonly workTree: string;
  /** The base: 40 or 64 hexadecimal digits. */
  readonly commit: string;
  /** Whether git has a part of the history only. */
  readonly shallow: boolean;
}

export type ShellComparison =
  | { readonly kind: "same" }
  /** Of a service that had no devShell at the base, or has none now, the derivation on the other side is left out where nobody had to find it out. */
  | { readonly kind: "changed"; readonly changed: ShellChanged }
  /** Nobody can tell; `why` is one clause. */
  | { readonly kind: "unknown"; readonly why: string };

/** By the services' names. */
export type ShellComparisons = ReadonlyMap<string, ShellComparison>;
