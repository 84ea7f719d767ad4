/** One row of the table: a command that is started again and again. */
export interface BenchCase {
  readonly name: string;
  readonly argv: readonly string[];
  /** Where it is started. */
  readonly cwd: string;
  /** Variables besides the few that every row has. */
  readonly env?: Readonly<Record<string, string>>;
  /** Done before each start, and not measured: an edit, something removed. */
  readonly before?: () => void;
  /** Started in every so many rounds only, because it is slow. */
  readonly every?: number;
  /** The rows that this one is held against. */
  readonly target?: Target | readonly Target[];
  /** How much memory it may take, in MB. */
  readonly atMostMb?: number;
}

/**
 * Of median wall times: at most this share of another row's, so many milliseconds more, or as much as other rows take together. Or less than every
 * one of other rows. Missing it fails nothing; the table says so.
 */
export type Target =
  | { readonly atMost: number; readonly of: string }
  | { readonly atMostMsMore: number; readonly than: string }
  | { readonly atMostSumOf: readonly string[] }
  | { readonly below: readonly string[]; readonly in: "time" | "memory" };

/** What a file in `cases/` exports by default: its rows, and why there are no more of them, or none. */
export type CaseFile = (lab: Lab) => readonly (BenchCase | Missing)[] | Missing;

export interface Missing {
  readonly missing: string;
}

/** What rows are made of. */
export interface Lab {
  /** The checkout of this repository. */
  readonly root: string;
  /** Node 24, as npm brought it. */
  readonly node: string;
  /** Bun, which can tell what a child took, and starts scripts quickly. */
  readonly bun: string | undefined;
  /** The folder of Nix 2.26, as the tests install it. */
  readonly nix: string | undefined;
  /** A fresh folder outside any repository, removed after the run. */
  folder(name: string): string;
  /** The program of a package that `npm ci --prefix bench` installs, the native one and not its launcher in JavaScript. */
  peer(program: string): string | undefined;
}
