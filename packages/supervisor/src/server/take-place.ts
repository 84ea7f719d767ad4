import { once } from "node:events";
import { chmodSync, existsSync, linkSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server, type Socket } from "node:net";
import { join } from "node:path";
import { err, ok, ownIdentity, type Result } from "@nix-repo/model";
import { whereWeAre } from "@nix-repo/processes";
import { newToken } from "../processes/unit-mark.ts";
import { type ServerPlace, secureFolder, socketFailure } from "./server-place.ts";
import { answers, type Presence, presenceOf, readRecord, recordFile, type ServerRecord, socketFile } from "./server-record.ts";

export type TakenPlace = { readonly kind: "held"; readonly place: HeldPlace } | { readonly kind: "taken"; readonly by: ServerRecord };

/** The place of a workspace's server, which one process has at a time. */
export interface HeldPlace {
  readonly record: ServerRecord;
  /** Hands over who has connected so far, and from then on whoever does. */
  onConnection(take: (socket: Socket) => void): void;
  /** Takes record and socket away; who is connected stays so. Those who have not been handed over are told to look again, by being disconnected. */
  release(): void;
}

/** Takes the place, where nobody has it who is still there. */
export async function takePlace(place: ServerPlace): Promise<Result<TakenPlace>> {
  const secured = secureFolder(place);
  if (!secured.ok) return secured;
  const record: ServerRecord = { process: ownIdentity(), where: whereWeAre(), token: newToken() };
  const path = socketFile(place, record.token);
  let held: HeldPlace | undefined;
  try {
    held = holding(await listen(path), { place, record });
    const owner = await take(recordFile(place), { place, record });
    if (owner === "mine" && existsSync(path)) {
      await removeLeft(place, record.token);
      return ok({ kind: "held", place: held });
    }
    held.release();
    if (owner === "mine") return await takePlace(place);
    if (owner.presence === "cut-off") return err({ code: "server-unreachable", pid: owner.record.process.pid });
    return ok({ kind: "taken", by: owner.record });
  } catch (error) {
    held?.release();
    // Who has the place was just cleaning up, and took our socket, which did not listen yet, for a dead one.
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return await takePlace(place);
    return err(socketFailure(path, error));
  }
}

async function listen(path: string): Promise<Server> {
  const server = createServer();
  try {
    server.listen(path);
    await once(server, "listening");
    chmodSync(path, 0o600);
    return server;
  } catch (error) {
    server.close();
    throw error;
  }
}

interface Own {
  readonly place: ServerPlace;
  readonly record: ServerRecord;
}

function holding(server: Server, { place, record }: Own): HeldPlace {
  const waiting = new Set<Socket>();
  let takeOver = (socket: Socket): void => {
    // It may go away while it waits.
    socket.on("error", () => socket.destroy());
    socket.once("close", () => waiting.delete(socket));
    waiting.add(socket);
  };
  server.on("connection", (socket) => takeOver(socket));
  // No room for another connection; those who are there are served.
  server.on("error", () => undefined);
  return {
    record,
    onConnection(take) {
      takeOver = take;
      for (const socket of waiting) take(socket);
      waiting.clear();
    },
    release() {
      const file = recordFile(place);
      if (readRecord(file)?.token === record.token) rmSync(file, { force: true });
      server.close();
      rmSync(socketFile(place, record.token), { force: true });
      for (const socket of waiting) socket.destroy();
    },
  };
}

/**
 * Makes a file ours, unless somebody has it who is still there.
 *
 *     nobody has it ─────── link (one succeeds) ──────▶ ours
 *     who had it is gone ── take FILE.TOKEN, by the same rules ──▶ is FILE still theirs? ── rename over it ──▶ ours
 *                                                                          └─ no: somebody was faster. Once more
 *
 * Nobody replaces a file of one that is gone but the holder of FILE.TOKEN, where the token is that of the one who is gone: so whoever is slow to act on what it
 * saw replaces nobody who came meanwhile. Who is killed within these lines leaves FILE.TOKEN, which is taken from it in the same way.
 * @returns who has it
 */
async function take(file: string, own: Own): Promise<"mine" | Owner> {
  for (;;) {
    if (published(file, own, linkSync)) return "mine";
    const there = readRecord(file);
    if (there === undefined) continue;
    const presence = await presenceOf(own.place, there, file);
    if (presence !== "gone") return { record: there, presence };
    const turn = `${file}.${there.token}`;
    const other = await take(turn, own);
    const isStillTheirs = readRecord(file)?.token === there.token;
    if (other !== "mine") {
      // Then nobody else can get it any more; or it was too late as well.
      if (isStillTheirs) return other;
      continue;
    }
    if (isStillTheirs) published(file, own, renameSync);
    rmSync(turn, { force: true });
    if (isStillTheirs) return "mine";
  }
}

interface Owner {
  readonly record: ServerRecord;
  readonly presence: Exclude<Presence, "gone">;
}

/** Whole, or not at all. @returns whether it is there; false where another one is. */
function published(file: string, { place, record }: Own, publish: (from: string, to: string) => void): boolean {
  const fresh = join(place.folder, `${place.name}-${record.token}.json`);
  try {
    writeFileSync(fresh, JSON.stringify(record), { mode: 0o600 });
    publish(fresh, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  } finally {
    rmSync(fresh, { force: true });
  }
}

/** Removes what those have left who were killed. What is about taking the place from one of them means nothing once it is ours. */
async function removeLeft(place: ServerPlace, ownToken: string): Promise<void> {
  const turns = `${place.name}.json.`;
  for (const file of readdirSync(place.folder)) {
    const path = join(place.folder, file);
    if (file.startsWith(turns)) rmSync(path, { force: true });
    if (!file.startsWith(`${place.name}-`)) continue;
    const token = file.slice(place.name.length + 1).replace(/\.(sock|json)$/, "");
    // Another one may just be trying to take the place.
    if (token !== ownToken && !(await answers(socketFile(place, token)))) rmSync(path, { force: true });
  }
}
