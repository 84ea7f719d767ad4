import { EXIT } from "@nix-repo/model";
import type { UpView } from "@nix-repo/reporters";
import { type Supervisor, startOrder } from "@nix-repo/supervisor";
import { refuseIn, type Session } from "../open-session.ts";
import { stopOnSignals } from "../stop-on-signals.ts";
import { holdUnits } from "./hold-units.ts";
import { openView } from "./open-view.ts";
import type { UnitPlan } from "./plan-units.ts";

/**
 * `repo up` in the foreground: until a signal comes, somebody says `repo down`, or nothing runs any more. Others reach it meanwhile as they reach one in the
 * background.
 * @returns `taken` where another supervisor of the workspace came first.
 */
export async function superviseUnits(session: Session, plan: UnitPlan): Promise<number | "taken"> {
  let view: UpView | undefined;
  const opening = Promise.withResolvers<Supervisor>();
  const held = await holdUnits(session, {
    plan,
    sink: (event) => view?.sink(event),
    congestion: () => view?.congestion(),
    onOpen: opening.resolve,
  });
  if (!held.ok) return await refuseIn(session, held.error);
  if (held.value.kind === "taken") return "taken";
  const { server } = held.value;
  const supervisor = await opening.promise;
  const ended = Promise.withResolvers<void>();
  const stop = stopOnSignals({
    io: session.io,
    onFirst() {
      const text = "stopping, in reverse order; a second signal kills what does not end";
      session.notices.emit({ type: "notice", level: "info", text });
    },
  });
  stop.stop.addEventListener("abort", () => ended.resolve());
  stop.kill.addEventListener("abort", () => supervisor.killNow());
  const meant = new Set(startOrder(plan.units, plan.named).map(({ unit }) => unit.id));
  const opened = await openView(session, {
    units: supervisor.status().filter(({ id }) => meant.has(id)),
    processes: () => new Map(supervisor.status().flatMap(({ id, pid }) => (pid === undefined ? [] : [[id, pid]]))),
    onAction(action) {
      switch (action.kind) {
        case "restart":
          return supervisor.restart([action.unit]);
        case "stop":
          return void supervisor.stop([action.unit]);
        case "quit":
        case "kill":
          return stop.signal("SIGINT");
      }
    },
  });
  view = opened.view;
  let isOver = false;
  try {
    supervisor.start(plan.named);
    await Promise.race([ended.promise, supervisor.waitAtRest(), server.ended]);
    const { failed } = await server.close();
    isOver = true;
    await view.finish();
    return stop.exitCode() ?? (failed.length > 0 ? EXIT.failed : EXIT.ok);
  } finally {
    opened.close();
    if (!isOver) server.killNow();
    stop.release();
  }
}
