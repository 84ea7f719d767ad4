import { type GlobalFlags, openSession, refuse } from "../open-session.ts";
import { type RepoContext, typedIn } from "../repo-command.ts";
import type { RunFlags } from "../run-flags.ts";
import { runRequests } from "../run-requests.ts";

/** In this order; a stage starts when every task of the earlier ones has passed. */
const STAGES = ["lint", "test", "build"];

/** `repo ci`. */
export async function runPipeline({ flags, context }: { flags: GlobalFlags & RunFlags; context: RepoContext }): Promise<number> {
  const session = await openSession(flags, context.io);
  if (!session.ok) return await refuse(session.error, { io: context.io, flags });
  const { serviceNames } = session.value.workspace;
  const requests = STAGES.flatMap((stage) => serviceNames.map((service) => ({ service, verb: stage, stage, optional: true })));
  return await runRequests(session.value, { requests, stages: STAGES, flags, typed: typedIn(context) });
}
