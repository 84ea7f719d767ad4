import { join } from "node:path";
import { type Index, type Repository, readIndex, trackedPaths, type WorkTreeSettings, workTreeSettings } from "@nix-repo/git";
import type { Variables } from "@nix-repo/model";
import { digestOf } from "../digest.ts";
import { readKept, writeKept } from "../kept-file.ts";
import { isFolder, isSymlink, lookAt, NONE, readIfThere, settingSignature, UNSURE } from "./look.ts";

/**
 * What decides in one work tree whether git ignores a path, and what its index has. What two looks have in common is known from the first: rules that have
 * the same name say the same. As of the time when it was opened; whoever has to know of later changes opens another one.
 */
export interface IgnoreRules {
  readonly repository: Repository;
  /** Those that hold for the work tree as a whole, before its first `.gitignore`. */
  readonly outermost: string;
  /**
   * The rules that hold for what is in a folder: two equal texts stand for equal rules. Ends with `NOT_GIT` where git looks into it no more: within a repository of
   * its own, or behind a symlink.
   * @param folder absolute, within the work tree
   */
  within(folder: string): string;
  /** Name for the set of tracked paths. */
  tracked(): string;
  index(): TrackedPaths;
  /** What else may convert content than the attributes of folders. */
  readonly conversions: Conversions;
  /** Keeps what was found, where anything is new. */
  keep(): void;
}

/** Without entries where only git can read the index. */
export type TrackedPaths = Pick<Index, "has" | "hasBelow"> & Partial<Pick<Index, "entry" | "written">>;

export type Conversions = Pick<WorkTreeSettings, "attributes" | "filters">;

export const NOT_GIT = "!";

export function isGit(rules: string): boolean {
  return !rules.endsWith(NOT_GIT);
}

/** Rules that a folder adds to those above it. */
export function addRules(above: string, added: string): string {
  return isGit(above) ? `${above},${added}` : above;
}

export interface IgnoreRulesOptions {
  readonly repository: Repository;
  readonly env: Variables;
  /** Where they are kept. */
  readonly file: string;
  /** Those of an earlier look: what they know need not be read again. */
  readonly before?: IgnoreRules | undefined;
}

/** Starts git where its settings have changed. Throws `GitUnknown`. */
export async function openIgnoreRules(options: IgnoreRulesOptions): Promise<IgnoreRules> {
  const { repository, env, file } = options;
  const now = Date.now();
  const user = `${repository.workTree}\n${env.HOME ?? ""}\n${env.XDG_CONFIG_HOME ?? ""}`;
  const found = options.before instanceof Rules ? options.before.known : readKept<KeptRules>(file, VERSION);
  const known = found?.user === user ? found : undefined;
  const isUnkept = options.before instanceof Rules && options.before.isUnkept;
  const settings = known?.settings.map((each) => ({ path: each.path, ...nameFile(each.path, each, now) }));
  // Their content counts: git writes to them for many reasons.
  if (known !== undefined && settings?.every(({ name }, i) => name === known.settings[i]?.name))
    return new Rules(
      options,
      { ...known, settings },
      { now, isNew: isUnkept || settings.some(({ signature }, i) => signature !== known.settings[i]?.signature) },
    );
  const { files, excludes, ignoreCase, attributes, filters } = await workTreeSettings(repository, env);
  const kept = {
    version: VERSION,
    user,
    settings: files.map((path) => ({ path, ...nameFile(path, NEW, now) })),
    ignoreCase,
    excludes: excludes.map((path) => ({ path, ...NEW })),
    conversions: { attributes, filters },
    folders: known?.folders ?? {},
    tracked: known?.tracked ?? NEW,
  };
  return new Rules(options, kept, { now, isNew: true });
}

interface KeptRules {
  readonly version: number;
  /** Whose settings these are, and of which work tree. */
  readonly user: string;
  readonly settings: readonly Named[];
  readonly ignoreCase: boolean;
  readonly excludes: readonly Named[];
  readonly conversions: Conversions;
  /** Of each `.gitignore`, by its folder. */
  readonly folders: Record<string, Omit<Named, "path">>;
  readonly tracked: Omit<Named, "path">;
}

interface Named {
  readonly path: string;
  readonly signature: string;
  /** Stands for the content. */
  readonly name: string;
}

const NEW = { signature: UNSURE, name: "" };

const VERSION = 2;

/** The same object where the file is as it was. */
function nameFile(path: string, known: Omit<Named, "path">, nowMs: number): Omit<Named, "path"> {
  const signature = settingSignature(path, nowMs);
  if (signature !== UNSURE && signature === known.signature) return known;
  return { signature, name: signature === NONE ? NONE : rulesName(path) };
}

interface OpenedIndex {
  readonly signature: string;
  readonly index: TrackedPaths & Pick<Index, "paths">;
}

