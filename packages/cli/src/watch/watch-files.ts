import { lstatSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { findRepository, ignoredAmong, ignoredPaths, type Repository } from "@nix-repo/git";

export interface WatchOptions {
  /** Absolute paths of folders and files. Git decides what in them counts, as it does for what a flake sees. */
  readonly paths: readonly string[];
  /** Folders that are never looked into, absolute. */
  readonly hidden: readonly string[];
  /** What counts though git ignores it. */
  readonly always: (path: string) => boolean;
  /** Absolute paths whose content is another one than when they were last told of, those together that changed together. */
  readonly onChange: (paths: readonly string[]) => void;
  /** How long nothing may have happened before a change is told, in milliseconds: an editor writes a file in several steps, a checkout many files. */
  readonly settleMs?: number;
}

export interface FileWatcher {
  close(): Promise<void>;
}

/** Watches until it is closed. Returns when every folder is watched, so that no later change is missed. */
export async function watchFiles({ paths, hidden, always, onChange, settleMs = SETTLE_MS }: WatchOptions): Promise<FileWatcher> {
  const { watch } = await import("chokidar");
  const repositories = repositoriesOf(paths);
  const ignored = new Set(hidden);
  for (const repository of repositories) {
    ignored.add(repository.gitFolder);
    for (const path of await ignoredPaths(repository)) ignored.add(path);
  }
  const contents = createContents();
  const watcher = watch([...paths], {
    ignored: (path) => (ignored.has(path) && !always(path)) || NEVER.test(path),
    ignoreInitial: true,
    // What vanished meanwhile, or may not be read, is no reason to end.
    ignorePermissionErrors: true,
  });
  let pending = new Set<string>();
  let newFolders = new Set<string>();
  let timer: NodeJS.Timeout | undefined;
  let closed = false;
  const tell = async (): Promise<void> => {
    // What came into a folder after the library had listed it, and before it watched it, is told by nobody.
    for (const folder of newFolders) for (const path of filesIn(folder)) if (!ignored.has(path) || always(path)) pending.add(path);
    newFolders = new Set();
    const changed = [...pending].filter((path) => contents.isNew(path));
    pending = new Set();
    const unwanted = new Set<string>();
    for (const repository of repositories) for (const path of await ignoredAmong(repository, changed)) unwanted.add(path);
    const told = changed.filter((path) => always(path) || !unwanted.has(path));
    if (told.length > 0 && !closed) onChange(told);
  };
  watcher.on("all", (event, path) => {
    if (event === "unlinkDir") return;
    if (event === "addDir") newFolders.add(path);
    else pending.add(path);
    clearTimeout(timer);
    timer = setTimeout(() => void tell(), settleMs);
  });
  watcher.on("error", () => undefined);
  await new Promise<void>((resolve) => watcher.once("ready", resolve));
  return {
    async close() {
      closed = true;
      clearTimeout(timer);
      await watcher.close();
    },
  };
}

const SETTLE_MS = 100;

/** Without those below; of these each is told as a folder. */
function filesIn(folder: string): readonly string[] {
  try {
    const found = readdirSync(folder, { withFileTypes: true });
    return found.filter((entry) => !entry.isDirectory()).map(({ name }) => join(folder, name));
  } catch {
    // It has gone again.
    return [];
  }
}

/** Where there is no git to ignore it. */
const NEVER = /\/(node_modules|\.git)$/;

function repositoriesOf(paths: readonly string[]): readonly Repository[] {
  const found = new Map<string, Repository>();
  for (const path of paths) {
    const isFolder = lstatSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
    const repository = findRepository(isFolder ? path : dirname(path));
    if (repository !== undefined) found.set(repository.workTree, repository);
  }
  return [...found.values()];
}

/** Remembers what files held when they were last asked for, so that a task which writes the same again does not set itself off. */
function createContents(): { isNew(path: string): boolean } {
  const known = new Map<string, string>();
  return {
    isNew(path) {
      const now = contentOf(path);
      if (known.get(path) === now) return false;
      known.set(path, now);
      return true;
    },
  };
}

function contentOf(path: string): string {
  try {
    const stat = lstatSync(path);
    if (!stat.isFile() || stat.size > LARGE) return `${stat.mode} ${stat.size} ${stat.mtimeMs}`;
    const hash = process.getBuiltinModule("node:crypto").createHash("sha256");
    return `${stat.mode} ${hash.update(readFileSync(path)).digest("hex")}`;
  } catch {
    return "gone";
  }
}

/** Of a larger file its times have to do. */
const LARGE = 64 << 20;
