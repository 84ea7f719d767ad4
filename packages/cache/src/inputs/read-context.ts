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
  /** Of the run; loaded when it is asked for. */
  readonly many: () => Promise<ManyFiles>;
}
