import { resolveUnit } from "@nix-repo/config";
import { err, type Failure, isAtRest, ok, type Result, type UnitId, type UnitPort, type UnitView, type Variables } from "@nix-repo/model";
import { describeState } from "@nix-repo/reporters";
import { connect, type ServerClient, startOrder, type UnitSpec } from "@nix-repo/supervisor";
import type { TaskContext, TaskGraph } from "@nix-repo/tasks";
import type { Session } from "../open-session.ts";
import { withReason } from "./join-units.ts";
import { mayStart, plainName } from "./may-start.ts";
import { openUnits } from "./open-units.ts";
import { planUnits, type UnitPlan } from "./plan-units.ts";
import { variablesForOthers } from "./ports.ts";
import { serverOptions } from "./server-options.ts";
import { neededFolder } from "./units-folder.ts";

/** What verbs of a graph need to be there, running. */
export interface NeededUnits {
  /** What a service's tasks are told of the ports of what they need. */
  variablesOf(service: string): Variables;
  close(): Promise<void>;
}

/**
 * Starts what verbs of a graph need, and waits until it is ready: in the workspace's supervisor, where there is one, so that what runs there already is used,
 * or else in this process. Whoever asked for it ends it; what ran before is left alone.
 */
export async function startNeeded(
  session: Session,
  { graph, context, signal }: { graph: TaskGraph; context: TaskContext; signal: AbortSignal },
): Promise<Result<NeededUnits>> {
  const plan = await planUnits(session, { names: [], context });
  if (!plan.ok) return plan;
  const needed = await neededBy(graph, plan.value);
  if (!needed.ok) return needed;
  const named = [...new Set([...needed.value.values()].flat())];
  const there = await connect(serverOptions(session));
  if (!there.ok) return there;
  const wanted = { plan: { ...plan.value, named }, signal };
  const { emit } = session.notices;
  const tell = (text: string): void => emit({ type: "notice", level: "info", text });
  const running =
    there.value.kind === "connected"
      ? await startThere(session, { ...wanted, client: there.value.client, tell })
      : await startHere(session, { ...wanted, tell });
  if (!running.ok) return running;
  const { units, close } = running.value;
  const ports = new Map(units.map((unit) => [unit.id, unit.ports ?? []]));
  return ok({
    variablesOf: (service) => Object.assign({}, ...(needed.value.get(service) ?? []).map((unit) => told(unit, ports))) as Variables,
    close,
  });
}

/** Of several replicas the first one is told of. */
function told(unit: UnitId, ports: ReadonlyMap<UnitId, readonly UnitPort[]>): Variables {
  const name = plainName(unit);
  return unit === name || unit === `${name}#1` ? variablesForOthers(name, ports.get(unit) ?? []) : {};
}

interface Wanted {
  readonly plan: UnitPlan;
  readonly signal: AbortSignal;
  readonly tell: (text: string) => void;
}

interface StartedUnits {
  readonly units: readonly UnitView[];
  close(): Promise<void>;
}

async function startHere(session: Session, { plan, signal, tell }: Wanted): Promise<Result<StartedUnits>> {
  const { units, named } = plan;
  const free = await mayStart(session, plan);
  if (!free.ok) return free;
  tell(`starting what is needed: ${named.join(", ")}`);
  const running = await openUnits(session, {
    units: startOrder(units, named).map(({ unit }) => unit),
    watched: [],
    containers: plan.containers,
    endsAsConfigured: false,
    recordFolder: neededFolder(session),
    sink: () => undefined,
    congestion: () => undefined,
  });
  running.supervisor.start(named);
  const answer = await running.supervisor.waitReady(named, signal);
  const close = async () => void (await running.close());
  if (answer.kind === "ready") return ok({ units: running.supervisor.status(), close });
  await close();
  return err(answer.kind === "aborted" ? { code: "needed-not-ready", units: [] } : notReady(answer.units, session.workspace.root));
}

async function startThere(
  session: Session,
  { plan, signal, tell, client }: Wanted & { client: ServerClient },
): Promise<Result<StartedUnits>> {
  const { units, named } = plan;
  const before = await client.status();
  if (!before.ok) return before;
  const running = new Set(before.value.flatMap(({ id, state }) => (isAtRest(state) ? [] : [id])));
  const missing = startOrder(units, named).flatMap(({ unit: { id } }) => (running.has(id) ? [] : [id]));
  const close = async (): Promise<void> => {
    await stopUnused(client, { units, mine: new Set(missing) });
    client.close();
  };
  const refuse = async (failure: Failure): Promise<Result<never>> => {
    await close();
    return err(withReason(failure));
  };
  const free = await mayStart(session, plan, running);
  if (!free.ok) return await refuse(free.error);
  if (missing.length > 0) tell(`starting what is needed and does not run yet: ${missing.join(", ")}`);
  const started = await client.start(named);
  if (!started.ok) return await refuse(started.error);
  const answer = await client.waitReady(named, { signal });
  if (!answer.ok) return await refuse(signal.aborted ? { code: "needed-not-ready", units: [] } : answer.error);
  if (answer.value.kind !== "ready") return await refuse(notReady(answer.value.units, session.workspace.root));
  const after = await client.status();
  return after.ok ? ok({ units: after.value, close }) : await refuse(after.error);
}

/** Ends what was started for this run, unless somebody else has begun to need it. */
async function stopUnused(client: ServerClient, { units, mine }: { units: readonly UnitSpec[]; mine: ReadonlySet<UnitId> }): Promise<void> {
  const now = await client.status();
  if (!now.ok) return;
  const known = new Set(units.map(({ id }) => id));
  const others = now.value.flatMap(({ id, state }) => (isAtRest(state) || mine.has(id) || !known.has(id) ? [] : [id]));
  const used = new Set(startOrder(units, others).map(({ unit }) => unit.id));
  const unused = [...mine].filter((id) => !used.has(id));
  if (unused.length > 0) await client.stop(unused);
}

/** By service, the units that its verbs in the graph name. */
async function neededBy({ tasks }: TaskGraph, { units, names: known }: UnitPlan): Promise<Result<ReadonlyMap<string, readonly UnitId[]>>> {
  const names = new Set(known);
  const ids = new Set(units.map(({ id }) => id));
  const found = new Map<string, UnitId[]>();
  for (const { id, verb } of tasks.values()) {
    for (const text of verb.options.needs ?? []) {
      const unit = resolveUnit(text, { service: verb.service.name, units: names });
      if (unit === undefined)
        return err({
          code: "usage",
          message: `${id} needs "${text}", and there is no such process or container`,
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
