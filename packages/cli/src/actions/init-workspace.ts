import type { Failure } from "@nix-repo/model";
import { compareFiles, githubWorkflows, type WorkflowOptions } from "@nix-repo/scaffold";
import { carryOut, hasWritten, type OfferFlags, reportWritten } from "../offer-changes.ts";
import { openSession, refuse, refuseIn } from "../open-session.ts";
import type { RepoContext } from "../repo-command.ts";
import { whereInRepository } from "../where-in-repository.ts";
import { type WorkflowFlags, workflowOptions } from "../workflow-options.ts";

interface InitFlags extends OfferFlags, WorkflowFlags {
  readonly ci: string | undefined;
}

/** `repo init --ci github`. What else a new workspace needs will have its flags here. */
export async function initWorkspace({ flags, context: { io } }: { flags: InitFlags; context: RepoContext }): Promise<number> {
  if (flags.ci !== "github") return await refuse(flags.ci === undefined ? NOTHING_TO_DO : unknownEngine(flags.ci), { io, flags });
  const session = await openSession(flags, io);
  if (!session.ok) return await refuse(session.error, { io, flags });
  const place = whereInRepository(session.value.workspace);
  if (!place.ok) return await refuseIn(session.value, place.error);
  const options = await workflowOptions(flags, { session: session.value, place: place.value });
  if (!options.ok) return await refuseIn(session.value, options.error);
  const top = place.value.repository.workTree;
  const changes = compareFiles(githubWorkflows(options.value), top);
  const results = carryOut(changes, { top, flags, io });
  const next = hasWritten(results) ? nextSteps(options.value) : [];
  return reportWritten(results, { kind: "init", next, top, flags, io });
}

const NOTHING_TO_DO: Failure = {
  code: "usage",
  message: "init writes workflows for CI, and nothing else yet; it needs to be told for which CI",
  hint: "repo init --ci github",
};

function unknownEngine(name: string): Failure {
  return { code: "usage", message: `--ci is "${name}", and takes github` };
}

/** What only the repository's owner can do. */
function nextSteps({ repoComesFrom, binaryCache }: WorkflowOptions): readonly string[] {
  const steps = ["require the check `ci` in the rules of the branch: it passes where nothing is affected, too"];
  if (binaryCache?.kind === "cachix") steps.unshift("let CI fill the cache: the secret CACHIX_AUTH_TOKEN in the repository's settings");
  if (repoComesFrom.kind === "unknown")
    steps.unshift("say where CI gets repo from: an input `repo` in your flake, or --repo-from FLAKE; then run this again");
  return steps;
}
