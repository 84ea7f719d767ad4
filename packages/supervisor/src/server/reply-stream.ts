import { type Failure, ok, type Result } from "@nix-repo/model";
import type { ServerStream } from "./server-client.ts";

/** A stream while it is read: what has arrived and was not taken yet is held. */
export interface StreamFeed<T> {
  /** @param size in bytes, of what is held */
  push(items: readonly T[], size: number): void;
  finish(result: Result<void>): void;
  readonly heldBytes: number;
}

export interface StreamSource<T> {
  /** Somebody has begun to read. */
  readonly begin: (feed: StreamFeed<T>) => void;
  /** Something was taken. */
  readonly onTaken: () => void;
  /** Who reads has had enough. */
  readonly cancel: () => void;
  readonly signal: AbortSignal | undefined;
}

/** A stream that asks for nothing before it is read. */
export function createReplyStream<T>({ begin, onTaken, cancel, signal }: StreamSource<T>): ServerStream<T> {
  const end = Promise.withResolvers<Result<void>>();
  const held: { readonly items: readonly T[]; readonly size: number }[] = [];
  let heldBytes = 0;
  let isOver = false;
  let wake = Promise.withResolvers<void>();
  const finish = (result: Result<void>): void => {
    isOver = true;
    end.resolve(result);
    wake.resolve();
  };
  const stop = (): void => {
    if (isOver) return;
    held.length = 0;
    heldBytes = 0;
    finish(ok(undefined));
    cancel();
    onTaken();
  };
  const isAborted = (): boolean => signal?.aborted === true;
  let hasBegun = false;
  const read = async function* (): AsyncGenerator<T, void, undefined> {
    if (hasBegun) throw new Error("a stream of the server is read twice");
    hasBegun = true;
    if (isAborted()) {
      finish(ok(undefined));
      return;
    }
    signal?.addEventListener("abort", stop, { once: true });
    try {
      begin({
        push(items, size) {
          if (isOver) return;
          held.push({ items, size });
          heldBytes += size;
          wake.resolve();
        },
        finish,
        get heldBytes() {
          return heldBytes;
        },
      });
      for (;;) {
        for (let next = held.shift(); next !== undefined; next = held.shift()) {
          heldBytes -= next.size;
          onTaken();
          for (const item of next.items) {
            // Aborted meanwhile.
            if (isAborted()) return;
            yield item;
          }
        }
        if (isOver) return;
        wake = Promise.withResolvers();
        await wake.promise;
      }
    } finally {
      signal?.removeEventListener("abort", stop);
      stop();
    }
  };
  return { end: end.promise, [Symbol.asyncIterator]: read };
}

export function lost(reason?: string): Failure {
  return reason === undefined ? { code: "server-lost" } : { code: "server-lost", reason };
}
