import { EXIT, err, type Failure, ok, type Result, type UnitId, type UnitView } from "@nix-repo/model";
import { createProcessSampler } from "@nix-repo/processes";
import { decideColour, orphansJson, renderOrphans, renderStatus, statusJson, symbolsFor } from "@nix-repo/reporters";
import { connect, endLeft, type ServerClient, unitsNamed } from "@nix-repo/supervisor";
import { type GlobalFlags, openSession, refuse, refuseIn, type Session } from "../open-session.ts";
import type { RepoContext } from "../repo-command.ts";
import { serverOptions } from "../up/server-options.ts";

interface Request {
  readonly flags: GlobalFlags & { readonly json: boolean };
  readonly names: readonly string[];
  readonly context: RepoContext;
}

/** `repo status`. */
export async function showStatus({ flags, names, context: { io }, waitReady }: Request & { readonly waitReady: boolean }): Promise<number> {
  const session = await openSession(flags, io);
  if (!session.ok) return await refuse(session.error, { io, flags });
  const connection = await connect(serverOptions(session.value));
  if (!connection.ok) return await refuseIn(session.value, connection.error);
  const colour = decideColour({ flag: flags.color, env: io.env, isTTY: io.stdout.isTTY === true });
  const now = Date.now();
  if (connection.value.kind === "not-running") {
    const { orphans } = connection.value;
    const plain = { version: 1, kind: "status", running: false, units: [], left: orphansJson(orphans) };
    const text =
      orphans.length === 0
        ? "nothing runs in the background\n"
        : renderOrphans(orphans, { colour, symbols: symbolsFor(io.env), columns: io.stdout.columns, now });
    io.stdout.write(flags.json ? `${JSON.stringify(plain, undefined, 2)}\n` : text);
    return waitReady || orphans.length > 0 ? EXIT.failed : EXIT.ok;
  }
  const { client } = connection.value;
  try {
    const code = waitReady ? await untilReady(client, names) : ok(EXIT.ok as number);
    if (!code.ok) return await refuseIn(session.value, code.error);
    const units = await client.status();
    if (!units.ok) return await refuseIn(session.value, units.error);
    const shown = names.length === 0 ? units.value : units.value.filter(({ id }) => meant(names, units.value).includes(id));
    const sampler = createProcessSampler();
    const samples = sampler(new Map(shown.flatMap(({ id, pid }) => (pid === undefined ? [] : [[id, pid] as const]))));
    const status = { units: shown, samples, now };
    const { root } = session.value.workspace;
    if (flags.json) io.stdout.write(`${JSON.stringify({ ...statusJson(status, root), running: true }, undefined, 2)}\n`);
    else io.stdout.write(`${renderStatus(status, { root, colour, symbols: symbolsFor(io.env), columns: io.stdout.columns })}\n`);
    return code.value;
  } finally {
    client.close();
  }
}

/** Of those that were named, or of all that somebody has asked for. */
async function untilReady(client: ServerClient, names: readonly string[]): Promise<Result<number>> {
  const units = await client.status();
  if (!units.ok) return units;
  const wanted = names.length > 0 ? meant(names, units.value) : units.value.flatMap(({ id, state }) => (state.kind === "idle" ? [] : [id]));
  const answer = await client.waitReady(wanted);
  return answer.ok ? ok(answer.value.kind === "ready" ? EXIT.ok : EXIT.failed) : answer;
}

function meant(names: readonly string[], units: readonly UnitView[]): readonly UnitId[] {
  const ids = units.map(({ id }) => id);
  return names.flatMap((name) => unitsNamed(name, ids));
}

/** `repo stop` and `repo restart`. */
export async function steerUnits({
  flags,
  names,
  context: { io },
  verb,
}: Request & { readonly verb: "stop" | "restart" }): Promise<number> {
  const session = await openSession(flags, io);
  if (!session.ok) return await refuse(session.error, { io, flags });
  const connection = await connect(serverOptions(session.value));
  if (!connection.ok) return await refuseIn(session.value, connection.error);
  if (connection.value.kind === "not-running") return await refuseIn(session.value, NOTHING_RUNS);
  const { client } = connection.value;
  try {
    const done = await steer(client, { names, verb });
    if (!done.ok) return await refuseIn(session.value, done.error);
    if (flags.json) io.stdout.write(`${JSON.stringify({ version: 1, kind: verb, units: done.value }, undefined, 2)}\n`);
    else io.stdout.write(`${verb === "stop" ? "stopped" : "starting again"}: ${done.value.join(", ")}\n`);
    return EXIT.ok;
  } finally {
    client.close();
  }
}

async function steer(
  client: ServerClient,
  { names, verb }: { names: readonly string[]; verb: "stop" | "restart" },
): Promise<Result<readonly UnitId[]>> {
  const units = await client.status();
  if (!units.ok) return units;
  const ids = units.value.map(({ id }) => id);
  const unknown = names.find((name) => unitsNamed(name, ids).length === 0);
  if (unknown !== undefined) return err({ code: "unknown-unit", name: unknown, count: ids.length });
  const wanted = meant(names, units.value);
  const done = verb === "stop" ? await client.stop(wanted) : await client.restart(wanted);
  return done.ok ? ok(wanted) : done;
}

const NOTHING_RUNS: Failure = { code: "usage", message: "nothing runs in the background", hint: "repo up --detach starts it" };

/** `repo down`. */
export async function bringDown({ flags, context: { io } }: Omit<Request, "names">): Promise<number> {
  const session = await openSession(flags, io);
  if (!session.ok) return await refuse(session.error, { io, flags });
  const ended = await endBackground(session.value);
  if (!ended.ok) return await refuseIn(session.value, ended.error);
  const { units, left } = ended.value;
  if (flags.json) io.stdout.write(`${JSON.stringify({ version: 1, kind: "down", ended: units, left }, undefined, 2)}\n`);
  else io.stdout.write(units.length === 0 ? "nothing was left running\n" : `ended: ${units.join(", ")}\n`);
  return left > 0 ? EXIT.failed : EXIT.ok;
}

async function endBackground(session: Session): Promise<Result<{ units: readonly UnitId[]; left: number }>> {
  const options = serverOptions(session);
  const connection = await connect({ ...options, purpose: "end" });
  if (!connection.ok) return connection;
  if (connection.value.kind === "connected") {
    const { client } = connection.value;
    const outcome = await client.down();
    client.close();
    return outcome.ok ? ok({ units: ["all of the background"], left: 0 }) : outcome;
  }
  const { orphans } = connection.value;
  const units = orphans.map(({ unit }) => unit);
  if (units.length === 0) return ok({ units, left: 0 });
  const ended = await endLeft({ place: options.place, recordFolder: options.recordFolder, graceMs: GRACE_MS });
  if (!ended.ok) return ended;
  return ok({ units, left: ended.value.kind === "ended" ? ended.value.left.length : 0 });
}

const GRACE_MS = 10_000;
