import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { ShellChanged, ShellChoice } from "@nix-repo/model";
import { isBelow } from "../keep/plan.ts";
import { joined } from "../keep/source-tree.ts";
import { once } from "../once.ts";
import type { BaseFiles } from "./base-files.ts";
import type { KeptShells } from "./kept-shells.ts";
import { changedLockInputs } from "./lock-inputs.ts";

/** Explains why the derivation of a devShell is another one. */
export type ExplainChange = (place: ChangedPlace) => Promise<Pick<ShellChanged, "lockInputs" | "files">>;

export interface ChangedPlace {
  readonly choice: ShellChoice;
  /** The folders of flake.nix, relative to the top of the work tree; undefined where there was or is none. */
  readonly base: string | undefined;
  readonly now: string | undefined;
}

export interface ChangesOptions {
  /** Absolute path of the top of the work tree. */
  readonly workTree: string;
  readonly changedFiles: readonly string[];
  readonly files: BaseFiles;
  readonly kept: KeptShells;
}

export function explainChanges({ workTree, changedFiles, files, kept }: ChangesOptions): ExplainChange {
  const changed = new Set(changedFiles);
  const inputs = new Map<string, Promise<readonly string[]>>();
  return async ({ choice, base, now }) => {
    const touched = await kept.touched(choice);
    const lockInputs = await once(inputs, JSON.stringify([base, now]), () => lockInputsOf(base, now));
    const folders = [...new Set([base, now])].filter((folder) => folder !== undefined);
    // What is valid read these files and no others: the first answer that differs is among them.
    const read = new Set(touched?.files);
    if (touched?.valid && read.size > 0) return { lockInputs, files: changedFiles.filter((file) => read.has(file)) };
    return { lockInputs, files: changedFiles.filter((file) => read.has(file) || folders.some((folder) => isOfFlake(file, folder))) };
  };

  async function lockInputsOf(base: string | undefined, now: string | undefined): Promise<readonly string[]> {
    const [before, after] = [base, now].map((folder) => (folder === undefined ? undefined : joined(folder, "flake.lock")));
    if (before === after && (before === undefined || !changed.has(before))) return [];
    const text = before === undefined ? undefined : await files.text(before);
    return changedLockInputs(text, after === undefined ? undefined : textOf(join(workTree, after)));
  }
}

function isOfFlake(file: string, folder: string): boolean {
  if (!isBelow(file, folder)) return false;
  return file.endsWith(".nix") || file === joined(folder, "flake.lock");
}

function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}
