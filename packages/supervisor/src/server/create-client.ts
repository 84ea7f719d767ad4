import { err, ok, type Result } from "@nix-repo/model";
import type { LogLine } from "../logs/log-cursor.ts";
import type { ClientLink, ClientReply, Unnumbered } from "./client-link.ts";
import type { ServerEvent, ServerRequest, Welcome, WireEvent } from "./protocol.ts";
import { createReplyStream, lost, type StreamFeed } from "./reply-stream.ts";
import type { RequestOptions, ServerClient, ServerStream } from "./server-client.ts";

/** What is held of streams that are read slowly, in bytes, before nothing more is taken from the server. */
const HELD_BYTES = 1024 * 1024;

export function createClient(link: ClientLink, server: Welcome): ServerClient {
  const feeds = new Set<StreamFeed<never>>();
  let isHeld = false;
  const considerFlow = (): void => {
    const bytes = [...feeds].reduce((sum, { heldBytes }) => sum + heldBytes, 0);
    if (bytes > HELD_BYTES === isHeld) return;
    isHeld = !isHeld;
    if (isHeld) link.flow.hold();
    else link.flow.release();
  };

  /** One answer to one question. `read` gives undefined for what is none. */
  const once = <T>(
    request: Unnumbered<ServerRequest>,
    read: (reply: ClientReply) => T | undefined,
    { signal }: RequestOptions = {},
  ): Promise<Result<T>> =>
    new Promise((resolve) => {
      if (signal?.aborted === true) return resolve(err(UNWANTED));
      const onAbort = (): void => {
        link.forget(id);
        link.tell({ type: "cancel", of: id });
        resolve(err(UNWANTED));
      };
      const id = link.ask(request, (reply) => {
        signal?.removeEventListener("abort", onAbort);
        link.forget(id);
        resolve(answerOf(reply, read));
      });
      signal?.addEventListener("abort", onAbort, { once: true });
    });

  const stream = <T>(
    request: Unnumbered<ServerRequest>,
    { signal, read }: RequestOptions & { read: (reply: ClientReply) => readonly T[] | undefined },
  ): ServerStream<T> => {
    let id: number | undefined;
    let feed: StreamFeed<T> | undefined;
    const over = (): void => {
      if (id !== undefined) link.forget(id);
      if (feed !== undefined) feeds.delete(feed as StreamFeed<never>);
    };
    return createReplyStream<T>({
      signal,
      begin(mine) {
        feed = mine;
        feeds.add(mine as StreamFeed<never>);
        id = link.ask(request, (reply, size) => {
          const items = read(reply);
          if (items !== undefined) mine.push(items, size);
          else {
            over();
            mine.finish(reply.type === "end" ? ok(undefined) : answerOf(reply, () => undefined));
          }
          considerFlow();
        });
      },
      onTaken: considerFlow,
      cancel() {
        if (id !== undefined) link.tell({ type: "cancel", of: id });
        over();
      },
    });
  };

  const done = (reply: ClientReply): true | undefined => (reply.type === "done" ? true : undefined);
  const plainly = async (answer: Promise<Result<true>>): Promise<Result<void>> => {
    const result = await answer;
    return result.ok ? ok(undefined) : result;
  };
  return {
    server,
    start: (units, options) => plainly(once({ type: "start", units }, done, options)),
    stop: (units, options) => plainly(once({ type: "stop", units }, done, options)),
    restart: (units, options) => plainly(once({ type: "restart", units }, done, options)),
    status: (options) => once({ type: "status" }, (reply) => (reply.type === "status" ? reply.units : undefined), options),
    waitReady: (units, { timeoutMs, ...options } = {}) =>
      once(
        { type: "wait-ready", units, ...(timeoutMs === undefined ? {} : { timeoutMs }) },
        (reply) => (reply.type === "ready" ? reply.answer : undefined),
        options,
      ),
    events: ({ signal, ...wanted } = {}) =>
      stream<ServerEvent>(
        { type: "events", ...wanted },
        { ...(signal && { signal }), read: (reply) => (reply.type === "event" ? [eventOf(reply.event)] : undefined) },
      ),
    logs: ({ signal, ...wanted } = {}) =>
      stream<LogLine>(
        { type: "logs", ...wanted },
        { ...(signal && { signal }), read: (reply) => (reply.type === "lines" ? reply.lines : undefined) },
      ),
    down: (options) => once({ type: "down" }, (reply) => (reply.type === "lost" ? reply.outcome : undefined), options),
    closed: link.closed,
    close: link.close,
    async [Symbol.asyncDispose]() {
      link.close();
      await link.closed;
    },
  };
}

const UNWANTED = lost("it was not waited for any longer");

function answerOf<T>(reply: ClientReply, read: (reply: ClientReply) => T | undefined): Result<T> {
  if (reply.type === "failed") return err(reply.failure);
  const value = read(reply);
  if (value === undefined && reply.type === "lost") return err(lost(reply.reason));
  // The server is ending, and has nothing else to say of it.
  if (value === undefined && reply.type === "end") return err({ code: "server-ending" });
  if (value === undefined) throw new Error(`the supervisor has answered with ${reply.type}`);
  return ok(value);
}

function eventOf(event: WireEvent): ServerEvent {
  return event.type === "unit-output" ? { ...event, chunk: Buffer.from(event.chunk, "base64") } : event;
}
