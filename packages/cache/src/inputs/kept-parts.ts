import { KeptLines } from "../kept-lines.ts";
import { SNAPSHOT_VERSION, type Snapshot } from "./snapshot.ts";

/** All snapshots of a workspace. What is set is written by `flush`. */
export class KeptParts {
  readonly #lines: KeptLines;
  /** Those that were set: nobody asks for them as they were before, and each is set several times while its task runs. */
  readonly #set = new Map<string, { readonly path: string; readonly snapshot: Snapshot }>();

  /** @param folder absolute */
  constructor(folder: string) {
    this.#lines = new KeptLines({ folder, name: "parts", version: SNAPSHOT_VERSION });
  }

  get({ path, name }: PartName): KeptPart | undefined {
    const set = this.#set.get(name);
    if (set !== undefined) return { snapshot: set.snapshot, isOld: false };
    const line = this.#lines.get(name, path);
    const snapshot = line === undefined ? undefined : parsed(line.text);
    return line === undefined || snapshot === undefined ? undefined : { snapshot, isOld: line.isOld };
  }

  /** Whether anything is kept of a folder. */
  hasAny(path: string): boolean {
    const prefix = `[${JSON.stringify(path)},`;
    return [...this.#lines.names(path), ...this.#set.keys()].some((name) => name.startsWith(prefix));
  }

  set({ path, name }: PartName, snapshot: Snapshot): void {
    this.#set.set(name, { path, snapshot });
  }

  flush(): void {
    for (const [name, { path, snapshot }] of this.#set) this.#lines.set(name, path, JSON.stringify(snapshot));
    this.#lines.flush();
  }
}

export interface KeptPart {
  readonly snapshot: Snapshot;
  /** Whether it is to be set again though nothing has changed, since it is in use. */
  readonly isOld: boolean;
}

export interface PartName {
  /** Of the service's folder, relative to the workspace's root. */
  readonly path: string;
  /** All that is asked, as JSON: a list that begins with the path. */
  readonly name: string;
}

function parsed(text: string): Snapshot | undefined {
  try {
    return JSON.parse(text) as Snapshot;
  } catch {
    return undefined;
  }
}
