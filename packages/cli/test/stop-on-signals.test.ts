import { afterEach, describe, expect, test } from "@jest/globals";
import { type Stop, stopOnSignals } from "../src/stop-on-signals.ts";

let stop: Stop | undefined;
afterEach(() => stop?.release());

/** A stop under way, a clock that stands still, and whoever says that the output has no reader any more. */
function start() {
  const clock = { now: 0 };
  const said: string[] = [];
  let unread: ((signal: "SIGPIPE" | "SIGHUP") => void) | undefined;
  const whenUnread = (take: typeof unread) => {
    unread = take;
    return () => {
      unread = undefined;
    };
  };
  stop = stopOnSignals({ io: { whenUnread }, onFirst: (signal) => said.push(signal), now: () => clock.now });
  // The test's own process must not get real ones.
  const send = (signal: NodeJS.Signals) => process.emit(signal, signal);
  return { stop, clock, said, send, loseReader: () => unread?.("SIGPIPE") };
}

function stateOf({ stop, kill, exitCode }: Stop) {
  return [stop.aborted ? stop.reason : "runs", kill.aborted ? "killed" : "not killed", exitCode()];
}

describe("a second signal", () => {
  test("that comes at once is the first one's echo; later it kills", () => {
    const { stop, clock, said, send } = start();
    expect(stateOf(stop)).toEqual(["runs", "not killed", undefined]);
    send("SIGINT");
    clock.now = 200;
    send("SIGINT");
    expect(stateOf(stop)).toEqual(["SIGINT", "not killed", 130]);
    clock.now = 300;
    send("SIGINT");
    expect(stateOf(stop)).toEqual(["SIGINT", "killed", 130]);
    expect(said).toEqual(["SIGINT"]);
  });

  test("of another kind kills as well, but a terminal that is closed and a reader that goes away do not", () => {
    const { stop, clock, send, loseReader } = start();
    send("SIGTERM");
    clock.now = 1_000;
    send("SIGHUP");
    loseReader();
    expect(stateOf(stop)).toEqual(["SIGTERM", "not killed", 143]);
    send("SIGQUIT");
    expect(stateOf(stop)).toEqual(["SIGTERM", "killed", 143]);
  });

  test("is what follows a reader that went away", () => {
    const { stop, clock, said, send, loseReader } = start();
    loseReader();
    expect(stateOf(stop)).toEqual(["SIGTERM", "not killed", 141]);
    expect(said).toEqual(["SIGPIPE"]);
    clock.now = 1_000;
    send("SIGINT");
    expect(stateOf(stop)).toEqual(["SIGTERM", "killed", 141]);
  });

  test("is not the first one that a person sends to a run that is being cancelled", () => {
    const { stop, clock, said, send } = start();
    stop.signal("SIGTERM");
    clock.now = 1_000;
    send("SIGINT");
    expect(stateOf(stop)).toEqual(["SIGTERM", "not killed", 130]);
    expect(said).toEqual(["SIGINT"]);
    clock.now = 2_000;
    send("SIGINT");
    expect(stateOf(stop)).toEqual(["SIGTERM", "killed", 130]);
  });
});

test("Ctrl-C is for who has the terminal, as long as that is so", () => {
  const { stop, send } = start();
  const again = stop.leaveInterrupts();
  send("SIGINT");
  send("SIGQUIT");
  expect(stateOf(stop)).toEqual(["runs", "not killed", undefined]);
  again();
  send("SIGINT");
  expect(stateOf(stop)).toEqual(["SIGINT", "not killed", 130]);
});

test("released, signals are no longer ours, and nothing runs on", () => {
  const before = process.listenerCount("SIGTERM");
  const { stop } = start();
  expect(process.listenerCount("SIGTERM")).toBe(before + 1);
  stop.release();
  expect(process.listenerCount("SIGTERM")).toBe(before);
  expect(stateOf(stop)).toEqual(["SIGKILL", "killed", undefined]);
});

test("whatever ends the process kills what it runs", () => {
  const { stop } = start();
  process.emit("exit", 1);
  expect(stateOf(stop)).toEqual(["SIGKILL", "killed", undefined]);
});
