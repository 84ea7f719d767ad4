import type { Orphan, Result, UnitId, UnitView } from "@nix-repo/model";
import type { Outcome } from "../core/supervisor.ts";
import type { LogLine } from "../logs/log-cursor.ts";
import type { EventsWanted, LogsWanted, ServerEvent, WaitReadyAnswer, Welcome } from "./protocol.ts";

/**
 * The server of a workspace, as a client sees it. Whatever is asked fails with `server-lost` where the connection ends first, and with `server-ending`
 * where the server is being ended. An aborted signal ends a stream, and what is waited for fails with `server-lost` as well.
 */
export interface ServerClient extends AsyncDisposable {
  readonly server: Welcome;
  /** Starts what does not run of these and of all that they need. */
  start(units: readonly UnitId[], options?: RequestOptions): Promise<Result<void>>;
  /** Resolves when they have ended, and all that needs them. */
  stop(units: readonly UnitId[], options?: RequestOptions): Promise<Result<void>>;
  restart(units: readonly UnitId[], options?: RequestOptions): Promise<Result<void>>;
  status(options?: RequestOptions): Promise<Result<readonly UnitView[]>>;
  /** @param timeoutMs in milliseconds; left out, for as long as it takes. */
  waitReady(units: readonly UnitId[], options?: RequestOptions & { readonly timeoutMs?: number }): Promise<Result<WaitReadyAnswer>>;
  /** All units as they are, and then what happens. Who reads slowly misses output, and is told so; who does not read at all is cut off. */
  events(wanted?: EventsWanted & RequestOptions): ServerStream<ServerEvent>;
  logs(wanted?: LogsWanted & RequestOptions): ServerStream<LogLine>;
  /** Ends everything, and the server. Resolves when it has given its place up. */
  down(options?: RequestOptions): Promise<Result<Outcome>>;
  /** Resolves when the connection is closed, by whomever. */
  readonly closed: Promise<void>;
  close(): void;
}

export interface RequestOptions {
  readonly signal?: AbortSignal;
}

/** Can be read once, and asks for nothing before. Who does not go on reading holds up what else is asked on the same connection. */
export interface ServerStream<T> extends AsyncIterable<T> {
  /** How it has ended: by itself or by its signal, or with a failure. Never rejects. */
  readonly end: Promise<Result<void>>;
}

/** What there is in a workspace. */
export type Connection =
  | { readonly kind: "connected"; readonly client: ServerClient }
  /** `orphans`: what one that was killed has left running. */
  | { readonly kind: "not-running"; readonly orphans: readonly Orphan[] };
