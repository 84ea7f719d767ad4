import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { type TemporaryFolder, temporaryFolder } from "@nix-repo/testkit";
import type { Digest } from "../../src/digest.ts";
import { digestOf } from "../../src/digest.ts";
import type { ActionResult } from "../../src/reapi/messages.ts";
import { type LocalStore, type LocalStoreOptions, openLocalStore, type StoreTrouble } from "../../src/store/local-store.ts";

export interface OpenedStore extends Disposable {
  readonly store: LocalStore;
  /** The store's own folder. */
  readonly folder: string;
  /** A work tree beside it. */
  readonly tree: string;
  readonly scratch: string;
  readonly troubles: StoreTrouble[];
  /** As another process would. */
  again(options?: Partial<LocalStoreOptions>): LocalStore;
}

/** A store in a temporary folder that is removed with `using`. */
export function openStore(options: Partial<LocalStoreOptions> = {}, temporary: TemporaryFolder = temporaryFolder()): OpenedStore {
  const [folder, tree] = [join(temporary.path, "cache/repo"), join(temporary.path, "tree")];
  const scratch = join(tree, ".repo/placing");
  mkdirSync(tree, { recursive: true });
  const troubles: StoreTrouble[] = [];
  const again = (more: Partial<LocalStoreOptions> = {}) =>
    openLocalStore({ folder, scratch, capBytes: 1e9, mode: "rw", warn: (trouble) => troubles.push(trouble), ...options, ...more });
  return { store: again(), folder, tree, scratch, troubles, again, [Symbol.dispose]: () => temporary[Symbol.dispose]() };
}

export const actionOf = (name: string): Digest => digestOf(Buffer.from(name));

/** A result with these files, and nothing else. */
export function resultWith(files: Readonly<Record<string, Digest>>, more: Partial<ActionResult> = {}): ActionResult {
  const outputFiles = Object.entries(files).map(([path, digest]) => ({ path, digest, isExecutable: false }));
  const metadata = { executionStartMs: 0, executionCompletedMs: 0, auxiliary: [] };
  return { outputFiles, outputDirectories: [], outputSymlinks: [], exitCode: 0, metadata, ...more };
}

/** What a command has to say that keeps a content under a name: as a task does that makes one file. */
export async function keep(store: LocalStore, name: string, content: Uint8Array | string): Promise<Digest> {
  const digest = await store.addBlob(Buffer.from(content));
  if (digest === undefined || !(await store.saveResult(actionOf(name), resultWith({ [name]: digest })))) throw new Error("it is not kept");
  return digest;
}
