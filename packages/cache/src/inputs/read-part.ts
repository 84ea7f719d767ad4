import { dirname, resolve } from "node:path";
import { unreadable } from "./input-tree.ts";
import { UNSURE } from "./look.ts";
import { MOST_BYTES_AHEAD, MOST_FILES_AHEAD, TooMuchAhead } from "./much-ahead.ts";
import type { ReadContext } from "./read-context.ts";
import { absentFile, findFile, isUnread, readFile, readUnread, type UnreadFile } from "./read-file.ts";
import { type KeptFile, type KeptFolder, keptNames, type Snapshot } from "./snapshot.ts";
import { walk } from "./walk.ts";
import { type PartQuestion, walkPlan } from "./walk-plan.ts";

/**
 * Finds anew what counts. What git said before it is not asked again, and what has not changed is not read again.
 * Throws `Unreadable` and `GitUnknown`.
 */
export async function readPart(question: PartQuestion, context: ReadContext): Promise<Snapshot> {
  const { tree, git } = context;
  const { starts, walks } = await walkPlan(question, context);
  const folders: KeptFolder[] = [];
  const paths = new Set<string>();
  for (const { from, files, scope } of walks) {
    const walked = await walk(from, { tree, git, scope, ...(context.isAhead ? { mostFiles: MOST_FILES_AHEAD } : {}) });
    folders.push(...walked.folders);
    for (const path of [...files, ...walked.files]) paths.add(path);
    if (context.isAhead && paths.size > MOST_FILES_AHEAD) throw new TooMuchAhead();
  }
  const files = [...(await readFiles(paths, context)), ...readAlways(question.always, paths, context)];

  forgetGone(folders, files);
  doubtRules(folders, files);
  const ignoresAny = folders.some(({ names }) => /(^|\/)[iItT]/.test(names));
  return {
    starts,
    tracked: ignoresAny && git !== undefined ? git.rules.tracked() : "",
    folders,
    files,
    root: undefined,
  };
}

/** What was listed and is gone by now would not be missed when it comes back: it has to be a new name then. */
function forgetGone(folders: readonly KeptFolder[], files: readonly KeptFile[]): void {
  const found = new Set([...folders, ...files].map((each) => ("path" in each ? each.path : each[0])));
  for (const folder of folders) {
    const prefix = folder.path === "" ? "" : `${folder.path}/`;
    const names = [...keptNames(folder.names)];
    const left = names.filter(([kind, name]) => !"fdtT".includes(kind) || found.has(prefix + name));
    if (left.length < names.length) folder.names = left.map(([kind, name]) => kind + name).join("/");
  }
}

/** Rules that have changed between one reading and the other are read again the next time. */
function doubtRules(folders: readonly KeptFolder[], files: readonly KeptFile[]): void {
  const contents = new Map(files.map((file) => [file[0], file[1]]));
  for (const { path, rules } of folders)
    if (rules?.signature === "" && contents.get(path === "" ? ".gitignore" : `${path}/.gitignore`)?.startsWith(rules.name) !== true)
      rules.signature = UNSURE;
}

/** What has gone since it was listed does not count. */
async function readFiles(paths: Iterable<string>, context: ReadContext): Promise<KeptFile[]> {
  // In the order of git's index, nearly.
  const found = [...paths]
    .sort()
    .map((path) => findFile(path, context))
    .filter((each) => each !== undefined);
  const read = (await readUnreadFiles(found.filter(isUnread), context)).values();
  return found.map((each) => (isUnread(each) ? read.next().value : each)).filter((each) => each !== undefined);
}

/** Where a few files have changed, looking into git's index would take longer than reading them. */
async function readUnreadFiles(files: readonly UnreadFile[], context: ReadContext): Promise<readonly (KeptFile | undefined)[]> {
  if (files.length === 0) return [];
  if (context.isAhead && files.reduce((sum, { look }) => sum + look.size, 0) > MOST_BYTES_AHEAD) throw new TooMuchAhead();
  const isLittle = files.length < FEW && files.every(({ look }) => look.size < SMALL_BYTES);
  if (isLittle && !context.isNew) return files.map((file) => readUnread(file, context));
  return await (await context.many()).read(files, { ...context, rules: context.git?.rules });
}

const FEW = 100;
const SMALL_BYTES = 1 << 20;

/** Where one is a symlink, with what it leads to. */
function* readAlways(always: readonly string[], listed: ReadonlySet<string>, context: ReadContext): Generator<KeptFile> {
  const done = new Set<string>();
  for (const first of always) {
    let path: string | undefined = first;
    for (let hops = 0; path !== undefined && !done.has(path); hops++) {
      if (hops > MOST_HOPS) throw unreadable(first, "too many symlinks");
      done.add(path);
      const file: KeptFile = readFile(path, context) ?? absentFile(path, context.tree);
      if (!listed.has(path)) yield file;
      path = file[1].startsWith(">") ? resolve(dirname(path), file[1].slice(1)) : undefined;
    }
  }
}

/** As Linux has it. */
const MOST_HOPS = 40;
