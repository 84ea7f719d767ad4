import { err, type Failure, ok, type Result, type ShardOf } from "@nix-repo/model";
import { type CiScope, ciScope, scopeLine } from "../ci/ci-scope.ts";
import { type Pipeline, pipelineRequests } from "../ci/pipeline-requests.ts";
import { writeCiOutputs } from "../ci/write-outputs.ts";
import { type GlobalFlags, openSession, refuse, refuseIn, type Session } from "../open-session.ts";
import { type RepoContext, typedIn } from "../repo-command.ts";
import { type RunFlags, runSettings } from "../run-flags.ts";
import { runNothing, runRequests } from "../run-requests.ts";

interface Flags extends GlobalFlags, RunFlags {
  readonly all: boolean;
  readonly affected: string | boolean | undefined;
  readonly shard: string | undefined;
  readonly plan: string | undefined;
  readonly report: string | undefined;
  readonly summary: string | undefined;
  readonly dotenv: string | undefined;
}

/** `repo ci`. */
export async function runPipeline({ flags, context }: { flags: Flags; context: RepoContext }): Promise<number> {
  const session = await openSession(flags, context.io);
  if (!session.ok) return await refuse(session.error, { io: context.io, flags });
  // What is wrong with the flags is told before anything is looked at.
  const settings = runSettings(flags, context.io.env);
  if (!settings.ok) return await refuseIn(session.value, settings.error);
  const part = await partOf(session.value, flags);
  if (!part.ok) return await refuseIn(session.value, part.error);
  const { pipeline, scope, shard, head } = part.value;
  if (scope !== undefined) {
    const written = writeCiOutputs(session.value, { scope, dotenv: flags.dotenv });
    if (!written.ok) return await refuseIn(session.value, written.error);
  }
  const ci = { ...(head === undefined ? {} : { head }), ...(shard === undefined ? {} : { shard }) };
  if (pipeline.requests.length === 0) return await runNothing(session.value, { flags: { ...flags, ci }, typed: typedIn(context) });
  const mayBeEmpty = scope?.kind === "affected";
  return await runRequests(session.value, { ...pipeline, flags: { ...flags, ci }, typed: typedIn(context), mayBeEmpty });
}

interface Part {
  readonly pipeline: Pipeline;
  /** Left out where a plan says what is run. */
  readonly scope?: CiScope;
  readonly shard?: ShardOf;
  readonly head?: string;
}

/** What is to be run here: all that is in scope, or one machine's part of it. Says which on stderr. */
async function partOf(session: Session, flags: Flags): Promise<Result<Part>> {
  const { shard, plan } = flags;
  if (plan !== undefined) {
    if (shard === undefined) return err(NO_SHARD);
    const { plannedPart } = await import("../ci/planned-part.ts");
    return await plannedPart(session, { shard, file: plan });
  }
  const scope = await ciScope(session, flags);
  if (!scope.ok) return scope;
  if (!flags.json) session.io.stderr.write(`${scopeLine(scope.value, session)}\n\n`);
  if (shard !== undefined) {
    const { splitPart } = await import("../ci/planned-part.ts");
    return await splitPart(session, { shard, scope: scope.value });
  }
  const { head } = scope.value;
  const pipeline = pipelineRequests(session.workspace, scope.value);
  return ok({ pipeline, scope: scope.value, ...(head === undefined ? {} : { head }) });
}

const NO_SHARD: Failure = {
  code: "usage",
  message: "--plan says what each machine runs, and --shard which of them this is",
  hint: "repo ci --shard 1/3 --plan plan.json",
};
