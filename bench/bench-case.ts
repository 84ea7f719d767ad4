/** One row of the table: a command that is started again and again. */
export interface BenchCase {
  readonly name: string;
  readonly argv: readonly string[];
  /** Where it is started. */
  readonly cwd: string;
  /** The row that this one is held against. */
  readonly target?: Target;
}

/** At most this share of another row's median wall time. Missing it fails nothing; the table says so. */
export interface Target {
  readonly atMost: number;
  readonly of: string;
}

/** What a file in `cases/` exports by default: its rows, or why there are none. */
export type CaseFile = (lab: Lab) => readonly BenchCase[] | { readonly missing: string };

/** What rows are made of. */
export interface Lab {
  /** The checkout of this repository. */
  readonly root: string;
  /** Node 24, as npm brought it. */
  readonly node: string;
  /** A fresh folder outside any repository, removed after the run. */
  folder(name: string): string;
  /** The program of a package that `npm ci --prefix bench` installs, the native one and not its launcher in JavaScript. */
  peer(program: string): string | undefined;
}
