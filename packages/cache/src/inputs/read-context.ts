import type { InputTree } from "./input-tree.ts";
import type { KnownFiles } from "./read-file.ts";
import type { GitView } from "./walk.ts";

export interface ReadContext {
  readonly tree: InputTree;
  /** Undefined where there is no git to go by. */
  readonly git: GitView | undefined;
  readonly known: KnownFiles;
}
