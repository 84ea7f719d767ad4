import { lstatSync, utimesSync } from "node:fs";
import { join } from "node:path";
import { type FileContent, type TemporaryFolder, temporaryFolder } from "@nix-repo/testkit";
import { type CollectedOutputs, collectOutputs } from "../../src/outputs/collect-outputs.ts";
import type { OutputsPlace } from "../../src/outputs/outputs-place.ts";
import type { PlacedOutputs } from "../../src/outputs/placed-outputs.ts";
import { type Restored, restoreOutputs } from "../../src/outputs/restore-outputs.ts";
import type { OutputsOf } from "../../src/outputs/wanted-outputs.ts";
import { type MemoryStore, memoryStore } from "./memory-store.ts";

/** A service's folder, `service`, in a workspace, and a store. */
export interface OutputsFolder extends Disposable {
  readonly workspace: TemporaryFolder;
  /** Absolute. */
  readonly path: string;
  readonly store: MemoryStore;
  /** Paths that git is said to track. */
  readonly tracked: Set<string>;
  /** Those among them that it is said not to have as they stand there. */
  readonly edited: Set<string>;
  write(files: Readonly<Record<string, FileContent>>): void;
  place(globs: readonly string[]): OutputsPlace;
  /** Fails the test where outputs cannot be collected. */
  collect(globs: readonly string[]): Promise<CollectedOutputs>;
  restore(globs: readonly string[], result: OutputsOf, placed?: PlacedOutputs): Promise<Restored>;
}

export function outputsFolder(files: Readonly<Record<string, FileContent>> = {}): OutputsFolder {
  const workspace = temporaryFolder({ "service/input": "" });
  const path = join(workspace.path, "service");
  const store = memoryStore();
  const tracked = new Set<string>();
  const edited = new Set<string>();
  const place = (globs: readonly string[]) => ({
    folder: path,
    globs,
    isTracked: (file: string) => tracked.has(file),
    isEdited: (file: string) => edited.has(file),
  });
  const folder: OutputsFolder = {
    workspace,
    path,
    store,
    tracked,
    edited,
    place,
    write: (added) => workspace.write(Object.fromEntries(Object.entries(added).map(([file, content]) => [`service/${file}`, content]))),
    async collect(globs) {
      const collected = await collectOutputs(place(globs), store);
      if (!collected.ok) throw new Error(JSON.stringify(collected.error));
      return collected.value;
    },
    restore: (globs, result, placed) =>
      restoreOutputs({ place: place(globs), result, store, scratch: join(workspace.path, ".repo/scratch"), placed }),
    [Symbol.dispose]: () => workspace[Symbol.dispose](),
  };
  folder.write(files);
  return folder;
}

/** Waits until what was just written may be told from what is written from now on. */
export async function untilTrusted(folder: OutputsFolder): Promise<void> {
  const probe = join(folder.workspace.path, "clock");
  folder.workspace.write({ clock: "" });
  for (const start = lstatSync(probe).ctimeMs; lstatSync(probe).ctimeMs < start + 40; ) {
    utimesSync(probe, 0, 0);
    await new Promise((resolve) => setImmediate(resolve));
  }
}
