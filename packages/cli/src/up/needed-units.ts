import { resolveUnit } from "@nix-repo/config";
import { err, type Failure, ok, type Result, type UnitId, type UnitView, type Variables } from "@nix-repo/model";
import { describeState } from "@nix-repo/reporters";
import { startOrder } from "@nix-repo/supervisor";
import type { TaskContext, TaskGraph } from "@nix-repo/tasks";
import type { Session } from "../open-session.ts";
import { mayStart } from "./may-start.ts";
import { openUnits } from "./open-units.ts";
import { planUnits, type UnitPlan } from "./plan-units.ts";

/** What verbs of a graph need to be there, running. */
export interface NeededUnits {
  /** What a service's tasks are told of the ports of what they need. */
  variablesOf(service: string): Variables;
  close(): Promise<void>;
}

/** Starts what verbs of a graph need, and waits until it is ready. Whoever asked for it ends it. */
export async function startNeeded(
  session: Session,
  { graph, context, signal }: { graph: TaskGraph; context: TaskContext; signal: AbortSignal },
): Promise<Result<NeededUnits>> {
  const plan = await planUnits(session, { names: [], context });
  if (!plan.ok) return plan;
  const needed = await neededBy(graph, plan.value);
  if (!needed.ok) return needed;
  const named = [...new Set([...needed.value.values()].flat())];
  const wanted = { ...plan.value, named };
  const free = await mayStart(session, wanted);
  if (!free.ok) return free;
  const { emit } = session.notices;
  emit({ type: "notice", level: "info", text: `starting what is needed: ${named.join(", ")}` });
  const running = await openUnits(session, {
    units: startOrder(wanted.units, named).map(({ unit }) => unit),
    watched: [],
    sink: () => undefined,
    congestion: () => undefined,
  });
  running.supervisor.start(named);
  const answer = await running.supervisor.waitReady(named, signal);
  if (answer.kind !== "ready") {
    await running.close();
    return err(answer.kind === "aborted" ? { code: "needed-not-ready", units: [] } : notReady(answer.units, session.workspace.root));
  }
  return ok({
    variablesOf: (service) =>
      Object.assign({}, ...(needed.value.get(service) ?? []).map((unit) => plan.value.given.get(unit) ?? {})) as Variables,
    async close() {
      await running.close();
    },
  });
}

/** By service, the units that its verbs in the graph name. */
async function neededBy({ tasks }: TaskGraph, { units, given }: UnitPlan): Promise<Result<ReadonlyMap<string, readonly UnitId[]>>> {
  const names = new Set(given.keys());
  const ids = new Set(units.map(({ id }) => id));
  const found = new Map<string, UnitId[]>();
  for (const { id, verb } of tasks.values()) {
    for (const text of verb.options.needs ?? []) {
      const unit = resolveUnit(text, { service: verb.service.name, units: names });
      if (unit === undefined)
        return err({
          code: "usage",
          message: `${id} needs "${text}", and there is no such process`,
          hint: "repo up --dry-run shows all that there are",
        });
      const replicas = [...ids].filter((each) => each === unit || each.startsWith(`${unit}#`));
      found.set(verb.service.name, [...(found.get(verb.service.name) ?? []), ...replicas]);
    }
  }
  return ok(found);
}

function notReady(units: readonly UnitView[], root: string): Failure {
  const wording = { root, now: Date.now(), stateOf: (id: UnitId) => units.find((unit) => unit.id === id)?.state };
  return { code: "needed-not-ready", units: units.map(({ id, state }) => ({ unit: id, state: describeState(state, wording) })) };
}
