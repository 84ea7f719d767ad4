import type { Socket } from "node:net";
import { nearest, type UnitEvent, type UnitId } from "@nix-repo/model";
import type { Clock } from "@nix-repo/processes";
import type { Outcome, Supervisor } from "../core/supervisor.ts";
import type { LogReader } from "./log-reader.ts";
import { createMessageLines } from "./message-lines.ts";
import { createOutbox } from "./outbox.ts";
import { parseRequest } from "./parse-request.ts";
import type {
  CancelRequest,
  ConnectionPurpose,
  EventsRequest,
  Hello,
  ServerRequest,
  UnitsRequest,
  WaitReadyRequest,
  Welcome,
} from "./protocol.ts";
import { sendLogs } from "./send-logs.ts";

/** What a connection asks of its server. */
export interface ConnectionHost {
  readonly supervisor: Supervisor;
  readonly logs: LogReader;
  readonly clock: Clock;
  welcome(): Welcome;
  /** Ends everything, and the server. */
  down(): void;
}

/** The server's side of a connection. */
export interface ServedConnection {
  /** `json` is the event's own: made once for all who want it. */
  onUnitEvent(event: UnitEvent, json: () => string): void;
  /** The server has ended: whatever was asked is answered. Resolves when the connection is closed. */
  end(outcome: Outcome): Promise<void>;
  /** Cuts it off. `reason` is one clause. */
  refuse(reason: string): void;
  destroy(): void;
}

/** Of one message, in bytes. */
export const LONGEST_REQUEST = 1024 * 1024;
const MOST_OPEN_REQUESTS = 64;
export const GREETS_WITHIN_MS = 10_000;

