import { EXIT, type Result } from "@nix-repo/model";
import { announce, type Served } from "@nix-repo/supervisor";
import type { TaskContext } from "@nix-repo/tasks";
import type { Session } from "../open-session.ts";
import { holdUnits } from "./hold-units.ts";
import { planUnits } from "./plan-units.ts";

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
  return plan.ok ? await holdUnits(session, { plan: plan.value, idleMs: IDLE_MS }) : plan;
}

/** Where everything was stopped and nobody asks, it is not needed. */
const IDLE_MS = 60_000;
