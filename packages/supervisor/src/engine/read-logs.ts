import type { EngineAsker } from "./ask-engine.ts";
import type { ContainerLine, ContainerState } from "./containers.ts";
import { lineReader, signalGroup, startLeading } from "./run-engine.ts";

export interface ReadLogsOptions {
  readonly asker: EngineAsker;
  readonly signals: readonly (AbortSignal | undefined)[];
  readonly follow: boolean;
  readonly tail: number | undefined;
  readonly since?: number | undefined;
}

/**
 * What containers print, line by line, the lines of each stream in their order. Each is asked about by a process of its own, as only so its streams are told
 * apart; they end with the iteration, whichever way that ends. Whoever takes lines slowly makes the containers' engine wait, not us grow.
 */
export async function* readLogs(
  containers: readonly ContainerState[],
  { asker, signals, follow, tail, since }: ReadLogsOptions,
): AsyncGenerator<ContainerLine, void, undefined> {
  let lines: ContainerLine[] = [];
  let open = 0;
  let wake = Promise.withResolvers<void>();
  let isHeld = false;
  const add = (line: ContainerLine) => {
    lines.push(line);
    wake.resolve();
    if (lines.length > MOST_WAITING && !isHeld) hold(true);
  };
  const hold = (held: boolean) => {
    isHeld = held;
    for (const { stdout, stderr } of children) for (const pipe of [stdout, stderr]) held ? pipe.pause() : pipe.resume();
  };
  const children = containers.map(({ id, name, replica }) => {
    const from = since === undefined ? [] : ["--since", new Date(since).toISOString()];
    const args = ["logs", ...(follow ? ["--follow"] : []), ...(tail === undefined ? [] : ["--tail", String(tail)]), ...from, id];
    const child = startLeading(asker.engine.program, args, asker);
    open += 1;
    for (const stream of ["stdout", "stderr"] as const) {
      const reader = lineReader((text) => add({ name, replica, stream, text }));
      child[stream].on("data", (chunk: Buffer) => reader.push(chunk));
      child[stream].on("error", () => undefined);
      child[stream].once("end", () => reader.end());
    }
    const onEnd = () => {
      open -= 1;
      wake.resolve();
    };
    child.once("exit", () => signalGroup(child, "SIGKILL"));
    child.once("error", onEnd);
    child.once("close", onEnd);
    return child;
  });
  const stop = () => {
    for (const child of children) signalGroup(child, "SIGKILL");
  };
  const onAbort = () => {
    stop();
    // Nothing that still waits is wanted.
    hold(false);
  };
  for (const signal of signals) {
    if (signal?.aborted) onAbort();
    signal?.addEventListener("abort", onAbort, { once: true });
  }

  try {
    for (;;) {
      const taken = lines;
      lines = [];
      if (isHeld) hold(false);
      yield* taken;
      if (lines.length > 0) continue;
      if (open === 0) return;
      await wake.promise;
      wake = Promise.withResolvers();
    }
  } finally {
    for (const signal of signals) signal?.removeEventListener("abort", onAbort);
    stop();
  }
}

const MOST_WAITING = 2_000;
