import { join } from "node:path";
import { DURATION, parseDuration } from "@nix-repo/config";
import { EXIT, type Failure } from "@nix-repo/model";
import { connect, followUnitLogs, type LogLine, loggedUnits, readUnitLogs } from "@nix-repo/supervisor";
import { refuseIn, type Session } from "../open-session.ts";
import { stopOnSignals } from "../stop-on-signals.ts";
import { plainName } from "./may-start.ts";
import { serverOptions } from "./server-options.ts";
import { unitsFolder } from "./units-folder.ts";

interface Flags {
  readonly follow: boolean;
  readonly since: string | undefined;
  readonly json: boolean;
}

/** `repo logs SERVICE`: what its process has written, a line each with its time, as it lies in `.repo/up/logs`: it can also be read when nothing runs. */
export async function showUnitLogs(session: Session, { names, flags }: { names: readonly string[]; flags: Flags }): Promise<number> {
  const { io } = session;
  const folder = join(unitsFolder(session), "logs");
  if (flags.since !== undefined && !new RegExp(DURATION).test(flags.since)) return await refuseIn(session, notADuration(flags.since));
  const age = flags.since === undefined ? undefined : parseDuration(flags.since);
  const units = loggedUnits(folder).filter((unit) => names.some((name) => unit === name || unit.startsWith(`${name}#`)));
  if (units.length === 0 && !flags.follow)
    return (await arePresent(session, names)) ? EXIT.ok : await refuseIn(session, nothingLogged(names));
  const wanted = { units: units.length === 0 ? names : units, ...(age === undefined ? {} : { since: Date.now() - age }) };
  const print = (line: LogLine) => void io.stdout.write(`${flags.json ? JSON.stringify(line) : textOf(line)}\n`);
  if (!flags.follow) {
    for (const line of readUnitLogs(folder, wanted)) print(line);
    return EXIT.ok;
  }
  const leave = new AbortController();
  const stop = stopOnSignals({ io, onFirst: () => leave.abort() });
  try {
    for await (const line of followUnitLogs(folder, { ...wanted, signal: leave.signal })) print(line);
    return EXIT.ok;
  } finally {
    stop.release();
  }
}

/** What runs and has written nothing yet has an empty log. */
async function arePresent(session: Session, names: readonly string[]): Promise<boolean> {
  const connection = await connect(serverOptions(session));
  if (!connection.ok || connection.value.kind !== "connected") return false;
  const { client } = connection.value;
  const units = await client.status();
  client.close();
  return units.ok && units.value.some(({ id, startedAt }) => startedAt !== undefined && names.includes(plainName(id)));
}

function textOf({ at, unit, text }: LogLine): string {
  return `${new Date(at).toISOString()} ${unit} | ${text}`;
}

function notADuration(text: string): Failure {
  return { code: "usage", message: `--since is "${text}", and takes a duration such as 30s, 10m or 2h` };
}

function nothingLogged(names: readonly string[]): Failure {
  return {
    code: "usage",
    message: `no repo up has kept a log of ${names.join(", ")}`,
    hint: "repo logs web:test shows the output of a task",
  };
}
