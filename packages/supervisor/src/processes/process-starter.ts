import { err, type Failure, type Launch, ok, type Result, type UnitId, type Variables } from "@nix-repo/model";
import { type Clock, createMasker, type Masker, matchLines, readOutput, startCaptured, wholeCharacters } from "@nix-repo/processes";
import type { StartedUnit, StartOptions, UnitStarter } from "../core/starter.ts";
import type { UnitSpec } from "../units/unit-spec.ts";
import { probeUnit } from "./probe-unit.ts";
import { createTicks } from "./ticks.ts";
import { endingOf } from "./unit-ending.ts";
import { newToken, UNIT_MARK, unitMark } from "./unit-mark.ts";
import type { UnitRecord } from "./unit-record.ts";

export interface ProcessStarterOptions {
  readonly clock: Clock;
  /** Where each process is written down as soon as it is there. */
  readonly record?: UnitRecord | undefined;
  /** Hides what must not be seen, given the environment of a process; left out, nothing is hidden. */
  readonly masker?: ((env: Variables) => Masker) | undefined;
  /** A promise while what a unit wrote piles up: until it is fulfilled nothing more is read of that unit. */
  readonly congestion?: ((unit: UnitId) => Promise<void> | undefined) | undefined;
}

/** Starts units as processes: each leads a session of its own, and ends with all that it has started. */
export function createProcessStarter({ clock, record, masker = () => createMasker([]), congestion }: ProcessStarterOptions): UnitStarter {
  const token = record?.token ?? newToken();
  const ticks = createTicks(clock);
  let count = 0;

  const start = async (unit: UnitSpec, { onOutput, signal }: StartOptions): Promise<Result<StartedUnit>> => {
    const launched = await unlessAborted(unit.launch(), signal);
    if (launched === undefined) return err(NO_LONGER_WANTED);
    if (!launched.ok) return launched;
    count += 1;
    const mark = unitMark(token, { unit: unit.id, count });
    const env = { ...unit.env, [UNIT_MARK]: mark };
    const launch = withEnv(launched.value, env);
    const spawned = await startCaptured(launch);
    if (!spawned.ok) return spawned;
    const { pid, exited } = spawned.value;
    record?.started({ unit: unit.id, pid, command: maskedText(launch.argv.join(" "), masker(launch.env)), at: clock.now() });

    const line = Promise.withResolvers<void>();
    const lines =
      unit.readiness?.check.kind === "line" ? matchLines(new RegExp(unit.readiness.check.pattern), () => line.resolve()) : undefined;
    const maskers = { stdout: wholeCharacters(masker(launch.env)), stderr: wholeCharacters(masker(launch.env)) };
    const emit = (stream: "stdout" | "stderr", chunk: Uint8Array): void => {
      if (chunk.length > 0) onOutput(stream, chunk);
    };
    const turn = createTurn();
    const reading = readOutput(spawned.value, {
      clock,
      onOutput(stream, chunk) {
        turn.took(chunk.length);
        lines?.(stream, chunk);
        emit(stream, maskers[stream].push(chunk));
      },
      congestion: () => congestion?.(unit.id) ?? turn.over(),
    });
    const ending = endingOf(exited, { pid, mark, env, stop: unit.stop, clock, ticks });
    const ended = ending.ended.then(async (end) => {
      await reading.drained(ending.killed);
      emit("stdout", maskers.stdout.flush());
      emit("stderr", maskers.stderr.flush());
      record?.ended(pid);
      return end;
    });
    return ok({
      pid,
      ended,
      ask: ending.ask,
      kill: ending.kill,
      probe: (check, over) => probeUnit(check, { line: line.promise, probe: unit.readiness?.probe, env, clock, over }),
    });
  };
  return { start };
}

/** Its evaluation may take minutes, and whoever wants to end everything does not wait for that. */
async function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T | undefined> {
  const { promise: aborted, resolve } = Promise.withResolvers<undefined>();
  const onAbort = () => resolve(undefined);
  if (signal.aborted) onAbort();
  signal.addEventListener("abort", onAbort, { once: true });
  const value = await Promise.race([promise, aborted]);
  signal.removeEventListener("abort", onAbort);
  return signal.aborted ? undefined : value;
}

function withEnv(launch: Launch, env: Variables): Launch {
  return { ...launch, env: { ...launch.env, ...env } };
}

const NO_LONGER_WANTED: Failure = { code: "start-failed", file: "", reason: "it was no longer wanted" };

function maskedText(text: string, masker: Masker): string {
  return Buffer.concat([masker.push(Buffer.from(text)), masker.flush()]).toString();
}

/** How much is read of a unit before the others have their turn. */
function createTurn(): { took(bytes: number): void; over(): Promise<void> | undefined } {
  let bytes = 0;
  return {
    took(more) {
      bytes += more;
    },
    over() {
      if (bytes < BYTES_IN_A_TURN) return undefined;
      bytes = 0;
      return new Promise((resolve) => setImmediate(resolve));
    },
  };
}

const BYTES_IN_A_TURN = 128 * 1024;
