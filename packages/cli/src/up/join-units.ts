import { EXIT, type Failure, isAtRest, type UnitEvent, type UnitId, type UnitView } from "@nix-repo/model";
import type { UpAction } from "@nix-repo/reporters";
import { type ServerClient, startOrder } from "@nix-repo/supervisor";
import { refuseIn, type Session } from "../open-session.ts";
import { stopOnSignals } from "../stop-on-signals.ts";
import { type OpenView, openView } from "./open-view.ts";
import type { UnitPlan } from "./plan-units.ts";

/** `repo up` where the workspace has a supervisor already: starts there what is missing, and shows it until Ctrl-C, which leaves all of it running. */
export async function joinUnits(session: Session, { client, plan }: { client: ServerClient; plan: UnitPlan }): Promise<number> {
  const leave = new AbortController();
  const stop = stopOnSignals({ io: session.io, onFirst: () => leave.abort() });
  const meant = startOrder(plan.units, plan.named).map(({ unit }) => unit.id);
  const shown = new ShownUnits(meant);
  const text = "this joins what runs already; Ctrl-C leaves it running, repo down ends it";
  session.notices.emit({ type: "notice", level: "info", text });
  let opened: OpenView | undefined;
  let failure: Failure | undefined;
  const start = async (): Promise<void> => {
    const started = await client.start(plan.named);
    if (started.ok) shown.isStarted = true;
    else failure = started.error;
    if (!started.ok) leave.abort();
  };
  const onAction = (action: UpAction): void => {
    if (action.kind === "restart") void client.restart([action.unit]);
    else if (action.kind === "stop") void client.stop([action.unit]);
    else leave.abort();
  };
  try {
    const events = client.events({ output: meant, signal: leave.signal });
    for await (const event of events) {
      if (event.type === "units") {
        const units = shown.begin(event.units);
        opened = await openView(session, { units, processes: () => shown.processes(), onAction });
        // Not waited for: the answer comes behind events on the same connection, and somebody has to read those.
        void start();
      } else if (event.type !== "output-skipped" && shown.takes(event)) {
        opened?.view.sink(event);
        await opened?.view.congestion();
        if (shown.isOver()) leave.abort();
      }
    }
    const end = await events.end;
    await opened?.view.finish();
    failure ??= end.ok || leave.signal.aborted ? undefined : end.error;
    if (failure !== undefined) return await refuseIn(session, withReason(failure));
    return stop.exitCode() ?? (shown.isOver() && shown.hasFailed() ? EXIT.failed : EXIT.ok);
  } finally {
    opened?.close();
    client.close();
    stop.release();
  }
}

/** How the units stand that are meant, by what the supervisor tells. */
class ShownUnits {
  readonly #units = new Map<UnitId, UnitView>();
  readonly #meant: ReadonlySet<UnitId>;
  /** Whether the supervisor was asked for all of them. */
  isStarted = false;

  constructor(meant: readonly UnitId[]) {
    this.#meant = new Set(meant);
  }

  begin(all: readonly UnitView[]): readonly UnitView[] {
    for (const unit of all) if (this.#meant.has(unit.id)) this.#units.set(unit.id, unit);
    return [...this.#units.values()];
  }

  takes(event: UnitEvent): boolean {
    const unit = this.#units.get(event.unit);
    if (unit === undefined) return false;
    if (event.type === "unit-changed")
      this.#units.set(event.unit, { ...unit, state: event.state, pid: "pid" in event.state ? event.state.pid : undefined });
    return true;
  }

  processes(): ReadonlyMap<UnitId, number> {
    return new Map([...this.#units.values()].flatMap(({ id, pid }) => (pid === undefined ? [] : [[id, pid]])));
  }

  isOver(): boolean {
    return this.isStarted && [...this.#units.values()].every(({ state }) => isAtRest(state));
  }

  hasFailed(): boolean {
    return [...this.#units.values()].some(({ state }) => state.kind === "failed");
  }
}

/** What runs has the registry of when it was started. */
export function withReason(failure: Failure): Failure {
  if (failure.code !== "unknown-unit") return failure;
  const message = `what runs knows no ${failure.name}: it was started before that was in the registry`;
  return { code: "usage", message, hint: "repo down, and then repo up" };
}
