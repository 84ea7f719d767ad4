import { resolve } from "node:path";
import { findRegistry } from "@nix-repo/config";
import { findRepository } from "@nix-repo/git";
import { err, type Failure, ok, type Result, type Variables } from "@nix-repo/model";
import { compareFiles, type FileChange, githubWorkflows, registryOf, type WorkflowOptions } from "@nix-repo/scaffold";
import { describeFound, foundAsData } from "../init/describe-found.ts";
import { firstFiles } from "../init/first-files.ts";
import { firstSteps } from "../init/next-steps.ts";
import { openRepository, type Seen } from "../init/open-repository.ts";
import { carryOut, hasWritten, type OfferFlags, reportWritten } from "../offer-changes.ts";
import { openSession, refuse, refuseIn } from "../open-session.ts";
import type { RepoContext } from "../repo-command.ts";
import { whereInRepository } from "../where-in-repository.ts";
import { type WorkflowFlags, workflowOptions } from "../workflow-options.ts";
import type { TemplateFlags } from "./init-from-template.ts";

export interface InitFlags extends OfferFlags, WorkflowFlags, TemplateFlags {
  readonly ci: string | undefined;
}

interface InitRequest {
  readonly flags: InitFlags;
  readonly context: RepoContext;
}

/** `repo init`: the first registry of a repository, what an existing one lacks, workflows for CI, or a whole repository from a template. */
export async function initWorkspace(request: InitRequest): Promise<number> {
  const { flags, context } = request;
  const { io } = context;
  if (flags.template !== undefined) return await (await import("./init-from-template.ts")).initFromTemplate(flags.template, { flags, io });
  if (flags.folder !== undefined || flags.stacks !== undefined) return await refuse(NO_TEMPLATE, { io, flags });
  const cwd = flags.cwd === undefined ? io.cwd : resolve(io.cwd, flags.cwd);
  const misused = misuseOf(flags);
  if (misused !== undefined) return await refuse(misused, { io, flags });
  const registry = findRegistry(cwd);
  if (registry.ok) {
    if (flags.ci !== undefined) return await writeWorkflows(request);
    const { compareRegistry } = await import("../init/compare-registry.ts");
    return await compareRegistry(flags, io);
  }
  const isMissing = registry.error.code === "workspace-not-found";
  // Workflows are for a repository; where there is none, the registry is what was looked for.
  if (!isMissing || (flags.ci !== undefined && findRepository(cwd) === undefined)) return await refuse(registry.error, { io, flags });
  return await writeFirstFiles(cwd, request);
}

const NO_TEMPLATE: Failure = {
  code: "usage",
  message: "a folder and --stacks are for a new repository, which is made from a template",
  hint: "repo init --template hybrid FOLDER",
};

function misuseOf(flags: InitFlags): Failure | undefined {
  if (flags.ci !== undefined)
    return flags.ci === "github" ? undefined : { code: "usage", message: `--ci is "${flags.ci}", and takes github` };
  const { base, shards, binaryCache, binaryCacheKey, repoFrom } = flags;
  const ofWorkflows = {
    "--base": base,
    "--shards": shards,
    "--binary-cache": binaryCache,
    "--binary-cache-key": binaryCacheKey,
    "--repo-from": repoFrom,
  };
  const [name] = Object.entries(ofWorkflows).find(([, value]) => value !== undefined) ?? [];
  return name === undefined ? undefined : { code: "usage", message: `${name} is about the workflows that --ci github writes` };
}

async function writeFirstFiles(cwd: string, { flags, context: { io } }: InitRequest): Promise<number> {
  const seen = await openRepository({ folder: cwd, flake: ".", registryFlags: [], io, flags });
  if (!seen.ok) return await refuse(seen.error, { io, flags });
  const { detection, shells, top } = seen.value;
  const proposed = registryOf(detection.services, shells.kind === "known" ? shells.names : undefined);
  const workflows = flags.ci === undefined ? undefined : await workflowsFor(seen.value, { flags, io });
  if (workflows?.ok === false) return await refuse(workflows.error, { io, flags, root: top });
  const changes = [...firstFiles(seen.value, proposed), ...(workflows?.value.changes ?? [])];
  if (!flags.json) io.stdout.write(describeFound(seen.value, { shells: proposed.shells, io }));
  const results = carryOut(changes, { top, flags, io });
  const next = hasWritten(results) ? [...firstSteps(results, seen.value), ...(workflows?.value.next ?? [])] : [];
  return reportWritten(results, { kind: "init", next, more: foundAsData(seen.value, proposed), top, flags, io });
}

interface Workflows {
  readonly changes: readonly FileChange[];
  readonly next: readonly string[];
}

async function workflowsFor(
  { root, repository, folder, top }: Seen,
  { flags, io }: { flags: InitFlags; io: RepoContext["io"] },
): Promise<Result<Workflows>> {
  if (repository === undefined) return err({ code: "repository-missing", from: root });
  const caller = { ...io.env } as Variables;
  const options = await workflowOptions(flags, { root, flake: ".", place: { repository, folder }, caller });
  return options.ok ? ok(workflowsOf(options.value, top)) : options;
}

function workflowsOf(options: WorkflowOptions, top: string): Workflows {
  return { changes: compareFiles(githubWorkflows(options), top), next: nextSteps(options) };
}

/** `repo init --ci github` in a workspace. */
async function writeWorkflows({ flags, context: { io } }: InitRequest): Promise<number> {
  const session = await openSession(flags, io);
  if (!session.ok) return await refuse(session.error, { io, flags });
  const { workspace, caller } = session.value;
  const place = whereInRepository(workspace);
  if (!place.ok) return await refuseIn(session.value, place.error);
  const { root, flake, ci } = workspace;
  const options = await workflowOptions(flags, { root, flake, configuredBase: ci.base, place: place.value, caller });
  if (!options.ok) return await refuseIn(session.value, options.error);
  const top = place.value.repository.workTree;
  const workflows = workflowsOf(options.value, top);
  const results = carryOut(workflows.changes, { top, flags, io });
  return reportWritten(results, { kind: "init", next: hasWritten(results) ? workflows.next : [], top, flags, io });
}

/** What only the repository's owner can do. */
function nextSteps({ repoComesFrom, binaryCache }: WorkflowOptions): readonly string[] {
  const steps = ["require the check `ci` in the rules of the branch: it passes where nothing is affected, too"];
  if (binaryCache?.kind === "cachix") steps.unshift("let CI fill the cache: the secret CACHIX_AUTH_TOKEN in the repository's settings");
  if (repoComesFrom.kind === "unknown")
    steps.unshift("say where CI gets repo from: an input `repo` in your flake, or --repo-from FLAKE; then run this again");
  return steps;
}
