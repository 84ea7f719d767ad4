import type { Dirent, Stats } from "node:fs";
import { basename, dirname, join } from "node:path";
import { addRules, type IgnoreRules, NOT_GIT, rulesName, type TrackedPaths } from "./ignore-rules.ts";
import { type InputTree, unreadable } from "./input-tree.ts";
import { isFolder, lookAt, NONE, settingSignature } from "./look.ts";
import { TooMuchAhead } from "./much-ahead.ts";
import type { KeptFolder, KeptRules, Mode } from "./snapshot.ts";
import type { Verdicts } from "./verdicts.ts";

/** Where git's word on the work tree comes from. */
export interface GitView {
  readonly rules: IgnoreRules;
  readonly verdicts: Verdicts;
}

/** What is looked for. Both take absolute paths. */
export interface Scope {
  matches(file: string): boolean;
  mayHold(folder: string): boolean;
  /** Folders of which nothing counts, there or not: that one of them comes changes nothing. */
  readonly leftOut?: readonly string[];
}

export interface WalkStart {
  /** Absolute. */
  readonly folder: string;
  readonly mode: Mode;
  /** Of git, from outside of it: those of the folder that holds it. */
  readonly rules: string;
  /** Whether it is looked at behind the symlink that it is. */
  readonly isLink: boolean;
}

export interface WalkOptions {
  readonly tree: InputTree;
  readonly git: GitView | undefined;
  readonly scope: Scope;
  /** Where there are more, or so many folders, `TooMuchAhead` is thrown. */
  readonly mostFiles?: number;
}

export interface Walked {
  readonly folders: KeptFolder[];
  /** Absolute paths of files and symlinks that count. */
  readonly files: string[];
}

/** Lists what counts below some folders, one level after the other, so that git is asked about a whole level at once. Throws `Unreadable` and `GitUnknown`. */
export async function walk(starts: readonly WalkStart[], options: WalkOptions): Promise<Walked> {
  const walked: Walked = { folders: [], files: [] };
  let level = starts;
  const { mostFiles = Number.POSITIVE_INFINITY } = options;
  while (level.length > 0) {
    if (walked.files.length + level.length > mostFiles) throw new TooMuchAhead();
    const open = level.map((start) => openFolder(start, options)).filter((each) => each !== undefined);
    await askGit(open, options);
    const index = indexFor(open, options);
    level = open.flatMap((folder) => judgeFolder(folder, { ...options, index, walked }));
  }
  return walked;
}

interface OpenFolder {
  readonly path: string;
  readonly isLink: boolean;
  readonly mode: Mode;
  /** For what is in it. */
  readonly rules: string;
  readonly keptRules: KeptRules | undefined;
  readonly look: Stats;
  /** When it was looked at, or before. */
  readonly nowMs: number;
  readonly entries: readonly Entry[];
  /** What git's rules say of names, those of folders with a slash behind. */
  readonly ignored: ReadonlyMap<string, boolean>;
}

interface Entry {
  readonly name: string;
  readonly path: string;
  readonly kind: "folder" | "file" | "other";
  /** What it is where nobody need ask git. */
  readonly settled: "n" | "s" | "x" | "X" | undefined;
}

function openFolder(
  { folder: path, mode: asked, rules: above, isLink }: WalkStart,
  { tree, git, scope }: WalkOptions,
): OpenFolder | undefined {
  const nowMs = Date.now();
  const look = isLink ? tree.lookBehind(path) : lookAt(path);
  if (look === undefined || !isFolder(look)) return undefined;
  const found = tree.readFolder(path);
  if (found === undefined) return undefined;
  const isTop = git?.rules.repository.workTree === path;
  const mode = asked === "git" && !isTop && found.some(({ name }) => name === ".git") ? "plain" : asked;
  const keptRules = mode === "git" ? ownRules(path, found) : undefined;
  const rules = addRules(above, mode === "git" ? (keptRules?.name ?? NONE) : NOT_GIT);
  const entries = found.map((dirent) => entryOf(path, dirent, { mode, tree, scope }));
  const ignored = mode === "git" && git !== undefined ? git.verdicts.of({ folder: path, rules }) : new Map<string, boolean>();
  return { path, isLink, mode, rules, keptRules, look, nowMs, entries, ignored };
}

function ownRules(folder: string, found: readonly Dirent[]): KeptRules | undefined {
  const file = found.find(({ name }) => name === ".gitignore");
  if (file === undefined || file.isDirectory()) return undefined;
  const path = join(folder, ".gitignore");
  // Before it is read: what changes meanwhile shows.
  const signature = settingSignature(path, Date.now());
  return { name: rulesName(path), signature };
}

interface EntryOptions {
  readonly mode: Mode;
  readonly tree: InputTree;
  readonly scope: Scope;
}

