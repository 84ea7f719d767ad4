import { join } from "node:path";
import { EXIT, ok, type Result } from "@nix-repo/model";
import { SYSTEM_CLOCK } from "@nix-repo/processes";
import { announce, logReader, type Served, serve } from "@nix-repo/supervisor";
import type { TaskContext } from "@nix-repo/tasks";
import type { Session } from "../open-session.ts";
import { openUnits } from "./open-units.ts";
import { planUnits } from "./plan-units.ts";
import { serverOptions } from "./server-options.ts";
import { unitsFolder } from "./units-folder.ts";

/** The background itself: supervises the units of a workspace until it is told to end. Started by `repo up --detach`, which waits for what this announces. */
export async function serveUnits(session: Session, request: ServeRequest): Promise<number> {
  const served = await open(session, request);
  announce(served);
  if (!served.ok || served.value.kind === "taken") return EXIT.failed;
  const { server } = served.value;
  for (const signal of ["SIGTERM", "SIGHUP", "SIGINT"] as const) process.on(signal, () => void server.close());
  process.on("exit", () => server.killNow());
  await server.ended;
  return EXIT.ok;
}

interface ServeRequest {
  readonly context: TaskContext;
  readonly withContainers: boolean;
}

async function open(session: Session, request: ServeRequest): Promise<Result<Served>> {
  const plan = await planUnits(session, { names: [], ...request });
  if (!plan.ok) return plan;
  const { units, watched, containers } = plan.value;
  const { place, workspace, version, recordFolder } = serverOptions(session);
  return await serve({
    place,
    workspace,
    version,
    recordFolder,
    clock: SYSTEM_CLOCK,
    idleMs: IDLE_MS,
    async open(sink) {
      const opened = await openUnits(session, {
        units,
        watched,
        containers,
        endsAsConfigured: true,
        recordFolder,
        sink,
        congestion: () => undefined,
      });
      const close = async () => void (await opened.close());
      return ok({ supervisor: opened.supervisor, logs: logReader(join(unitsFolder(session), "logs")), close });
    },
  });
}

/** Where everything was stopped and nobody asks, it is not needed. */
const IDLE_MS = 60_000;