class Rules implements IgnoreRules {
  readonly repository: Repository;
  readonly #file: string;
  readonly #env: Variables;
  readonly #now: number;
  #kept: KeptRules;
  #isNew: boolean;
  readonly outermost: string;
  readonly #within = new Map<string, string>();
  #tracked: string | undefined;
  #index: OpenedIndex | undefined;
  /** That of an earlier look. */
  readonly #earlierIndex: OpenedIndex | undefined;

  constructor({ repository, file, env, before }: IgnoreRulesOptions, kept: KeptRules, { now, isNew }: { now: number; isNew: boolean }) {
    this.repository = repository;
    this.#file = file;
    this.#env = env;
    this.#now = now;
    this.#kept = kept;
    this.#isNew = isNew;
    const excludes = kept.excludes.map((exclude) => ({ path: exclude.path, ...this.#look(exclude.path, exclude) }));
    this.#kept = { ...kept, excludes };
    this.#earlierIndex = before instanceof Rules ? (before.#index ?? before.#earlierIndex) : undefined;
    this.outermost = `${kept.ignoreCase ? "i" : ""}${excludes.map(({ name }) => name).join("+")}`;
  }

  /** Whether something that it knows is not written down. */
  get isUnkept(): boolean {
    return this.#isNew;
  }

  /** What was found so far; it says when to look again. */
  get known(): KeptRules {
    return this.#kept;
  }

  get conversions(): Conversions {
    return this.#kept.conversions;
  }

  within(folder: string): string {
    let rules = this.#within.get(folder);
    if (rules === undefined) {
      rules = this.#find(folder);
      this.#within.set(folder, rules);
    }
    return rules;
  }

  #find(folder: string): string {
    const { workTree } = this.repository;
    const isTop = folder === workTree;
    const above = isTop ? this.outermost : this.within(folder.slice(0, folder.lastIndexOf("/")) || "/");
    if (!isGit(above)) return above;
    if (!isTop) {
      const look = lookAt(folder);
      if (look === undefined || !isFolder(look)) return addRules(above, look !== undefined && isSymlink(look) ? NOT_GIT : NONE);
      if (lookAt(join(folder, ".git")) !== undefined) return addRules(above, NOT_GIT);
    }
    const known = this.#kept.folders[folder];
    const path = join(folder, ".gitignore");
    const found = this.#look(path, known ?? NEW);
    this.#kept.folders[folder] = found;
    return addRules(above, found.name);
  }

  #look(path: string, known: Omit<Named, "path">): Omit<Named, "path"> {
    const found = nameFile(path, known, this.#now);
    this.#isNew ||= found !== known;
    return found;
  }

  tracked(): string {
    this.#tracked ??= this.#nameTracked();
    return this.#tracked;
  }

  #nameTracked(): string {
    const signature = this.#signIndex();
    const { tracked } = this.#kept;
    if (signature !== UNSURE && signature === tracked.signature) return tracked.name;
    const name = shortName(Buffer.from(this.index().paths.join("\0")));
    this.#isNew = true;
    this.#kept = { ...this.#kept, tracked: { signature, name } };
    return name;
  }

  index(): TrackedPaths & Pick<Index, "paths"> {
    this.#index ??= this.#openIndex();
    return this.#index.index;
  }

  #openIndex(): OpenedIndex {
    const signature = this.#signIndex();
    if (signature !== UNSURE && signature === this.#earlierIndex?.signature) return this.#earlierIndex;
    return { signature, index: readIndex(this.repository) ?? indexOf(trackedPaths(this.repository, this.#env)) };
  }

  #signIndex(): string {
    return settingSignature(join(this.repository.gitFolder, "index"), this.#now);
  }

  keep(): void {
    if (!this.#isNew) return;
    this.#isNew = false;
    writeKept(this.#file, this.#kept);
  }
}

/** Stands for the rules in a file. Git does not follow a symlink in the work tree since 2.32, and did before: both count. */
export function rulesName(path: string): string {
  const look = lookAt(path);
  const content = readIfThere(path);
  if (look === undefined || content === undefined) return NONE;
  return `${isSymlink(look) ? "l" : ""}${shortName(content)}`;
}

/** Long enough that no two will meet that nobody made to. */
function shortName(content: Uint8Array): string {
  return digestOf(content).hash.slice(0, 32);
}

function indexOf(paths: readonly string[]): TrackedPaths & Pick<Index, "paths"> {
  const known = new Set(paths);
  const folders = new Set([""]);
  for (const path of paths)
    for (let end = path.lastIndexOf("/"); end > 0; end = path.lastIndexOf("/", end - 1)) {
      const folder = path.slice(0, end);
      if (folders.has(folder)) break;
      folders.add(folder);
    }
  return { paths, has: (path) => known.has(path), hasBelow: (folder) => folders.has(folder) };
}
