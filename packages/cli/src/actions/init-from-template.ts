import { existsSync, realpathSync, statSync } from "node:fs";
import { basename, dirname, resolve } from "node:path";
import { findRepository, gitAt } from "@nix-repo/git";
import { EXIT, err, type Failure, ok, type Result } from "@nix-repo/model";
import { displayPath } from "@nix-repo/reporters";
import { compareFiles, hybridTemplate, shellWord, TEMPLATE_SERVICES, type TemplateStack, type WorkflowOptions } from "@nix-repo/scaffold";
import type { Io } from "../io.ts";
import { carryOut, type FileResult, hasWritten, type OfferFlags, reportWritten } from "../offer-changes.ts";
import { refuse } from "../open-session.ts";
import { askedOfWorkflows, baseOf, type WorkflowFlags } from "../workflow-options.ts";

/** The flags of `repo init` that are about templates. */
export interface TemplateFlags {
  readonly template: string | undefined;
  readonly folder: string | undefined;
  readonly stacks: string | undefined;
}

type Flags = OfferFlags & WorkflowFlags & TemplateFlags & { readonly ci: string | undefined };

/** `repo init --template hybrid [FOLDER]`: a new repository in which `repo ci` works as it stands. */
export async function initFromTemplate(template: string, { flags, io }: { flags: Flags; io: Io }): Promise<number> {
  const place = placeFor(flags, io);
  if (!place.ok) return await refuse(place.error, { io, flags });
  const asked = await whatIsAsked(template, { flags, io, place: place.value });
  if (!asked.ok) return await refuse(asked.error, { io, flags });
  const { top, isRepository } = place.value;
  const files = await hybridTemplate({ folderName: basename(top), ...asked.value });
  const results = carryOut(compareFiles(files, top), { top, flags, io });
  const tracked = await track(results, { top, io, newBranch: isRepository ? undefined : asked.value.workflows.base });
  const next = tracked.ok && hasWritten(results) ? nextSteps(asked.value.workflows, { top, io }) : [];
  const code = reportWritten(results, { kind: "init", next, top, flags, io });
  if (tracked.ok) return code;
  await refuse(tracked.error, { io, flags });
  return EXIT.failed;
}

interface Place {
  readonly top: string;
  /** Whether it is the top of a repository of git already. */
  readonly isRepository: boolean;
}

function placeFor({ cwd, folder }: Flags, io: Io): Result<Place> {
  const given = resolve(io.cwd, cwd ?? ".", folder ?? ".");
  if (statSync(given, { throwIfNoEntry: false })?.isDirectory() === false)
    return err({ code: "file-not-written", file: given, reason: "a file stands where a folder should be" });
  const above = existing(given);
  const top = resolve(realpathSync(above), given.slice(above.length).replace(/^\/+/, ""));
  const repository = findRepository(realpathSync(above));
  if (repository === undefined || repository.workTree === top) return ok({ top, isRepository: repository !== undefined });
  return err({
    code: "usage",
    message: `${displayPath(top, io.cwd)} is inside the git repository ${repository.workTree}, and a template is a repository of its own`,
    hint: "repo init --template hybrid FOLDER, with a folder elsewhere",
  });
}

/** The nearest folder that is there. */
function existing(folder: string): string {
  return existsSync(folder) ? folder : existing(dirname(folder));
}

interface Asked {
  readonly stacks: readonly TemplateStack[];
  readonly workflows: WorkflowOptions;
}

async function whatIsAsked(template: string, { flags, io, place }: { flags: Flags; io: Io; place: Place }): Promise<Result<Asked>> {
  if (template !== "hybrid") return usage(`--template is "${template}", and takes hybrid`);
  if (flags.ci !== undefined && flags.ci !== "github") return usage(`--ci is "${flags.ci}", and takes github`);
  const stacks = stacksOf(flags.stacks);
  if (!stacks.ok) return stacks;
  const asked = askedOfWorkflows(flags, place.top);
  if (!asked.ok) return asked;
  const base = await baseOf(flags.base ?? (place.isRepository ? undefined : "main"), { folder: place.top, env: io.env as Env });
  if (!base.ok) return base;
  return ok({ stacks: stacks.value, workflows: { ...asked.value, base: base.value, folder: "", flake: ".", hasSubmodules: false } });
}

type Env = Readonly<Record<string, string>>;

function stacksOf(flag: string | undefined): Result<readonly TemplateStack[]> {
  const all = TEMPLATE_SERVICES.map(({ stack }) => stack);
  if (flag === undefined) return ok(all);
  const named = flag.split(",");
  const unknown = named.find((name) => !all.some((stack) => stack === name));
  if (unknown === undefined) return ok(all.filter((stack) => named.includes(stack)));
  return usage(`--stacks names "${unknown}", and takes ${all.slice(0, -1).join(", ")} and ${all.at(-1)}, with commas between them`);
}

function usage(message: string): { readonly ok: false; readonly error: Failure } {
  return err({ code: "usage", message });
}

interface Tracking {
  readonly top: string;
  readonly io: Io;
  /** Of the repository that is to be made. */
  readonly newBranch: string | undefined;
}

/** A flake sees what git tracks. Also what somebody's own excludes name, as `.envrc` is in many. */
async function track(results: readonly FileResult[], { top, io, newBranch }: Tracking): Promise<Result<void>> {
  const paths = results.flatMap(({ change, outcome }) => (outcome === "created" || outcome === "updated" ? [change.path] : []));
  if (paths.length === 0) return ok(undefined);
  const git = gitAt({ folder: top, env: io.env as Env });
  if (newBranch !== undefined) {
    const made = await git.read(["init", "--quiet", `--initial-branch=${newBranch}`]);
    if (!made.ok) return made;
  }
  const added = await git.read(["add", "--force", "--", ...paths]);
  return added.ok ? ok(undefined) : added;
}

/** What only the repository's owner can do. */
function nextSteps({ repoComesFrom, binaryCache }: WorkflowOptions, { top, io }: { top: string; io: Io }): readonly string[] {
  const folder = displayPath(top, io.cwd);
  return [
    ...(top === realpathSync(io.cwd) ? [] : [`cd ${shellWord(folder)}`]),
    "scripts/bootstrap.sh    what the machine lacks, and how to get it",
    "repo ci                 lint, test and build of every service; the first time it downloads their devShells",
    "git commit              everything is staged",
    ...(repoComesFrom.kind === "unknown"
      ? ["for CI, say where it gets repo from: an input `repo` in flake.nix, or repo init --ci github --repo-from FLAKE --yes"]
      : []),
    ...(binaryCache?.kind === "cachix" ? ["let CI fill the cache: the secret CACHIX_AUTH_TOKEN in the repository's settings"] : []),
  ];
}
