import { err, type Result } from "@nix-repo/model";
import type { OutputDirectory, OutputFile, OutputSymlink } from "../reapi/messages.ts";
import type { ActionStore } from "../store/action-store.ts";
import type { OutputsPlace } from "./outputs-place.ts";
import type { PlacedOutputs } from "./placed-outputs.ts";

export interface CollectedOutputs {
  readonly outputFiles: readonly OutputFile[];
  readonly outputDirectories: readonly OutputDirectory[];
  readonly outputSymlinks: readonly OutputSymlink[];
  readonly placed: PlacedOutputs;
  /** Outputs are declared, and none of them is there. */
  readonly isEmpty: boolean;
  /** What cannot be kept and is left out: sockets, pipes, devices. */
  readonly leftOut: readonly string[];
}

/** Why the outputs, and so the result, are not kept. */
export type OutputsUnkept =
  /** The store could not take it. */
  | { readonly kind: "not-stored"; readonly path: string }
  /** Somebody wrote to it while it was read. */
  | { readonly kind: "changing"; readonly path: string }
  /** What is behind a link is not followed, and so would not come back. */
  | { readonly kind: "behind-symlink"; readonly path: string }
  /** Could not be restored everywhere: its name differs from another one's by case alone, is no text, or is git's or ours. */
  | { readonly kind: "unusable-name"; readonly path: string }
  | { readonly kind: "unreadable"; readonly path: string; readonly reason: string };

/** Takes what stands at a task's outputs into the store. Nothing there is fine, too. */
export async function collectOutputs(place: OutputsPlace, _store: ActionStore): Promise<Result<CollectedOutputs, OutputsUnkept>> {
  return err({ kind: "unreadable", path: place.folder, reason: "" });
}
