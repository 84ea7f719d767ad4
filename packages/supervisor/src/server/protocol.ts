import type { Failure, UnitEvent, UnitId, UnitView } from "@nix-repo/model";
import type { ReadyAnswer } from "../core/supervisor.ts";
import type { LogLine } from "../logs/log-cursor.ts";

/**
 * What goes over the socket: a line of JSON for each message. A client greets first; then it may ask as much as it likes at once. Each request has a number,
 * which all replies to it carry. A client that says what cannot be meant is told `cut`, and is cut off.
 *
 *     client  hello ──────────▶ start, stop, restart, status, wait-ready, down ─▶ ◀─ one answer (or failed)
 *                     ◀ welcome events, logs ───────────────────────────────────▶ ◀─ event, lines … ◀─ end (or failed)
 *                               cancel ─▶ what was asked under another number is over: its answer is `end`
 */
export type ServerRequest = Hello | UnitsRequest | WaitReadyRequest | EventsRequest | LogsRequest | PlainRequest | CancelRequest;

export interface Hello {
  readonly id: number;
  readonly type: "hello";
  /** Of repo. The server has to have the same one, unless it is only to be ended. */
  readonly version: string;
  /** Absolute: the root of the workspace that is meant. */
  readonly workspace: string;
  readonly purpose: ConnectionPurpose;
}

/** `end`: nothing but `down` will be asked, which servers of all versions understand. */
export type ConnectionPurpose = "use" | "end";

export interface UnitsRequest {
  readonly id: number;
  /** `stop` is answered when they have ended, the others at once. */
  readonly type: "start" | "stop" | "restart";
  readonly units: readonly UnitId[];
}

export interface WaitReadyRequest {
  readonly id: number;
  readonly type: "wait-ready";
  readonly units: readonly UnitId[];
  /** In milliseconds; left out, for as long as it takes. */
  readonly timeoutMs?: number;
}

/** What happens from now on, after what is. */
export interface EventsRequest extends EventsWanted {
  readonly id: number;
  readonly type: "events";
}

export interface EventsWanted {
  /** Whether what units write is wanted too: of all, of these, or, left out, of none. */
  readonly output?: boolean | readonly UnitId[];
}

export interface LogsRequest extends LogsWanted {
  readonly id: number;
  readonly type: "logs";
}

export interface LogsWanted {
  /** Left out, all that have a log. */
  readonly units?: readonly UnitId[];
  /** The last lines alone, so many of all units together. */
  readonly lines?: number;
  /** Those since then, in milliseconds since the epoch. */
  readonly sinceMs?: number;
  /** Goes on with what is written from then on. */
  readonly follow?: boolean;
}

export interface PlainRequest {
  readonly id: number;
  /** `down`: everything ends, and so does the server; answered when all units have. */
  readonly type: "status" | "down";
}

export interface CancelRequest {
  readonly id: number;
  readonly type: "cancel";
  readonly of: number;
}

export type ServerReply =
  | ({ readonly id: number; readonly type: "welcome" } & Welcome)
  | { readonly id: number; readonly type: "done" }
  | { readonly id: number; readonly type: "status"; readonly units: readonly UnitView[] }
  | { readonly id: number; readonly type: "ready"; readonly answer: WaitReadyAnswer }
  | { readonly id: number; readonly type: "event"; readonly event: WireEvent }
  | { readonly id: number; readonly type: "lines"; readonly lines: readonly LogLine[] }
  /** A stream is over, or what was cancelled. */
  | { readonly id: number; readonly type: "end" }
  | { readonly id: number; readonly type: "failed"; readonly failure: Failure }
  /** The last message to everybody, and the answer to `down`: the server has ended. `failed`: the units that had. */
  | { readonly type: "ended"; readonly failed: readonly UnitView[] }
  /** The last message to one that is cut off: why, in one clause. */
  | { readonly type: "cut"; readonly reason: string };

/** Who answers. */
export interface Welcome {
  readonly version: string;
  readonly workspace: string;
  readonly pid: number;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  /** It is being ended: nothing is started any more. */
  readonly isEnding: boolean;
}

/** `timeout`: units that were not ready in the time that was given. */
export type WaitReadyAnswer = Exclude<ReadyAnswer, { kind: "aborted" }> | { readonly kind: "timeout"; readonly units: readonly UnitView[] };

/** What a client hears of units. The first one is always `units`: what comes after it is what changes from then on. */
export type ServerEvent =
  | { readonly type: "units"; readonly units: readonly UnitView[] }
  | UnitEvent
  /** The client did not read as fast as the unit writes: so many bytes were left out here. */
  | { readonly type: "output-skipped"; readonly unit: UnitId; readonly at: number; readonly bytes: number };

/** The same in JSON: output is in base64. */
export type WireEvent =
  | Exclude<ServerEvent, { type: "unit-output" }>
  | (Omit<Extract<UnitEvent, { type: "unit-output" }>, "chunk"> & { readonly chunk: string });
