import type { InputTree } from "./input-tree.ts";
import type { ManyFiles } from "./many-files.ts";
import type { KnownFiles } from "./read-file.ts";
import type { GitView } from "./walk.ts";

export interface ReadContext {
  readonly tree: InputTree;
  /** Undefined where there is no git to go by. */
  readonly git: GitView | undefined;
  readonly known: KnownFiles;
  /** Whether nothing was known of what is read. */
  readonly isNew: boolean;
  /** Whether it is read before its turn, while other things are waited for: then it is given up with `TooMuchAhead` where it would hold these up. */
  readonly isAhead: boolean;
  /** Of the run; loaded when it is asked for. */
  readonly many: () => Promise<ManyFiles>;
}
