import type { Socket } from "node:net";
import type { Outcome } from "../core/supervisor.ts";
import { createMessageLines } from "./message-lines.ts";
import type { ServerReply, ServerRequest } from "./protocol.ts";

/** What a request looks like before it has its number. */
export type Unnumbered<T> = T extends unknown ? Omit<T, "id"> : never;

/** The client's side of a connection: numbers requests, and gives replies to whom they belong. */
export interface ClientLink {
  /** `onReply` gets every reply of that number until it is forgotten; once the connection has ended (or has already), one `lost`. @returns the number */
  ask(request: Unnumbered<ServerRequest>, onReply: (reply: ClientReply, size: number) => void): number;
  /** Nothing more is given of that number. */
  forget(id: number): void;
  tell(request: Unnumbered<ServerRequest>): void;
  /** Nothing is read while it says so. */
  readonly flow: { hold(): void; release(): void };
  readonly closed: Promise<void>;
  close(): void;
}

/** `lost`: the connection is closed. Where the server had said why: `reason`, or `outcome`, if it was ended. */
export type ClientReply =
  | Exclude<ServerReply, { type: "cut" | "ended" }>
  | { readonly type: "lost"; readonly reason?: string; readonly outcome?: Outcome };

export function createClientLink(socket: Socket): ClientLink {
  const incoming = createMessageLines(Number.POSITIVE_INFINITY);
  const asked = new Map<number, (reply: ClientReply, size: number) => void>();
  const closed = Promise.withResolvers<void>();
  let lastId = 0;
  let lost: ClientReply = { type: "lost" };
  let isClosed = false;

  const take = (line: string): void => {
    const reply = parsedReply(line);
    if (reply?.type === "ended") lost = { type: "lost", outcome: { failed: reply.failed } };
    else if (reply === undefined || reply.type === "cut") {
      lost = { type: "lost", reason: reply?.reason ?? "it says what nobody understands" };
      socket.destroy();
    } else asked.get(reply.id)?.(reply, line.length);
  };
  socket.on("data", (chunk: Buffer) => {
    for (const line of incoming.push(chunk).lines) take(line);
  });
  // What it has to say, "close" says too.
  socket.on("error", () => undefined);
  const loseAll = (): void => {
    const all = [...asked.values()];
    asked.clear();
    for (const onReply of all) onReply(lost, 0);
  };
  socket.once("close", () => {
    isClosed = true;
    loseAll();
    closed.resolve();
  });
  const write = (request: Unnumbered<ServerRequest>, id: number): void => {
    if (!isClosed) socket.write(`${JSON.stringify({ ...request, id })}\n`);
  };
  return {
    ask(request, onReply) {
      lastId += 1;
      asked.set(lastId, onReply);
      if (isClosed) queueMicrotask(loseAll);
      else write(request, lastId);
      return lastId;
    },
    forget: (id) => void asked.delete(id),
    tell(request) {
      lastId += 1;
      write(request, lastId);
    },
    flow: { hold: () => void socket.pause(), release: () => void socket.resume() },
    closed: closed.promise,
    close: () => void socket.destroy(),
  };
}

/** It comes from a server of the same version, whose socket is nobody's but ours: so it is not looked at any closer. */
function parsedReply(line: string): ServerReply | undefined {
  try {
    const reply = JSON.parse(line) as Partial<ServerReply> | null;
    return typeof reply?.type === "string" ? (reply as ServerReply) : undefined;
  } catch {
    return undefined;
  }
}
