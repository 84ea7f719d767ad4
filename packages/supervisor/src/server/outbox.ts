import type { Socket } from "node:net";
import type { UnitEvent, UnitId } from "@nix-repo/model";
import type { Clock } from "@nix-repo/processes";
import type { ServerReply } from "./protocol.ts";

/** What is on its way to a client. Nobody waits for a client that reads slowly, and what is held for it is bounded. */
export interface Outbox {
  send(reply: ServerReply): void;
  /** An event for a stream of the client; `json` is the event's own. Output is left out while the client is slow. */
  sendEvent(id: number, event: UnitEvent, json: () => string): void;
  /** Enough is held that nothing more should be answered for now. */
  readonly isCongested: boolean;
  /** Resolves when it no longer is, the connection is closed, or the signal is aborted. */
  relief(signal: AbortSignal): Promise<void>;
  /** Says a last thing, if there is one, and closes the connection; resolves when it is closed. */
  close(last?: ServerReply): Promise<void>;
}

/** From here on answers and logs wait, in bytes. */
const CONGESTED_ABOVE = 256 * 1024;
/** From here on the output of units is left out. */
const SKIPPED_ABOVE = 1024 * 1024;
/** Here a client that still is owed events is cut off. */
const CUT_ABOVE = 8 * 1024 * 1024;
/** How long a client may take to read its last message. */
const CLOSED_WITHIN_MS = 1_000;

export function createOutbox(socket: Socket, clock: Clock): Outbox {
  /** By stream and unit. */
  const skipped = new Map<number, Map<UnitId, number>>();
  let isClosing = false;
  const closed = new Promise<void>((resolve) => socket.once("close", () => resolve()));

  const write = (line: string): void => {
    if (isClosing || socket.destroyed) return;
    socket.write(`${line}\n`);
    if (socket.writableLength > CUT_ABOVE) socket.destroy();
  };
  const tellSkipped = (id: number): void => {
    const units = skipped.get(id);
    if (units === undefined) return;
    skipped.delete(id);
    for (const [unit, bytes] of units) {
      write(JSON.stringify({ id, type: "event", event: { type: "output-skipped", unit, at: clock.now(), bytes } } satisfies ServerReply));
    }
  };
  socket.on("drain", () => {
    for (const id of skipped.keys()) tellSkipped(id);
  });
  return {
    send: (reply) => write(JSON.stringify(reply)),
    sendEvent(id, event, json) {
      if (event.type === "unit-output" && socket.writableLength > SKIPPED_ABOVE) {
        const units = skipped.get(id) ?? new Map<UnitId, number>();
        skipped.set(id, units.set(event.unit, (units.get(event.unit) ?? 0) + event.chunk.length));
        return;
      }
      if (event.type === "unit-output") tellSkipped(id);
      write(`{"id":${id},"type":"event","event":${json()}}`);
    },
    get isCongested() {
      return socket.writableLength > CONGESTED_ABOVE;
    },
    async relief(signal) {
      if (socket.destroyed || signal.aborted || socket.writableLength <= CONGESTED_ABOVE) return;
      const { promise, resolve } = Promise.withResolvers<void>();
      const over = (): void => resolve();
      const events = ["drain", "close"] as const;
      for (const event of events) socket.once(event, over);
      signal.addEventListener("abort", over, { once: true });
      await promise;
      for (const event of events) socket.off(event, over);
      signal.removeEventListener("abort", over);
    },
    close(last) {
      if (!isClosing && !socket.destroyed) {
        if (last !== undefined) write(JSON.stringify(last));
        isClosing = true;
        const cancel = clock.after(CLOSED_WITHIN_MS, () => socket.destroy());
        void closed.then(cancel);
        socket.end(() => socket.destroy());
      }
      return closed;
    },
  };
}
