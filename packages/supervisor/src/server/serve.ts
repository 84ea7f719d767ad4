import type { Socket } from "node:net";
import { err, isAtRest, ok, type Result, type UnitEvent, type UnitSink, type UnitView } from "@nix-repo/model";
import type { Clock } from "@nix-repo/processes";
import type { Supervisor } from "../core/supervisor.ts";
import { findOrphans, livingSupervisor } from "../processes/unit-record.ts";
import type { LogReader } from "./log-reader.ts";
import type { WireEvent } from "./protocol.ts";
import { type ServedConnection, serveConnection } from "./serve-connection.ts";
import type { ServerPlace } from "./server-place.ts";
import type { ServerRecord } from "./server-record.ts";
import { takePlace } from "./take-place.ts";

export interface ServeOptions {
  readonly place: ServerPlace;
  /** Absolute: the root of the workspace. */
  readonly workspace: string;
  /** Of repo. */
  readonly version: string;
  readonly clock: Clock;
  /** Where the units' record is (see `recordUnits`): that of servers, and of no other supervisor. */
  readonly recordFolder: string;
  /** How long it stays, in milliseconds, where everything was stopped and nobody is connected; left out, until it is told to end. */
  readonly idleMs?: number | undefined;
  /** Called once, when the place is ours: there is no other server, and nothing is left of a killed one. Clients wait until it is done. */
  readonly open: (sink: UnitSink) => Promise<Result<ServedUnits>>;
}

export interface ServedUnits {
  /** Everything that it tells goes to the sink. */
  readonly supervisor: Supervisor;
  readonly logs: LogReader;
  /** When everything has ended, before the place is given up: for the logs and the units' record. */
  close?(): Promise<void>;
}

export type Served =
  | { readonly kind: "serving"; readonly server: RunningServer }
  /** Another one was there before: see `connect`. */
  | { readonly kind: "taken"; readonly by: ServerRecord };

/** Whoever has started it hands signals on to it. */
export interface RunningServer {
  /** Resolves when everything has ended, socket and record are gone, and nobody is connected. */
  readonly ended: Promise<ServerEnd>;
  /** Ends everything, as `down` does. */
  close(): Promise<ServerEnd>;
  /** Kills everything, and takes socket and record away, before it returns. */
  killNow(): void;
}

export interface ServerEnd {
  readonly why: "down" | "idle" | "closed";
  /** The units that had failed. */
  readonly failed: readonly UnitView[];
}

/**
 * Makes this process the server of a workspace, in the foreground or in the background:
 *
 *     place free ──▶ held ──open()──▶ serving ──down, close(), idle──▶ ending ──everything has ended──▶ place given up, who is connected told ──▶ ended
 *         └ taken: by whom        └ failed: place given up       └ answers, and starts nothing any more
 */
export async function serve(options: ServeOptions): Promise<Result<Served>> {
  const { place, workspace, version, clock, idleMs } = options;
  const taken = await takePlace(place);
  if (!taken.ok) return taken;
  if (taken.value.kind === "taken") return ok(taken.value);
  const held = taken.value.place;

  const connections = new Map<Socket, ServedConnection>();
  let considerIdle = (): void => undefined;
  const sink: UnitSink = (event) => {
    let json: string | undefined;
    const once = (): string => {
      json ??= JSON.stringify(wireEvent(event));
      return json;
    };
    for (const connection of connections.values()) connection.onUnitEvent(event, once);
    // A sink must not call its supervisor.
    if (event.type === "unit-changed") queueMicrotask(considerIdle);
  };
  let opened: Result<ServedUnits> | undefined;
  try {
    opened = await openUnits(options, sink);
  } finally {
    if (opened?.ok !== true) held.release();
  }
  if (!opened.ok) return opened;
  const { supervisor, logs, close: closeUnits } = opened.value;

  const startedAt = clock.now();
  const ended = Promise.withResolvers<ServerEnd>();
  let ending: Promise<ServerEnd> | undefined;
  const end = (why: ServerEnd["why"]): Promise<ServerEnd> => {
    ending ??= (async () => {
      cancelIdle();
      const outcome = await supervisor.close();
      try {
        await closeUnits?.();
      } finally {
        held.release();
        await Promise.all([...connections.values()].map((connection) => connection.end(outcome)));
      }
      return { why, failed: outcome.failed };
    })();
    void ending.then(ended.resolve, ended.reject);
    return ending;
  };
  let hasBeenAsked = false;
  let cancelIdle = (): void => undefined;
  considerIdle = () => {
    cancelIdle();
    if (idleMs === undefined || ending !== undefined || connections.size > 0) return;
    // What has failed is to be seen by whoever looks next.
    if (!supervisor.status().every(({ state }) => isAtRest(state) && state.kind !== "failed")) return;
    cancelIdle = clock.after(hasBeenAsked ? idleMs : Math.max(idleMs, COMES_WITHIN_MS), () => void end("idle"));
  };

  held.onConnection((socket) => {
    const connection = serveConnection(socket, {
      supervisor,
      logs,
      clock,
      welcome: () => ({ version, workspace, pid: process.pid, startedAt, isEnding: ending !== undefined }),
      down: () => void end("down"),
    });
    connections.set(socket, connection);
    hasBeenAsked = true;
    if (connections.size > MOST_CONNECTIONS) connection.refuse("too many others are connected");
    considerIdle();
    socket.once("close", () => {
      connections.delete(socket);
      considerIdle();
    });
  });
  considerIdle();
  return ok({
    kind: "serving",
    server: {
      ended: ended.promise,
      close: () => end("closed"),
      killNow() {
        supervisor.killNow();
        held.release();
        for (const connection of connections.values()) connection.destroy();
      },
    },
  });
}

const MOST_CONNECTIONS = 256;
/** Whoever has started a server in the background connects as soon as it is there. */
const COMES_WITHIN_MS = 10_000;

async function openUnits({ recordFolder, open }: ServeOptions, sink: UnitSink): Promise<Result<ServedUnits>> {
  // It has another place: $XDG_RUNTIME_DIR was another one, or somebody removed its folder.
  const other = livingSupervisor(recordFolder);
  if (other !== undefined) return err({ code: "server-unreachable", pid: other.pid });
  const orphans = findOrphans(recordFolder);
  if (orphans.length > 0) return err({ code: "units-left", units: orphans.map(({ unit, pids }) => ({ unit, pids })) });
  return await open(sink);
}

function wireEvent(event: UnitEvent): WireEvent {
  if (event.type !== "unit-output") return event;
  const { buffer, byteOffset, byteLength } = event.chunk;
  return { ...event, chunk: Buffer.from(buffer, byteOffset, byteLength).toString("base64") };
}
