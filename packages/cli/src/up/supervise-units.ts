import { join } from "node:path";
import { EXIT, ok, type Result } from "@nix-repo/model";
import { SYSTEM_CLOCK } from "@nix-repo/processes";
import type { UpView } from "@nix-repo/reporters";
import { logReader, type RunningServer, type Supervisor, serve, startOrder } from "@nix-repo/supervisor";
import { refuseIn, type Session } from "../open-session.ts";
import { stopOnSignals } from "../stop-on-signals.ts";
import { openUnits } from "./open-units.ts";
import { openView } from "./open-view.ts";
import type { UnitPlan } from "./plan-units.ts";
import { serverOptions } from "./server-options.ts";
import { unitsFolder } from "./units-folder.ts";

/**
 * `repo up` in the foreground: until a signal comes, somebody says `repo down`, or nothing runs any more. Others reach it meanwhile as they reach one in the
 * background.
 * @returns `taken` where another supervisor of the workspace came first.
 */
export async function superviseUnits(session: Session, plan: UnitPlan): Promise<number | "taken"> {
  let view: UpView | undefined;
  const held = await holdUnits(session, { plan, viewNow: () => view });
  if (!held.ok) return await refuseIn(session, held.error);
  if (held.value === "taken") return "taken";
  const { supervisor, server } = held.value;
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

interface Held {
  readonly supervisor: Supervisor;
  readonly server: RunningServer;
}

/** Makes this process the workspace's supervisor. Nothing is started yet. */
async function holdUnits(
  session: Session,
  { plan: { units, watched, containers }, viewNow }: { plan: UnitPlan; viewNow: () => UpView | undefined },
): Promise<Result<Held | "taken">> {
  const { place, workspace, version, recordFolder } = serverOptions(session);
  const opening = Promise.withResolvers<Supervisor>();
  const served = await serve({
    place,
    workspace,
    version,
    recordFolder,
    clock: SYSTEM_CLOCK,
    async open(sink) {
      const opened = await openUnits(session, {
        units,
        watched,
        containers,
        endsAsConfigured: true,
        recordFolder,
        sink(event) {
          sink(event);
          viewNow()?.sink(event);
        },
        congestion: () => viewNow()?.congestion(),
      });
      opening.resolve(opened.supervisor);
      const close = async () => void (await opened.close());
      return ok({ supervisor: opened.supervisor, logs: logReader(join(unitsFolder(session), "logs")), close });
    },
  });
  if (!served.ok) return served;
  if (served.value.kind === "taken") return ok("taken");
  return ok({ supervisor: await opening.promise, server: served.value.server });
}
