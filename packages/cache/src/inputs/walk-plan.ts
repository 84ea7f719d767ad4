import { basename, dirname } from "node:path";
import { openGlobs } from "@nix-repo/model";
import { isGit } from "./ignore-rules.ts";
import { isFolder } from "./look.ts";
import type { ReadContext } from "./read-context.ts";
import type { KeptStart, Mode } from "./snapshot.ts";
import { kindAt, rulesOutside } from "./stands.ts";
import type { FolderQuestion } from "./verdicts.ts";
import type { GitView, Scope, WalkStart } from "./walk.ts";

/** Which files count, of one service or of all of them. Paths and globs as in `InputsRequest`. */
export interface PartQuestion {
  /** What globs are relative to. */
  readonly folder: string;
  readonly globs: readonly string[] | undefined;
  readonly outputs: readonly string[];
  readonly always: readonly string[];
}

export interface WalkPlan {
  readonly starts: readonly KeptStart[];
  readonly walks: readonly PlannedWalk[];
}

export interface PlannedWalk {
  readonly from: readonly WalkStart[];
  /** Absolute paths of what counts and is no folder to walk. */
  readonly files: readonly string[];
  readonly scope: Scope;
}

/** Where what counts can be, and how it is judged there. Throws `GitUnknown`. */
export function walkPlan(question: PartQuestion, context: ReadContext): Promise<WalkPlan> {
  return question.globs === undefined ? ownFiles(question, context) : globbedFiles(question, question.globs, context);
}

/** A service's own files. Where its whole folder is ignored, they are there for some reason all the same. */
async function ownFiles({ folder, outputs }: PartQuestion, context: ReadContext): Promise<WalkPlan> {
  const written = await openGlobs(outputs, { folder, root: context.tree.root });
  // Where something in a folder of outputs is none, the folder cannot be passed over.
  const hasExceptions = outputs.some((glob) => glob.startsWith("!"));
  const scope: Scope = {
    matches: (path) => !written.matches(path),
    mayHold: (path) => hasExceptions || !written.matches(path),
    leftOut: hasExceptions ? [] : written.bases.filter((base) => written.matches(base)),
  };
  const asked = startAt(folder, folder, context);
  const [ignored] = await ignoredOf([asked], context);
  const start = settled(asked, ignored, context);
  const from = isWalked(start) ? [walkStart(start, ignored ? "plain" : modeOf(start))] : [];
  return { starts: [keptStart(start, ignored, context)], walks: [{ from, files: [], scope }] };
}

/**
 * What globs choose among such files, wherever they are. Where git ignores what a glob begins with, before anything in it is special, the glob means what is
 * there, ignored or not.
 */
async function globbedFiles({ folder }: PartQuestion, globs: readonly string[], context: ReadContext): Promise<WalkPlan> {
  const folders = { folder, root: context.tree.root };
  const unwanted = globs.filter((glob) => glob.startsWith("!"));
  const based = await Promise.all(
    globs
      .filter((glob) => !glob.startsWith("!"))
      .map(async (glob) => ({ glob, base: (await openGlobs([glob], folders)).bases[0] ?? folder })),
  );
  const wanted = based.filter(({ base }) => !context.tree.neverCounts(base));
  const asked = wanted.map(({ base }) => startAt(base, folder, context));
  const ignored = await ignoredOf(asked, context);
  const starts = asked.map((start, i) => settled(start, ignored[i], context));
  const everywhere = await openGlobs(globs, folders);
  const amongIgnored = await openGlobs([...wanted.filter((_, i) => ignored[i]).map(({ glob }) => glob), ...unwanted], folders);
  const from = starts.filter((start, i) => isWalked(start) && !ignored[i]).map((start) => walkStart(start, modeOf(start)));
  const fromIgnored = starts.filter((start, i) => isWalked(start) && ignored[i]).map((start) => walkStart(start, "all"));
  const files = starts.filter(({ kind, path }) => kind === "file" && everywhere.matches(path)).map(({ path }) => path);
  return {
    starts: starts.map((start, i) => keptStart(start, ignored[i], context)),
    walks: [
      { from: outermost(from), files, scope: everywhere },
      { from: outermost(fromIgnored), files: [], scope: amongIgnored },
    ],
  };
}

interface Start {
  /** Absolute. */
  readonly path: string;
  readonly kind: KeptStart["kind"];
  readonly rules: string;
}

function startAt(path: string, serviceFolder: string, { tree, git }: ReadContext): Start {
  const kind = kindAt(path);
  const target = kind === "file" && path === serviceFolder ? tree.lookBehind(path) : undefined;
  return { path, kind: target !== undefined && isFolder(target) ? "link" : kind, rules: rulesOutside(path, git?.rules) };
}

function keptStart({ path, kind, rules }: Start, ignored: boolean | undefined, { tree }: ReadContext): KeptStart {
  return { path: tree.relative(path), kind, rules, ...(ignored !== undefined && { ignored }) };
}

function isWalked({ kind }: Start): boolean {
  return kind === "folder" || kind === "link";
}

function walkStart({ path, kind, rules }: Start, mode: Mode): WalkStart {
  return { folder: path, mode, rules, isLink: kind === "link" };
}

/** git does not look behind symlinks. */
function modeOf({ rules, kind }: Start): Mode {
  return rules === "" || kind === "link" || !isGit(rules) ? "plain" : "git";
}

/** Of each folder to start at whether git ignores it; undefined where git has no say. */
async function ignoredOf(starts: readonly Start[], { git }: ReadContext): Promise<(boolean | undefined)[]> {
  if (git === undefined) return starts.map(() => undefined);
  const answerTo = (start: Start) => git.verdicts.of(questionAbout(start)).get(`${basename(start.path)}/`);
  const open = starts.filter((start) => isForGit(start, git) && answerTo(start) === undefined);
  await git.verdicts.ask(open.map(questionAbout));
  return starts.map((start) => (isForGit(start, git) ? answerTo(start) : undefined));
}

function isForGit(start: Start, { rules }: GitView): boolean {
  return start.kind === "folder" && modeOf(start) === "git" && start.path !== rules.repository.workTree;
}

function questionAbout({ path, rules }: Start): FolderQuestion {
  return { folder: dirname(path), rules, names: [`${basename(path)}/`] };
}

/** One that was gone before git could say counts as not there: it is looked for the next time. */
function settled(start: Start, ignored: boolean | undefined, { git }: ReadContext): Start {
  return git !== undefined && isForGit(start, git) && ignored === undefined ? { ...start, kind: "none" } : start;
}

/** Without those that are walked from another one anyway. Where no git is, a folder may be passed over unless a walk starts in it. */
function outermost(starts: readonly WalkStart[]): WalkStart[] {
  const unique = new Map(starts.map((start) => [start.folder, start]));
  const isBelowAnother = ({ folder, mode }: WalkStart): boolean => {
    for (let [at, above] = [folder, dirname(folder)]; above !== at; [at, above] = [above, dirname(above)])
      if (mode !== "plain" && unique.get(above)?.mode === mode) return true;
    return false;
  };
  return [...unique.values()].filter((start) => !isBelowAnother(start));
}
