import { DURATION, parseDuration } from "@nix-repo/config";
import { EXIT, type Failure, ok, type Result, type UnitId, type UnitView } from "@nix-repo/model";
import { createProcessSampler } from "@nix-repo/processes";
import { decideColour, orphanViews, paletteOf, renderOrphans, renderStatus, statusJson, symbolsFor } from "@nix-repo/reporters";
import { connect, type ServerClient } from "@nix-repo/supervisor";
import { type GlobalFlags, openSession, refuse, refuseIn, type Session } from "../open-session.ts";
import type { RepoContext } from "../repo-command.ts";
import { namedUnits } from "../up/named-units.ts";
import { serverOptions } from "../up/server-options.ts";
import { leftUnits } from "../up/units-folder.ts";

interface Flags extends GlobalFlags {
  readonly json: boolean;
  readonly waitReady: boolean;
  readonly timeout: string | undefined;
}

interface Request {
  readonly flags: Flags;
  readonly names: readonly string[];
}

/** `repo status`. */
export async function showStatus({ flags, names, context: { io } }: Request & { readonly context: RepoContext }): Promise<number> {
  const session = await openSession(flags, io);
  if (!session.ok) return await refuse(session.error, { io, flags });
  if (flags.timeout !== undefined && !new RegExp(DURATION).test(flags.timeout))
    return await refuseIn(session.value, notADuration(flags.timeout));
  const connection = await connect(serverOptions(session.value));
  if (!connection.ok) return await refuseIn(session.value, connection.error);
  if (connection.value.kind === "not-running") return showNothing(session.value, flags);
  const { client } = connection.value;
  try {
    const shown = await showUnits(session.value, { client, flags, names });
    return shown.ok ? shown.value : await refuseIn(session.value, shown.error);
  } finally {
    client.close();
  }
}

function notADuration(text: string): Failure {
  return { code: "usage", message: `--timeout is "${text}", and takes a duration such as 30s or 5m` };
}

/** There is no supervisor: what a killed one left is all that there can be. */
function showNothing(session: Session, { json, waitReady, color }: Flags): number {
  const { io } = session;
  const orphans = leftUnits(session);
  const colour = decideColour({ flag: color, env: io.env, isTTY: io.stdout.isTTY === true });
  if (json) {
    const view = { version: 1, kind: "status", running: false, units: [], left: orphanViews(orphans) };
    io.stdout.write(`${JSON.stringify(view, undefined, 2)}\n`);
  } else if (orphans.length > 0) {
    const options = { colour, symbols: symbolsFor(io.env), columns: io.stdout.columns, now: Date.now() };
    io.stdout.write(`${renderOrphans(orphans, options)}\n`);
  } else io.stdout.write("nothing runs; repo up starts it\n");
  return waitReady || orphans.length > 0 ? EXIT.failed : EXIT.ok;
}

async function showUnits(session: Session, { client, flags, names }: Request & { client: ServerClient }): Promise<Result<number>> {
  const { io, workspace, stop } = session;
  const before = await client.status();
  if (!before.ok) return before;
  const named = namedUnits(names, before.value);
  if (!named.ok) return named;
  const code = flags.waitReady
    ? await untilReady(client, { wanted: named.value, units: before.value, flags, signal: stop.signal })
    : ok(EXIT.ok);
  if (!code.ok) return code;
  const units = await client.status();
  if (!units.ok) return units;
  const wanted = new Set(named.value);
  const shown = names.length === 0 ? units.value : units.value.filter(({ id }) => wanted.has(id));
  const samples = createProcessSampler()(new Map(shown.flatMap(({ id, pid }) => (pid === undefined ? [] : [[id, pid] as const]))));
  const now = Date.now();
  if (flags.json) {
    io.stdout.write(`${JSON.stringify({ ...statusJson({ units: shown, samples, now }, workspace.root), running: true }, undefined, 2)}\n`);
    return code;
  }
  const colour = decideColour({ flag: flags.color, env: io.env, isTTY: io.stdout.isTTY === true });
  // In a workspace of many services most were never asked for.
  const told = names.length === 0 ? shown.filter(({ state }) => state.kind !== "idle") : shown;
  const options = { root: workspace.root, colour, symbols: symbolsFor(io.env), columns: io.stdout.columns };
  if (told.length > 0) io.stdout.write(`${renderStatus({ units: told, samples, now }, options)}\n`);
  const others = shown.length - told.length;
  if (others > 0) io.stdout.write(`${paletteOf(colour).quiet(`${others} not started`)}\n`);
  return code;
}

interface Awaited {
  readonly wanted: readonly UnitId[];
  readonly units: readonly UnitView[];
  readonly flags: Flags;
  readonly signal: AbortSignal;
}

/** Of those that were named, or of all that somebody has asked for. */
async function untilReady(client: ServerClient, { wanted, units, flags: { timeout }, signal }: Awaited): Promise<Result<number>> {
  const asked = wanted.length > 0 ? wanted : units.flatMap(({ id, state }) => (state.kind === "idle" ? [] : [id]));
  const timeoutMs = timeout === undefined ? undefined : parseDuration(timeout);
  const answer = await client.waitReady(asked, { signal, ...(timeoutMs === undefined ? {} : { timeoutMs }) });
  return answer.ok ? ok(answer.value.kind === "ready" ? EXIT.ok : EXIT.failed) : answer;
}
