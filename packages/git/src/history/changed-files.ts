import { copyFileSync, existsSync, mkdtempSync, rmSync, statSync, utimesSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { err, ok, type Result } from "@nix-repo/model";
import { findRepository, type Repository } from "../find-repository.ts";
import type { WorkTree } from "./clone.ts";
import type { Changes } from "./history.ts";
import type { Git } from "./run-git.ts";

/** What differs between a commit (undefined: nothing at all) and the work tree as it stands. */
export async function changedFiles(at: WorkTree, commit: string | undefined): Promise<Result<Changes>> {
  const tree = commit ?? EMPTY_TREE[at.format] ?? "";
  const [differing, untracked] = await Promise.all([differingFiles(at, tree), untrackedFiles(at.git)]);
  if (!differing.ok) return differing;
  if (!untracked.ok) return untracked;
  const files = new Set<string>();
  const folders = new Set<string>();
  for (const path of untracked.value) {
    files.add(withoutSlash(path));
    // Another repository, of which git tells nothing.
    if (path.endsWith("/")) folders.add(withoutSlash(path));
  }
  for (const { path, submodule } of differing.value) {
    files.add(path);
    if (submodule === undefined) continue;
    const inside = await submoduleChanges(at, path, submodule);
    if (!inside.ok) return inside;
    if (inside.value === undefined) folders.add(path);
    for (const file of inside.value?.files ?? []) files.add(`${path}/${file}`);
    for (const folder of inside.value?.folders ?? []) folders.add(`${path}/${folder}`);
  }
  return ok({ files: [...files].sort(), folders: [...folders].sort() });
}

/** The tree without files, which git knows without having it. */
const EMPTY_TREE: Readonly<Record<string, string>> = {
  sha1: "4b825dc642cb6eb9a060e54bf8d69288fbee4904",
  sha256: "6ef19b41225c5369f1c104d45d8d85efa9b057b53b14b4b9b939dd74decc5321",
};

function withoutSlash(path: string): string {
  return path.endsWith("/") ? path.slice(0, -1) : path;
}

interface Difference {
  readonly path: string;
  /** Where it is or was a submodule. */
  readonly submodule?: SubmoduleChange;
}

/** `from`: the submodule's commit before, undefined where there was none. `isThere`: it is one now. */
interface SubmoduleChange {
  readonly from: string | undefined;
  readonly isThere: boolean;
}

async function differingFiles({ git, repository }: WorkTree, tree: string): Promise<Result<readonly Difference[]>> {
  const index = copyOfIndex(repository);
  try {
    const listed = await git.read([...DIFF, tree, "--"], { git: BY_CONTENT, env: { GIT_INDEX_FILE: index.file } });
    return listed.ok ? ok(differencesIn(listed.value)) : listed;
  } finally {
    rmSync(index.folder, { recursive: true, force: true });
  }
}

/** A file that was only touched is not changed. */
const BY_CONTENT = ["-c", "diff.autoRefreshIndex=true"];

/** Modes and hashes instead of lines, whatever the settings. */
const DIFF = [
  ...["diff", "--raw", "-z", "--no-abbrev", "--no-renames", "--no-color"],
  ...["--no-ext-diff", "--no-textconv", "--ignore-submodules=none"],
];

/**
 * Git writes down which files it has found unchanged, and locks the index for that, whatever `GIT_OPTIONAL_LOCKS` says: it gets an index of its own.
 * Its time decides which files git looks into because they are as young as the index, so it may not be younger than the true one.
 */
function copyOfIndex({ gitFolder }: Repository): { readonly folder: string; readonly file: string } {
  const folder = mkdtempSync(join(tmpdir(), "repo-index-"));
  const file = join(folder, "index");
  const original = join(gitFolder, "index");
  const found = statSync(original, { bigint: true, throwIfNoEntry: false });
  if (found === undefined) return { folder, file };
  copyFileSync(original, file);
  // Numbers of this size are exact to a quarter of a microsecond.
  const seconds = Number(found.mtimeNs / 1000n - 1n) / 1e6;
  utimesSync(file, seconds, seconds);
  return { folder, file };
}

/** Each begins with `:100644 160000 <hash> <hash> M`, and its path follows. */
function differencesIn(text: string): Difference[] {
  const fields = text.split("\0");
  const differences: Difference[] = [];
  for (let i = 0; i + 1 < fields.length; i += 2) {
    const [fromMode = "", toMode = "", from = ""] = (fields[i] ?? "").slice(1).split(" ");
    const path = fields[i + 1] ?? "";
    const isSubmodule = fromMode === SUBMODULE || toMode === SUBMODULE;
    const submodule = { from: fromMode === SUBMODULE ? from : undefined, isThere: toMode === SUBMODULE };
    differences.push(isSubmodule ? { path, submodule } : { path });
  }
  return differences;
}

const SUBMODULE = "160000";

async function untrackedFiles(git: Git): Promise<Result<readonly string[]>> {
  const listed = await git.read(["ls-files", "--others", "--exclude-standard", "-z"]);
  return listed.ok ? ok(listed.value.split("\0").filter((path) => path !== "")) : listed;
}

/** @returns undefined where its own repository cannot tell: it is not there, or does not have the commit */
async function submoduleChanges(
  { git, format }: WorkTree,
  path: string,
  { from, isThere }: SubmoduleChange,
): Promise<Result<Changes | undefined>> {
  const folder = join(git.folder, path);
  const repository = isThere && existsSync(join(folder, ".git")) ? findRepository(folder) : undefined;
  if (repository === undefined) return ok(undefined);
  const changes = await changedFiles({ git: git.at(folder), repository, format }, from);
  if (changes.ok) return changes;
  return git.isInterrupted() ? err(changes.error) : ok(undefined);
}
