import { existsSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import {
  EXIT,
  isAlive,
  isAliveState,
  type Orphan,
  ok,
  type ProcessIdentity,
  type Result,
  startOfProcess,
  type UnitId,
} from "@nix-repo/model";
import { type ConnectOptions, connect, endLeft, endOrphans, findOrphans } from "@nix-repo/supervisor";
import { type GlobalFlags, openSession, refuse, refuseIn, type Session } from "../open-session.ts";
import type { RepoContext } from "../repo-command.ts";
import { serverOptions } from "../up/server-options.ts";
import { neededFolder, projectsFolder } from "../up/units-folder.ts";

interface Ended {
  readonly units: readonly UnitId[];
  /** What could not be ended. */
  readonly left: readonly Orphan[];
}

/** `repo down`: ends the workspace's supervisor with all that it runs, and whatever killed ones have left. */
export async function bringDown({
  flags,
  context: { io },
}: {
  flags: GlobalFlags & { readonly json: boolean; readonly volumes: boolean };
  context: RepoContext;
}): Promise<number> {
  const session = await openSession(flags, io);
  if (!session.ok) return await refuse(session.error, { io, flags });
  const supervised = await endSupervised(session.value);
  if (!supervised.ok) return await refuseIn(session.value, supervised.error);
  const needed = await endNeeded(session.value);
  const removed = await takeDown(session.value, flags);
  if (!removed.ok) return await refuseIn(session.value, removed.error);
  const units = [...supervised.value.units, ...needed.units];
  const left = [...supervised.value.left, ...needed.left];
  if (flags.json) {
    const view = { version: 1, kind: "down", ended: units, removed: removed.value, left: left.map(({ unit, pids }) => ({ unit, pids })) };
    io.stdout.write(`${JSON.stringify(view, undefined, 2)}\n`);
  } else {
    const isNothing = units.length === 0 && removed.value.length === 0;
    if (isNothing) io.stdout.write("nothing was left running\n");
    if (units.length > 0) io.stdout.write(`ended: ${units.join(", ")}\n`);
    if (removed.value.length > 0) io.stdout.write(`removed: ${removed.value.join(", ")}${flags.volumes ? ", with their volumes" : ""}\n`);
    for (const { unit, pids } of left) io.stderr.write(`${unit} could not be ended: ${pids.join(", ")}\n`);
  }
  return left.length > 0 ? EXIT.failed : EXIT.ok;
}

async function endSupervised(session: Session): Promise<Result<Ended>> {
  const options = serverOptions(session);
  for (;;) {
    const connection = await connect({ ...options, purpose: "end" });
    if (!connection.ok) return connection;
    if (connection.value.kind === "connected") {
      const units = await namesOf(options);
      const { client } = connection.value;
      const { pid } = client.server;
      const started = startOfProcess(pid);
      const outcome = await client.down();
      client.close();
      if (outcome.ok && started !== undefined) await untilGone({ pid, started });
      return outcome.ok ? ok({ units, left: [] }) : outcome;
    }
    const units = connection.value.orphans.map(({ unit }) => unit);
    if (units.length === 0) return ok({ units, left: [] });
    const ended = await endLeft({ place: options.place, recordFolder: options.recordFolder, graceMs: GRACE_MS });
    if (!ended.ok) return ended;
    // Otherwise somebody has started another one in between.
    if (ended.value.kind === "ended") return ok({ units, left: ended.value.left });
  }
}

/** It has given its place up, and is about to exit: nothing of it is left when `repo down` has ended. */
async function untilGone(supervisor: ProcessIdentity): Promise<void> {
  for (const end = Date.now() + GONE_WITHIN_MS; isAlive(supervisor) && Date.now() < end; ) await delay(ASK_AGAIN_MS);
}

const GONE_WITHIN_MS = 5_000;
const ASK_AGAIN_MS = 5;

/** What runs; of a supervisor of another version nobody can say, but that it is ended. */
async function namesOf(options: ConnectOptions): Promise<readonly UnitId[]> {
  const connection = await connect(options);
  if (!connection.ok || connection.value.kind !== "connected") return ["all that ran"];
  const { client } = connection.value;
  const units = await client.status();
  client.close();
  if (!units.ok) return ["all that ran"];
  const alive = units.value.flatMap(({ id, state }) => (isAliveState(state) ? [id] : []));
  return alive.length === 0 ? ["a supervisor with nothing to supervise"] : alive;
}

/** The containers of all projects that we have started, whoever did. Nothing is loaded for them where there are none. */
async function takeDown(session: Session, flags: { readonly volumes: boolean }): Promise<Result<readonly UnitId[]>> {
  if (!existsSync(projectsFolder(session))) return ok([]);
  const { takeDownContainers } = await import("../up/take-down.ts");
  return await takeDownContainers(session, flags);
}

async function endNeeded(session: Session): Promise<Ended> {
  const folder = neededFolder(session);
  const units = findOrphans(folder).map(({ unit }) => unit);
  return { units, left: units.length === 0 ? [] : await endOrphans(folder, { graceMs: GRACE_MS }) };
}

const GRACE_MS = 10_000;