function entryOf(folder: string, dirent: Dirent, { mode, tree, scope }: EntryOptions): Entry {
  const { name } = dirent;
  const path = folder === "/" ? `/${name}` : `${folder}/${name}`;
  const kind = dirent.isDirectory() ? "folder" : dirent.isFile() || dirent.isSymbolicLink() ? "file" : "other";
  if (name.includes("\uFFFD") && lookAt(path) === undefined) throw unreadable(path, "its name is not UTF-8");
  const settled = (): Entry["settled"] => {
    if (name === ".git" || path === tree.stateFolder) return "n";
    if (kind === "other") return "s";
    if (kind === "file") return scope.matches(path) ? undefined : "x";
    if (mode === "plain" && (name === "node_modules" || name === ".repo")) return "X";
    return scope.mayHold(path) ? undefined : "X";
  };
  return { name, path, kind, settled: settled() };
}

function questionName({ name, kind }: Pick<Entry, "name" | "kind">): string {
  return kind === "folder" ? `${name}/` : name;
}

async function askGit(open: readonly OpenFolder[], { git }: WalkOptions): Promise<void> {
  const questions = open
    .filter(({ mode }) => mode === "git")
    .map(({ path, rules, entries, ignored }) => ({
      folder: path,
      rules,
      names: entries.filter((entry) => entry.settled === undefined && !ignored.has(questionName(entry))).map(questionName),
    }));
  await git?.verdicts.ask(questions.filter(({ names }) => names.length > 0));
}

/** Read only where something is ignored: it may be tracked all the same. */
function indexFor(open: readonly OpenFolder[], { git }: WalkOptions): TrackedPaths | undefined {
  const matters = open.some(
    ({ mode, entries, ignored }) =>
      mode === "tracked" || (mode === "git" && entries.some((entry) => entry.settled === undefined && ignored.get(questionName(entry)))),
  );
  return matters ? git?.rules.index() : undefined;
}

interface JudgeOptions extends WalkOptions {
  readonly index: TrackedPaths | undefined;
  readonly walked: Walked;
}

/** @returns the folders to walk next */
function judgeFolder(folder: OpenFolder, { git, index, walked, tree, scope }: JudgeOptions): WalkStart[] {
  const { path, isLink, mode, rules, keptRules, look, nowMs, entries, ignored } = folder;
  const next: WalkStart[] = [];
  const judged = new Map<string, string>();
  const top = git === undefined ? 0 : lengthToSkip(git.rules.repository.workTree);
  for (const entry of entries) {
    const isIgnored = mode === "tracked" || (mode === "git" && ignored.get(questionName(entry)));
    // Gone before git could say: it is looked for the next time.
    if (isIgnored === undefined && entry.settled === undefined) continue;
    const letter = entry.settled ?? letterOf(entry, isIgnored === true, () => trackedIn(index, entry, top));
    judged.set(entry.name, letter);
    if (letter === "f" || letter === "t") walked.files.push(entry.path);
    if (letter === "d" || letter === "T") next.push({ folder: entry.path, mode: letter === "T" ? "tracked" : mode, rules, isLink: false });
  }
  walked.folders.push({
    path: tree.relative(path),
    mode,
    ...(isLink && { isLink }),
    look: tree.keptLook(look, nowMs),
    names: [...judged].map(([name, letter]) => `${letter}${name}`).join("/"),
    gone: [...goneNames(ignored, judged), ...absentNames(scope.leftOut ?? [], path, judged).map((name) => `X${name}`)].join("/"),
    // Among the files that count, it is looked at with them.
    ...(keptRules && {
      rules: judged.get(".gitignore") === "f" && !tree.isLink(path, ".gitignore") ? { ...keptRules, signature: "" } : keptRules,
    }),
  });
  return next;
}

function letterOf({ kind }: Entry, isIgnored: boolean, isTracked: () => boolean): string {
  if (!isIgnored) return kind === "folder" ? "d" : "f";
  const letter = isTracked() ? "t" : "i";
  return kind === "folder" ? letter.toUpperCase() : letter;
}

function trackedIn(index: TrackedPaths | undefined, { path, kind }: Entry, top: number): boolean {
  const name = path.slice(top);
  return kind === "folder" ? index?.hasBelow(name) === true : index?.has(name) === true;
}

export function lengthToSkip(folder: string): number {
  return folder === "/" ? 1 : folder.length + 1;
}

/** What comes back is not asked about again. The newest, where there are many. */
function goneNames(ignored: ReadonlyMap<string, boolean>, present: ReadonlyMap<string, string>): readonly string[] {
  const gone: string[] = [];
  for (const [asked, isIgnored] of ignored) {
    const name = asked.replace(/\/$/, "");
    const isFolderName = name !== asked;
    if (!present.has(name)) gone.push(`${isFolderName ? (isIgnored ? "I" : "d") : isIgnored ? "i" : "f"}${name}`);
  }
  return gone.slice(-MOST_GONE);
}

function absentNames(paths: readonly string[], folder: string, present: ReadonlyMap<string, string>): readonly string[] {
  const inFolder = paths.filter((path) => dirname(path) === folder).map((path) => basename(path));
  return inFolder.filter((name) => !present.has(name));
}

const MOST_GONE = 200;
