import { runsEverything } from "@nix-repo/git";
import { type Affected, err, ok, type Result } from "@nix-repo/model";
import { affectedLine } from "@nix-repo/reporters";
import { openChange, openGit } from "../affected/open-change.ts";
import type { Session } from "../open-session.ts";

export interface ScopeFlags {
  readonly all: boolean;
  /** `--affected`, or `--affected=BASE`. */
  readonly affected: string | boolean | undefined;
}

/** What `repo ci` looks at. */
export type CiScope =
  /** `because` is one clause. */
  | { readonly kind: "everything"; readonly because: string; readonly head: string | undefined }
  | { readonly kind: "affected"; readonly affected: Affected; readonly head: string | undefined };

/** Everything on the default branch, and wherever nobody has just changed something (a tag, a schedule); what a change affects on any other branch. */
export async function ciScope(session: Session, { all, affected }: ScopeFlags): Promise<Result<CiScope>> {
  const asked = affected !== undefined && affected !== false;
  if (all && asked) return err({ code: "usage", message: "--all and --affected contradict each other" });
  const git = await openGit(session);
  if (!git.ok) return git;
  const opened = git.value;
  const head = opened?.history.head;
  const everything = (because: string) => ok({ kind: "everything", because, head } as const);
  if (all) return everything("--all");
  if (opened === undefined && !asked) return everything("there is no git repository to compare with");
  if (head === undefined && !asked) return everything("there is no commit yet to compare with");
  const { situation } = opened ?? {};
  if (!asked && situation !== undefined && runsEverything(situation)) {
    return everything(
      situation.kind === "default-branch"
        ? `${situation.branch} is the default branch`
        : WHAT[situation.kind === "other" ? situation.what : "event"],
    );
  }
  const change = await openChange(session, {
    base: typeof affected === "string" ? affected : undefined,
    ...(opened === undefined ? {} : { opened }),
  });
  if (!change.ok) return change;
  const { affectedBy } = await import("../affected/find-affected.ts");
  const found = await affectedBy(session, change.value);
  return found.ok ? ok({ kind: "affected", affected: found.value, head }) : found;
}

/** Says on one line what is looked at. */
export function scopeLine(scope: CiScope, { workspace }: Session): string {
  const total = workspace.serviceNames.length;
  if (scope.kind === "affected") return affectedLine(scope.affected, total);
  return `everything, because ${scope.because} (${total} ${total === 1 ? "service" : "services"})`;
}

const WHAT = {
  tag: "this is a tag",
  schedule: "this run is a scheduled one",
  manual: "this run was started by hand",
  event: "this run was not started by a change",
  detached: "no branch is checked out",
} as const;
