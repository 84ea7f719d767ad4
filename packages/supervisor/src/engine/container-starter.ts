import { setTimeout as delay } from "node:timers/promises";
import { type EngineFailure, ok, type Result, type UnitId, type Variables } from "@nix-repo/model";
import { createMasker, type Masker, wholeCharacters } from "@nix-repo/processes";
import type { StartedUnit, UnitAnswer, UnitEnd, UnitStarter } from "../core/starter.ts";
import { failureOf } from "./await-ready.ts";
import type { Containers } from "./containers.ts";

export interface ContainerStarterOptions {
  /** The container that a unit is; it is asked for once for each start. */
  readonly container: (unit: UnitId) => Promise<Result<UnitContainer, EngineFailure>>;
  /** Hides what must not be seen, given the variables of a container; left out, nothing is hidden. */
  readonly masker?: ((env: Variables) => Masker) | undefined;
  /** As for processes: nothing more is read until it is fulfilled. */
  readonly congestion?: ((unit: UnitId) => Promise<void> | undefined) | undefined;
}

export interface UnitContainer {
  readonly containers: Containers;
  /** As its compose file calls it. */
  readonly name: string;
  readonly variables: Variables;
  /** Whether it is ours to stop though it runs already: one that a killed supervisor has left. */
  isLeftToUs(): boolean;
  /** Whether it is to run on where it would be stopped: asked each time. */
  staysRunning(): boolean;
  /** It is about to be started by us: written down, for whoever comes after us. */
  claim(): void;
}

/**
 * Starts units as containers of compose projects. What ran before is used, followed and left as it is when the unit ends. A unit without `readiness` waits
 * for its container within the start: for an image's own health check, which no compose file tells of.
 */
export function createContainerStarter({ container, masker = () => createMasker([]), congestion }: ContainerStarterOptions): UnitStarter {
  return {
    async start({ id, readiness }, { onOutput, signal }) {
      const found = await container(id);
      if (!found.ok) return found;
      const { containers, name, variables } = found.value;
      const running = await runsAlready(containers, name);
      if (!running.ok) return running;
      const isOurs = !running.value || found.value.isLeftToUs();
      if (isOurs) found.value.claim();
      const since = Date.now();
      const up = await containers.up([name], { alone: true, signal });
      if (!up.ok) return up;

      const over = new AbortController();
      const read = follow(
        { ...found.value, since: running.value ? undefined : since, masks: () => masker(variables), signal: over.signal },
        (stream, chunk) => {
          onOutput(stream, chunk);
          return congestion?.(id);
        },
      );
      const stop = async (graceMs?: number): Promise<void> => {
        if (isOurs && !found.value.staysRunning()) {
          await containers.stop([name], graceMs === undefined ? {} : { graceMs });
          // Its last words.
          await Promise.race([read, delay(LAST_WORDS_MS)]);
        }
        over.abort();
      };
      const ask = containers.readiness(name);
      if (readiness === undefined) {
        const ready = await firstReady(containers, { name, signal });
        if (!ready.ok) {
          await stop();
          await read;
          return ready;
        }
      }
      const ended = endOf(containers, { name, signal: over.signal }).then(async (end): Promise<UnitEnd> => {
        await read;
        return end;
      });
      const started: StartedUnit = {
        pid: undefined,
        ended,
        ask: () => void stop(),
        kill: () => void stop(0),
        async probe(_check, question): Promise<UnitAnswer> {
          const answer = await ask(question);
          if (!answer.ok) return { isYes: false, why: { kind: "own", text: "the container engine does not answer" } };
          const failure = failureOf(name, answer.value);
          if (failure !== undefined) return { isYes: false, failure };
          return answer.value.kind === "waiting"
            ? { isYes: false, why: { kind: "own", text: `waiting for ${answer.value.for}` } }
            : { isYes: true };
        },
      };
      return ok(started);
    },
  };
}

async function runsAlready(containers: Containers, name: string): Promise<Result<boolean, EngineFailure>> {
  const state = await containers.state();
  if (!state.ok) return state;
  return ok(state.value.some((each) => each.name === name && ["running", "restarting", "paused"].includes(each.phase.kind)));
}

/** One that has done its work meanwhile, as one that fills a database, is as good. */
async function firstReady(
  containers: Containers,
  { name, signal }: { name: string; signal: AbortSignal },
): Promise<Result<void, EngineFailure>> {
  const ready = await containers.ready(name, { signal });
  return !ready.ok && ready.error.code === "container-ended" && ready.error.exitCode === 0 ? ok(undefined) : ready;
}

/** Until it has ended for good: the engine may start it again by itself. Where nobody can say any more, it has ended. */
async function endOf(containers: Containers, { name, signal }: { name: string; signal: AbortSignal }): Promise<UnitEnd> {
  for (;;) {
    const ended = await containers.ended(name, signal);
    if (signal.aborted) return endedWith(0);
    if (!ended.ok) return endedWith(LOST);
    await delay(SETTLES_MS, undefined, { signal }).catch(() => undefined);
    const again = await runsAlready(containers, name);
    if (!again.ok || !again.value) return endedWith(ended.value);
  }
}

function endedWith(code: number): UnitEnd {
  return { exit: { kind: "code", code }, leftBehind: false };
}

/** How long an engine that starts a container again takes at most to say so, in milliseconds. */
const SETTLES_MS = 100;
/** How long what it printed may take to arrive after it has ended, in milliseconds. */
const LAST_WORDS_MS = 1_000;
/** Instead of the exit code of a container of which the engine tells no more. */
const LOST = 255;

interface Followed extends Pick<UnitContainer, "containers" | "name"> {
  readonly since: number | undefined;
  readonly masks: () => Masker;
  readonly signal: AbortSignal;
}

/** Hands on what it prints, for as long as it runs and is wanted. */
async function follow(
  { containers, name, since, masks, signal }: Followed,
  onOutput: (stream: "stdout" | "stderr", chunk: Uint8Array) => Promise<void> | undefined,
): Promise<void> {
  const maskers = { stdout: wholeCharacters(masks()), stderr: wholeCharacters(masks()) };
  const from = since === undefined ? { tail: LINES_OF_BEFORE } : { since };
  for await (const { stream, text } of containers.logs([name], { follow: true, ...from, signal })) {
    const chunk = maskers[stream].push(Buffer.from(`${text}\n`));
    if (chunk.length > 0) await onOutput(stream, chunk);
  }
  for (const stream of ["stdout", "stderr"] as const) {
    const rest = maskers[stream].flush();
    if (rest.length > 0) await onOutput(stream, rest);
  }
}

/** Of a container that ran before, so many are shown. */
const LINES_OF_BEFORE = 10;
