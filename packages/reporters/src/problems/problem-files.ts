import { dirname, isAbsolute, join, normalize, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";

export interface ProblemFilesOptions {
  /** The folder in which the task ran, absolute. */
  readonly folder: string;
  /** The workspace's root, absolute. */
  readonly root: string;
  /** Whether there is a file of that absolute path. */
  readonly exists: (path: string) => boolean;
}

/**
 * Finds the files that a task's output names, as paths relative to the root. Tools name them from where they were started: that is the service's folder,
 * or a folder above it (a cargo workspace, the root).
 */
export class ProblemFiles {
  readonly #options: ProblemFilesOptions;
  readonly #known = new Map<string, string | undefined>();
  readonly #starts: readonly string[];

  constructor(options: ProblemFilesOptions) {
    this.#options = options;
    this.#starts = foldersUpTo(options.root, options.folder);
  }

  /** @returns undefined where it is not there, lies outside, or is not the workspace's own. */
  find(printed: string): string | undefined {
    if (this.#known.has(printed)) return this.#known.get(printed);
    // Output may name any number of files that are not there: at some point it is not worth looking any more.
    if (this.#known.size >= MOST_NAMES) return undefined;
    const found = this.#look(printed);
    this.#known.set(printed, found);
    return found;
  }

  #look(printed: string): string | undefined {
    const path = pathOf(printed);
    if (path === undefined) return undefined;
    const candidates = isAbsolute(path) ? [normalize(path)] : this.#starts.map((start) => join(start, path));
    for (const candidate of candidates) {
      const inside = relative(this.#options.root, candidate);
      if (isOwn(inside) && this.#options.exists(candidate)) return inside.split(sep).join("/");
    }
    return undefined;
  }
}

const MOST_NAMES = 5000;
/** What file systems allow of a path, in UTF-16 units. */
const LONGEST_PATH = 1024;

function pathOf(printed: string): string | undefined {
  if (printed === "" || printed.length > LONGEST_PATH || printed.includes("\0")) return undefined;
  if (!printed.startsWith("file://")) return printed;
  try {
    return fileURLToPath(printed);
  } catch {
    return undefined;
  }
}

function isOwn(inside: string): boolean {
  if (inside === "" || isAbsolute(inside)) return false;
  const parts = inside.split(sep);
  return parts[0] !== ".." && !parts.includes("node_modules") && !inside.startsWith(join("nix", "store"));
}

/** The folder, and those above it as far as the root; the root is the last one also where the folder lies elsewhere. */
function foldersUpTo(root: string, folder: string): string[] {
  const inside = relative(root, folder);
  if (inside === "" || inside.startsWith("..") || isAbsolute(inside)) return inside === "" ? [root] : [folder, root];
  const folders: string[] = [];
  for (let at = folder; at !== root && at !== dirname(at); at = dirname(at)) folders.push(at);
  return [...folders, root];
}
