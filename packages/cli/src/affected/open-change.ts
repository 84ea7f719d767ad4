import { join } from "node:path";
import {
  type ChosenBase,
  type CiSituation,
  chooseBase,
  ciSituation,
  eventReader,
  type FetchNotice,
  findRepository,
  type History,
  openHistory,
} from "@nix-repo/git";
import { type ComparedBase, err, type Failure, ok, type Result } from "@nix-repo/model";
import type { Session } from "../open-session.ts";

/** What differs between a commit and the work tree. */
export interface Change {
  readonly history: History;
  /** The top of the work tree, as the workspace's root is written. */
  readonly top: string;
  readonly base: ComparedBase;
  /** Why there is no commit to compare with. */
  readonly because?: string;
  /** Relative to the top. */
  readonly files: readonly string[];
  /** The same, absolute. */
  readonly changed: readonly string[];
  /** Of `changed` the folders of which nobody can tell which files changed. */
  readonly folders: ReadonlySet<string>;
}

/** The history of the workspace, and what is being built. */
export interface Opened {
  readonly history: History;
  readonly top: string;
  readonly situation: CiSituation;
}

/** Undefined where the workspace is in no git repository. */
export async function openGit({ workspace, caller, io, stop }: Session): Promise<Result<Opened | undefined>> {
  const top = findRepository(workspace.root)?.workTree;
  // Of a hook it has to know which index the commit is made from, which nobody else is told.
  const env = { ...io.env } as Readonly<Record<string, string>>;
  const history = await openHistory({ folder: workspace.root, env, signal: stop.signal });
  if (!history.ok) return history;
  if (history.value === undefined || top === undefined) return ok(undefined);
  const situation = await ciSituation({ env: caller, readEvent: eventReader(caller), history: history.value });
  return situation.ok ? ok({ history: history.value, top, situation: situation.value }) : situation;
}

/** @param base as it was asked for; left out, what the CI engine, the registry or the default branch say. */
export async function openChange(
  session: Session,
  { base, opened }: { base?: string | undefined; opened?: Opened },
): Promise<Result<Change>> {
  const git = opened === undefined ? await openGit(session) : ok(opened);
  if (!git.ok) return git;
  if (git.value === undefined) return err(NO_REPOSITORY);
  const { history, top, situation } = git.value;
  const chosen = await chooseBase({ flag: base, configured: session.workspace.ci.base, situation, history });
  if (!chosen.ok) return chosen;
  if (chosen.value === undefined && history.head !== undefined) return err(NO_BASE);
  const compared =
    chosen.value === undefined ? ok({ name: "nothing", commit: undefined }) : await compare(session, { history, chosen: chosen.value });
  if (!compared.ok) return compared;
  const changes = await history.changedFiles(compared.value.commit);
  if (!changes.ok) return changes;
  const { files, folders } = changes.value;
  const absolute = (path: string) => join(top, path);
  const because =
    compared.value.commit === undefined
      ? { because: `there is no commit before ${history.head === undefined ? "the first" : "this one"}` }
      : {};
  return ok({
    history,
    top,
    base: compared.value,
    ...because,
    files,
    changed: files.map(absolute),
    folders: new Set(folders.map(absolute)),
  });
}

async function compare(session: Session, { history, chosen }: { history: History; chosen: ChosenBase }): Promise<Result<ComparedBase>> {
  const { emit } = session.notices;
  const mayFetch = session.caller.REPO_FETCH !== "0";
  const onFetch = (fetch: FetchNotice) => emit({ type: "notice", level: "info", text: fetchText(fetch) });
  const compared = await history.compareWith(chosen, { mayFetch, onFetch });
  if (!compared.ok) return compared;
  const { fellBack, ...base } = compared.value;
  if (fellBack !== undefined)
    emit({
      type: "notice",
      level: "warning",
      text: `${fellBack.from} cannot be compared with (${fellBack.why}); this is what ${base.name}.. affects`,
    });
  return ok(base);
}

function fetchText({ remote, what }: FetchNotice): string {
  switch (what.kind) {
    case "base":
      return `fetching ${what.name} from ${remote}: this clone does not have it`;
    case "more":
      return `this clone is shallow: fetching ${what.commits} more commits from ${remote}`;
    case "all":
      return `this clone is shallow: fetching the rest of the history from ${remote}`;
  }
}

/** What is staged for the next commit. */
export async function stagedChange(session: Session): Promise<Result<Change>> {
  const git = await openGit(session);
  if (!git.ok) return git;
  if (git.value === undefined) return err(NO_REPOSITORY);
  const { history, top } = git.value;
  const staged = await history.stagedFiles();
  if (!staged.ok) return staged;
  const { files, partly } = staged.value;
  if (partly.length > 0) {
    const more = partly.length > 3 ? ` and ${partly.length - 3} more` : "";
    const text = `what is looked at is the work tree, and not all of these is staged: ${partly.slice(0, 3).join(", ")}${more}`;
    session.notices.emit({ type: "notice", level: "warning", text });
  }
  return ok({
    history,
    top,
    base: { name: "HEAD", commit: history.head },
    files,
    changed: files.map((file) => join(top, file)),
    folders: new Set(),
  });
}

const NO_REPOSITORY: Failure = { code: "usage", message: "there is no git repository here, so that nobody can tell what changed" };

const NO_BASE: Failure = {
  code: "usage",
  message: "there is nothing to compare with: no ci.base in the registry, no origin/HEAD, and no branch named main or master",
  hint: "name a branch, tag or commit: --affected=v1.0, or repo affected --base v1.0",
};