/** Answers one client for as long as it is connected. It may say what it likes: nobody else notices. */
export function serveConnection(socket: Socket, host: ConnectionHost): ServedConnection {
  const { supervisor, clock } = host;
  const outbox = createOutbox(socket, clock);
  const incoming = createMessageLines(LONGEST_REQUEST);
  /** Not yet looked at; what is in them was already read from the socket. */
  let lines: string[] = [];
  let purpose: ConnectionPurpose | undefined;
  let isCut = false;
  /** What takes time: what is asked under each number until it is answered. */
  const open = new Map<number, AbortController>();
  const subscriptions = new Map<number, (event: UnitEvent) => boolean>();
  const running = new Set<Promise<void>>();

  const cut = (reason: string): void => {
    isCut = true;
    lines = [];
    void outbox.close({ type: "cut", reason });
    leave();
  };
  const leave = (): void => {
    cancelGreeting();
    subscriptions.clear();
    for (const abort of open.values()) abort.abort();
  };
  const cancelGreeting = clock.after(GREETS_WITHIN_MS, () => cut("you have not said hello"));

  const look = (): void => {
    while (lines.length > 0 && !isCut && !outbox.isCongested) {
      const request = parseRequest(lines.shift() ?? "");
      if (request.ok) answer(request.value);
      else cut(request.error);
    }
    // Who does not read its answers gets no others, and nothing more is read of it.
    if (lines.length > 0) socket.pause();
    else if (!isCut) socket.resume();
  };
  socket.on("data", (chunk: Buffer) => {
    if (isCut) return;
    const { lines: more, wrong } = incoming.push(chunk);
    lines.push(...more);
    look();
    if (wrong !== undefined && !isCut) cut(wrong);
  });
  socket.on("drain", look);
  socket.on("error", () => socket.destroy());
  socket.once("close", leave);

  const answer = (request: ServerRequest): void => {
    const wrong = whyOutOfTurn(request);
    if (wrong !== undefined) cut(wrong);
    else if (request.type === "hello") greet(request);
    else if (request.type === "cancel") cancel(request.of);
    else act(request);
  };

  const whyOutOfTurn = ({ id, type }: ServerRequest): string | undefined => {
    if (type === "hello") return purpose === undefined ? undefined : "you have said hello before";
    if (purpose === undefined) return "you have not said hello";
    if (type === "cancel") return undefined;
    if (purpose === "end" && type !== "down") return "you have come to end the server, and ask for something else";
    if (open.has(id)) return `you have not waited for the answer to number ${id}`;
    return open.size < MOST_OPEN_REQUESTS ? undefined : `you wait for more than ${MOST_OPEN_REQUESTS} answers at once`;
  };

  const act = (request: Exclude<ServerRequest, Hello | CancelRequest>): void => {
    const { id } = request;
    if ("units" in request && !areKnown(id, request.units ?? [])) return;
    switch (request.type) {
      case "status":
        outbox.send({ id, type: "status", units: supervisor.status() });
        break;
      case "down":
        host.down();
        break;
      case "start":
      case "restart":
        if (host.welcome().isEnding) outbox.send({ id, type: "failed", failure: { code: "server-ending" } });
        else {
          supervisor[request.type](request.units);
          outbox.send({ id, type: "done" });
        }
        break;
      case "stop":
        during(id, (signal) => stop(request, signal));
        break;
      case "wait-ready":
        during(id, (signal) => waitReady(request, signal));
        break;
      case "events":
        subscribe(request);
        break;
      case "logs":
        during(id, (signal) => sendLogs(host.logs, { ...request, outbox, signal }));
        break;
    }
  };

  const greet = ({ id, version, workspace, purpose: wanted }: Hello): void => {
    const welcome = host.welcome();
    const { pid } = welcome;
    if (workspace !== welcome.workspace) {
      const failure = { code: "server-other-workspace", pid, theirs: welcome.workspace, ours: workspace } as const;
      void outbox.close({ id, type: "failed", failure });
    } else if (version !== welcome.version && wanted === "use") {
      void outbox.close({ id, type: "failed", failure: { code: "server-other-version", pid, theirs: welcome.version, ours: version } });
    } else {
      purpose = wanted;
      cancelGreeting();
      outbox.send({ id, type: "welcome", ...welcome });
    }
  };

  const areKnown = (id: number, units: readonly UnitId[]): boolean => {
    const known = new Set(supervisor.status().map((unit) => unit.id));
    const name = units.find((unit) => !known.has(unit));
    if (name === undefined) return true;
    const near = nearest(name, [...known]);
    const failure = { code: "unknown-unit", name, ...(near === undefined ? {} : { nearest: near }), count: known.size } as const;
    outbox.send({ id, type: "failed", failure });
    return false;
  };

  /** Until it is over or cancelled; then it is answered, with `end` unless it has another answer. */
  const during = (id: number, act: (signal: AbortSignal) => Promise<boolean>): void => {
    const abort = new AbortController();
    open.set(id, abort);
    const run = act(abort.signal).then((isAnswered) => {
      open.delete(id);
      running.delete(run);
      if (!isAnswered) outbox.send({ id, type: "end" });
    });
    running.add(run);
  };

  const stop = async ({ id, units }: UnitsRequest, signal: AbortSignal): Promise<boolean> => {
    const stopped = supervisor.stop(units);
    if (!(await endsBefore(stopped, signal))) return false;
    outbox.send({ id, type: "done" });
    return true;
  };

  const waitReady = async ({ id, units, timeoutMs }: WaitReadyRequest, signal: AbortSignal): Promise<boolean> => {
    const late = new AbortController();
    const cancelTimeout = timeoutMs === undefined ? () => undefined : clock.after(timeoutMs, () => late.abort());
    const answered = await supervisor.waitReady(units, AbortSignal.any([signal, late.signal]));
    cancelTimeout();
    if (answered.kind !== "aborted") {
      outbox.send({ id, type: "ready", answer: answered });
      return true;
    }
    if (signal.aborted) return false;
    const isReady = (kind: string) => kind === "ready" || kind === "completed";
    const unready = supervisor.status().filter((unit) => units.includes(unit.id) && !isReady(unit.state.kind));
    outbox.send({ id, type: "ready", answer: { kind: "timeout", units: unready } });
    return true;
  };

  const subscribe = ({ id, output }: EventsRequest): void => {
    if (Array.isArray(output) && !areKnown(id, output)) return;
    const units = typeof output === "object" ? new Set(output) : undefined;
    open.set(id, new AbortController());
    subscriptions.set(id, ({ type, unit }) => type !== "unit-output" || (units === undefined ? output === true : units.has(unit)));
    outbox.send({ id, type: "event", event: { type: "units", units: supervisor.status() } });
  };

  const cancel = (id: number): void => {
    // What is not there any more was answered just now.
    if (subscriptions.delete(id)) {
      open.delete(id);
      outbox.send({ id, type: "end" });
    } else open.get(id)?.abort();
  };

  return {
    onUnitEvent(event, json) {
      for (const [id, wants] of subscriptions) if (wants(event)) outbox.sendEvent(id, event, json);
    },
    async end({ failed }) {
      for (const id of subscriptions.keys()) outbox.send({ id, type: "end" });
      leave();
      // Each says by itself that it is over.
      await Promise.all(running);
      await outbox.close({ type: "ended", failed });
    },
    refuse: cut,
    destroy: () => socket.destroy(),
  };
}

/** @returns false where the signal was aborted first */
function endsBefore(ends: Promise<void>, signal: AbortSignal): Promise<boolean> {
  return new Promise((resolve, reject) => {
    signal.addEventListener("abort", () => resolve(false), { once: true });
    ends.then(() => resolve(true), reject);
  });
}
