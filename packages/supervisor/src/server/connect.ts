import { connect as connectSocket, type Socket } from "node:net";
import { err, ok, type Result } from "@nix-repo/model";
import { type Clock, SYSTEM_CLOCK } from "@nix-repo/processes";
import { findOrphans, livingSupervisor } from "../processes/unit-record.ts";
import { createClientLink } from "./client-link.ts";
import { createClient } from "./create-client.ts";
import type { ConnectionPurpose, Welcome } from "./protocol.ts";
import { lost } from "./reply-stream.ts";
import type { Connection, ServerClient } from "./server-client.ts";
import { checkFolder, type ServerPlace, socketFailure } from "./server-place.ts";
import { NOBODY, presenceOf, readRecord, recordFile, type ServerRecord, socketFile } from "./server-record.ts";

export interface ConnectOptions {
  readonly place: ServerPlace;
  /** Absolute: the root of the workspace. */
  readonly workspace: string;
  /** Of repo. */
  readonly version: string;
  /** Where the units' record is: see `recordUnits`. */
  readonly recordFolder: string;
  /** Left out, `use`. */
  readonly purpose?: ConnectionPurpose;
  /** Who was just found to have the place; left out, whoever has it. */
  readonly to?: ServerRecord;
  /** How long the server may take to answer, in milliseconds; left out, 10,000. */
  readonly answerWithinMs?: number;
  readonly clock?: Clock;
  readonly signal?: AbortSignal;
}

/** Connects to the server of a workspace, if there is one. Who is just taking the place, or giving it up, is waited for. */
export async function connect(options: ConnectOptions): Promise<Result<Connection>> {
  const { place, recordFolder, signal } = options;
  for (let { to } = options; ; to = undefined) {
    if (signal?.aborted === true) return err(lost("it was not waited for any longer"));
    const checked = checkFolder(place);
    if (!checked.ok) return checked;
    try {
      const record = to ?? (checked.value ? readRecord(recordFile(place)) : undefined);
      if (record === undefined) return withoutServer(recordFolder);
      const reached = await reach(record, options);
      if (reached !== undefined) return reached.ok ? ok({ kind: "connected", client: reached.value }) : reached;
      // It has gone while we looked, or is no longer there.
      const file = recordFile(place);
      if (to !== undefined || readRecord(file)?.token !== record.token) continue;
      const presence = await presenceOf(place, record, file);
      if (presence === "there" || readRecord(file)?.token !== record.token) continue;
      if (presence === "cut-off") return err({ code: "server-unreachable", pid: record.process.pid });
      return withoutServer(recordFolder);
    } catch (error) {
      return err(socketFailure(place.folder, error));
    }
  }
}

function withoutServer(recordFolder: string): Result<Connection> {
  // It has another place: $XDG_RUNTIME_DIR was another one, or somebody has removed its folder.
  const other = livingSupervisor(recordFolder);
  if (other !== undefined) return err({ code: "server-unreachable", pid: other.pid });
  return ok({ kind: "not-running", orphans: findOrphans(recordFolder) });
}

/** @returns undefined where nobody is there, or goes away before having answered. */
async function reach(record: ServerRecord, options: ConnectOptions): Promise<Result<ServerClient> | undefined> {
  const socket = await socketTo(socketFile(options.place, record.token));
  if (socket === undefined) return undefined;
  const { workspace, version, purpose = "use", answerWithinMs = ANSWERS_WITHIN_MS, clock = SYSTEM_CLOCK, signal } = options;
  const link = createClientLink(socket);
  const answer = Promise.withResolvers<Result<Welcome> | undefined>();
  const id = link.ask({ type: "hello", version, workspace, purpose }, (reply) => {
    if (reply.type === "welcome") answer.resolve(ok(reply));
    else if (reply.type === "failed") answer.resolve(err(reply.failure));
    else answer.resolve(reply.type === "lost" && reply.reason !== undefined ? err(lost(reply.reason)) : undefined);
  });
  const cancel = clock.after(answerWithinMs, () =>
    answer.resolve(err({ code: "server-silent", pid: record.process.pid, waitedMs: answerWithinMs })),
  );
  const onAbort = (): void => answer.resolve(err(lost("it was not waited for any longer")));
  if (signal?.aborted === true) onAbort();
  signal?.addEventListener("abort", onAbort, { once: true });
  const answered = await answer.promise;
  cancel();
  signal?.removeEventListener("abort", onAbort);
  link.forget(id);
  if (answered?.ok === true) {
    const { version: theirs, workspace: root, pid, startedAt, isEnding } = answered.value;
    return ok(createClient(link, { version: theirs, workspace: root, pid, startedAt, isEnding }));
  }
  link.close();
  return answered;
}

const ANSWERS_WITHIN_MS = 10_000;

/** @returns undefined where nobody listens. Throws what else the system says. */
function socketTo(path: string): Promise<Socket | undefined> {
  return new Promise((resolve, reject) => {
    const socket = connectSocket(path);
    const onError = (error: NodeJS.ErrnoException): void => (NOBODY.has(error.code ?? "") ? resolve(undefined) : reject(error));
    socket.once("error", onError);
    socket.once("connect", () => {
      socket.off("error", onError);
      resolve(socket);
    });
  });
}
