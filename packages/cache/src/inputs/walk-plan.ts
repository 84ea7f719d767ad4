import { basename, dirname } from "node:path";
import { openGlobs } from "@nix-repo/model";
import { isGit } from "./ignore-rules.ts";
import { isFolder } from "./look.ts";
import type { ReadContext } from "./read-context.ts";
import type { KeptStart, Mode } from "./snapshot.ts";
import { kindAt, rulesOutside } from "./stands.ts";
import type { Scope, WalkStart } from "./walk.ts";

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
  };
  const start = startAt(folder, folder, context);
  const [ignored] = await ignoredOf([start], context);
  const from = start.kind === "folder" ? [{ folder, mode: ignored ? "plain" : modeOf(start), rules: start.rules } as const] : [];
  return { starts: [keptStart(start, context)], walks: [{ from, files: [], scope }] };
}

/**
 * What globs choose among such files, wherever they are. Where git ignores what a glob begins with, before anything in it is special, the glob means what is
 * there, ignored or not.
 */
async function globbedFiles({ folder }: PartQuestion, globs: readonly string[], context: ReadContext): Promise<WalkPlan> {
  const folders = { folder, root: context.tree.root };
  const unwanted = globs.filter((glob) => glob.startsWith("!"));
  const wanted = globs.filter((glob) => !glob.startsWith("!"));
  const bases = (await Promise.all(wanted.map((glob) => openGlobs([glob], folders)))).flatMap((glob) => glob.bases);
  const starts = bases.map((base) => startAt(base, folder, context));
  const ignored = await ignoredOf(starts, context);
  const everywhere = await openGlobs(globs, folders);
  const among = await openGlobs([...wanted.filter((_, i) => ignored[i]), ...unwanted], folders);
  const walkStart = (start: Start, mode: Mode): WalkStart => ({ folder: start.path, mode, rules: start.rules });
  const found = starts.filter(({ kind }) => kind === "folder");
  const isIgnored = new Set(starts.filter((_, i) => ignored[i]).map(({ path }) => path));
  const from = found.filter(({ path }) => !isIgnored.has(path)).map((start) => walkStart(start, modeOf(start)));
  const fromIgnored = found.filter(({ path }) => isIgnored.has(path)).map((start) => walkStart(start, "all"));
  const files = starts.filter(({ kind, path }) => kind === "file" && everywhere.matches(path)).map(({ path }) => path);
  return {
    starts: starts.map((start) => keptStart(start, context)),
    walks: [
      { from: outermost(from), files, scope: everywhere },
      { from: outermost(fromIgnored), files: [], scope: among },
    ],
  };
}

interface Start {
  /** Absolute. */
  readonly path: string;
  readonly kind: KeptStart["kind"];
  readonly rules: string;
  /** A service's folder that is a symlink: git does not look behind it. */
  readonly isLink: boolean;
}

function startAt(path: string, serviceFolder: string, { tree, git }: ReadContext): Start {
  const kind = kindAt(path);
  const target = kind === "file" && path === serviceFolder ? tree.lookAtFolder(path) : undefined;
  const isLink = target !== undefined && isFolder(target);
  return { path, kind: isLink ? "folder" : kind, rules: rulesOutside(path, git?.rules), isLink };
}

function keptStart({ path, kind, rules }: Start, { tree }: ReadContext): KeptStart {
  return { path: tree.relative(path), kind, rules };
}

function modeOf({ rules, isLink }: Start): Mode {
  return rules === "" || isLink || !isGit(rules) ? "plain" : "git";
}

/** Of each folder to start at whether git ignores it. */
async function ignoredOf(starts: readonly Start[], { git }: ReadContext): Promise<boolean[]> {
  if (git === undefined) return starts.map(() => false);
  const asked = starts.filter(
    (start) => start.kind === "folder" && modeOf(start) === "git" && start.path !== git.rules.repository.workTree,
  );
  const questionOf = ({ path, rules }: Start) => ({ folder: dirname(path), rules, names: [`${basename(path)}/`] });
  await git.verdicts.ask(asked.map(questionOf).filter((question) => !git.verdicts.of(question).has(question.names[0] ?? "")));
  const ignored = new Set(asked.filter((start) => git.verdicts.of(questionOf(start)).get(`${basename(start.path)}/`)));
  return starts.map((start) => ignored.has(start));
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
