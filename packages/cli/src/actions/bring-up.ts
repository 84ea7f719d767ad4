import { isAtRest, type UnitId } from "@nix-repo/model";
import { connect, type ServerClient, startOrder } from "@nix-repo/supervisor";
import { type GlobalFlags, openSession, refuse, refuseIn, type Session } from "../open-session.ts";
import type { RepoContext } from "../repo-command.ts";
import { contextOf } from "../task-context.ts";
import { mayStart } from "../up/may-start.ts";
import { planUnits } from "../up/plan-units.ts";
import { serverOptions } from "../up/server-options.ts";
import { showStartOrder } from "../up/show-start-order.ts";
import { servicesHere } from "../where-we-are.ts";

interface Flags extends GlobalFlags {
  readonly dryRun: boolean;
  readonly detach: boolean;
  readonly withoutContainers: boolean;
  /** This is the background itself. */
  readonly background: boolean;
  readonly json: boolean;
}

/** `repo up`: what is asked for starts in this process, in the background, or in the supervisor that the workspace has already. */
export async function bringUp({
  flags,
  names,
  context,
}: {
  flags: Flags;
  names: readonly string[];
  context: RepoContext;
}): Promise<number> {
  const session = await openSession(flags, context.io);
  if (!session.ok) return await refuse(session.error, { io: context.io, flags });
  const tasks = await contextOf(session.value, { colour: false });
  if (!tasks.ok) return await refuseIn(session.value, tasks.error);
  const withContainers = !flags.withoutContainers;
  if (flags.background) {
    const { serveUnits } = await import("../up/serve-units.ts");
    return await serveUnits(session.value, { context: tasks.value, withContainers });
  }
  const plan = await planUnits(session.value, { names: meantNames(names, session.value), context: tasks.value, withContainers });
  if (!plan.ok) return await refuseIn(session.value, plan.error);
  if (flags.dryRun) return showStartOrder(startOrder(plan.value.units, plan.value.named), { session: session.value, json: flags.json });
  for (;;) {
    const there = await connect(serverOptions(session.value));
    if (!there.ok) return await refuseIn(session.value, there.error);
    const client = there.value.kind === "connected" ? there.value.client : undefined;
    const free = await mayStart(session.value, plan.value, await runningIn(client));
    if (!free.ok) {
      client?.close();
      return await refuseIn(session.value, free.error);
    }
    if (flags.detach) {
      client?.close();
      const { detachUnits } = await import("../up/detach-units.ts");
      return await detachUnits(session.value, plan.value, { withContainers });
    }
    if (client !== undefined) {
      const { joinUnits } = await import("../up/join-units.ts");
      return await joinUnits(session.value, { client, plan: plan.value });
    }
    const { superviseUnits } = await import("../up/supervise-units.ts");
    const code = await superviseUnits(session.value, plan.value);
    if (code !== "taken") return code;
  }
}

/** What runs already, or is about to. */
async function runningIn(client: ServerClient | undefined): Promise<ReadonlySet<UnitId>> {
  const units = await client?.status();
  // Where it is lost, whoever asks for more hears of that.
  return new Set(units?.ok === true ? units.value.flatMap(({ id, state }) => (isAtRest(state) ? [] : [id])) : []);
}

/** `.`, or nothing inside a service's folder, means that service. */
function meantNames(names: readonly string[], session: Session): readonly string[] {
  if (names.length === 0) return servicesHere(session);
  return names.flatMap((name) => (name === "." ? servicesHere(session) : [name]));
}
