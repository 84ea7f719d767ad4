import { describe, expect, test } from "@jest/globals";
import type { Launch } from "@nix-repo/model";
import { isRunning, manualClock, membersOf, startSteering, temporaryFolder, until } from "@nix-repo/testkit";
import { createStopControl, type StopControl } from "../src/index.ts";
import { type ActionOptions, runAction } from "../src/run-action.ts";

const CALLER = { PATH: process.env.PATH ?? "/usr/bin:/bin", HOME: "/home/user" };

function bash(script: string, ...args: string[]): Launch {
  return { file: "/bin/bash", argv: ["bash", "-c", script, "bash", ...args], env: CALLER, cwd: "/" };
}

function start(launch: Launch, options: Partial<ActionOptions> & { stopping?: StopControl } = {}) {
  const chunks: [string, string][] = [];
  const end = runAction({
    launch,
    stopping: createStopControl(),
    onOutput: (stream, chunk) => chunks.push([stream, Buffer.from(chunk).toString()]),
    ...options,
  });
  const text = (stream: string) => chunks.flatMap(([from, chunk]) => (from === stream ? [chunk] : [])).join("");
  return { end, text };
}

describe("runAction", () => {
  test("tells the streams apart, and the exit code", async () => {
    const run = start(bash("echo out; echo err >&2; exit 7"));
    expect(await run.end).toEqual({ kind: "exited", status: { kind: "code", code: 7 }, leftovers: false });
    expect([run.text("stdout"), run.text("stderr")]).toEqual(["out\n", "err\n"]);
  });

  test("passes argv, the program's own name and the environment as they are", async () => {
    const run = start({
      ...bash(""),
      argv: ["my bash", "-c", 'printf "%s|" "$0" "$@"; env -0', "a b", "c\nd", "$x", ""],
      env: { ONLY: "ü\n$" },
    });
    await run.end;
    expect(run.text("stdout")).toContain("a b|c\nd|$x||");
    expect(run.text("stdout")).toContain("ONLY=ü\n$\0");
  });

  test("gives an empty stdin", async () => {
    const run = start(bash("cat; echo read"));
    expect(await run.end).toMatchObject({ status: { code: 0 } });
    expect(run.text("stdout")).toBe("read\n");
  });

  test("loses nothing of a long output", async () => {
    const run = start(bash("head -c 5000000 /dev/zero | tr '\\0' x; printf END"));
    await run.end;
    expect(run.text("stdout").length).toBe(5_000_003);
    expect(run.text("stdout").endsWith("xEND")).toBe(true);
  });

  test("tells the signal that ended it", async () => {
    expect(await start(bash("kill -SEGV $$")).end).toMatchObject({ status: { kind: "signal", signal: "SIGSEGV" } });
  });

  test("ends what the command left behind in its group, and says so", async () => {
    await using steering = await startSteering();
    const { argv } = steering.command("left");
    const run = start(bash('"$@" & wait_for_it=$!; read -r -t 0.05 < <(:); exit 0', ...argv));
    const left = await steering.started("left");
    expect(await run.end).toEqual({ kind: "exited", status: { kind: "code", code: 0 }, leftovers: true });
    await left.gone;
  });

  test("kills what ignores being asked to end", async () => {
    await using steering = await startSteering();
    const main = { ...bash(""), argv: steering.command("main").argv };
    const run = start(main, { graceMs: 50 });
    const process = await steering.started("main");
    await process.ask("(trap '' TERM; sleep 1000) & :");
    process.tell("exit 4");
    expect(await run.end).toEqual({ kind: "exited", status: { kind: "code", code: 4 }, leftovers: true });
    expect(membersOf(process.pid)).toEqual([]);
  });

  test("lets a process that still writes what it was given end by itself", async () => {
    const run = start(bash("exec > >(sed 's/^/> /'); echo written"));
    expect(await run.end).toMatchObject({ leftovers: false });
    expect(run.text("stdout")).toBe("> written\n");
  });

  test("does not wait for the pipes that a daemon of another group holds open", async () => {
    await using steering = await startSteering();
    const { argv } = steering.command("daemon");
    const run = start(bash('setsid "$@" & echo started', ...argv));
    const daemon = await steering.started("daemon");
    expect(await run.end).toMatchObject({ status: { code: 0 } });
    expect(run.text("stdout")).toBe("started\n");
    daemon.tell("exit 0");
    await daemon.gone;
  });

  test("hands the first signal on to the whole group, once", async () => {
    await using steering = await startSteering();
    const stopping = createStopControl();
    const run = start({ ...bash(""), argv: steering.command("main").argv }, { stopping });
    const main = await steering.started("main");
    await main.ask("trap 'echo got INT; exit 5' INT");
    stopping.signal("SIGINT");
    expect(await run.end).toMatchObject({ status: { kind: "code", code: 5 } });
    expect(run.text("stdout")).toBe("got INT\n");
  });

  test("tells the process as soon as it is there: it leads a group of its own", async () => {
    await using steering = await startSteering();
    const pids: number[] = [];
    const run = start({ ...bash(""), argv: steering.command("main").argv }, { onSpawn: (pid) => pids.push(pid) });
    expect(pids).toHaveLength(1);
    const main = await steering.started("main");
    expect(pids).toEqual([main.pid]);
    main.tell("exit 0");
    await run.end;
  });

  test("stopped, it leaves nothing in other groups and sessions either, though its first process ended at once", async () => {
    await using steering = await startSteering();
    const stopping = createStopControl();
    const argv = steering.command("apart").argv;
    const run = start(bash('setsid "$@" & echo $!; wait', ...argv), { stopping });
    const apart = await steering.started("apart");
    stopping.signal("SIGINT");
    expect(await run.end).toMatchObject({ status: { kind: "signal", signal: "SIGINT" }, leftovers: true });
    await apart.gone;
  });

  test("stopped, it leaves to those who were told the time that they take, and tells nobody twice", async () => {
    await using steering = await startSteering();
    const stopping = createStopControl();
    const argv = steering.command("child").argv;
    const run = start(bash('"$@" & wait', ...argv), { stopping });
    const child = await steering.started("child");
    await child.ask("trap 'echo told' TERM");
    stopping.signal("SIGTERM");
    // The first process ended by the signal; its child closes down, and is done when we say so.
    await until(() => membersOf(child.pid).length === 0 && run.text("stdout") === "told\n");
    await child.ask("echo closing down");
    child.tell("exit 0");
    expect(await run.end).toMatchObject({ status: { kind: "signal", signal: "SIGTERM" } });
    expect(run.text("stdout")).toBe("told\nclosing down\n");
  });

  test("killed without a stop, nothing is left when that returns", async () => {
    await using steering = await startSteering();
    const stopping = createStopControl();
    const run = start(bash('setsid "$@" & wait', ...steering.command("apart").argv), { stopping });
    const apart = await steering.started("apart");
    stopping.killNow();
    await apart.gone;
    expect(await run.end).toMatchObject({ status: { kind: "signal", signal: "SIGKILL" } });
    expect(isRunning(apart.pid)).toBe(false);
  });

  test("kills at the second signal", async () => {
    await using steering = await startSteering();
    const stopping = createStopControl();
    const run = start({ ...bash(""), argv: steering.command("main").argv }, { stopping });
    const main = await steering.started("main");
    await main.ask("trap 'echo stubborn' INT TERM");
    stopping.signal("SIGTERM");
    stopping.signal("SIGTERM");
    expect(await run.end).toMatchObject({ status: { kind: "signal", signal: "SIGKILL" } });
    expect(membersOf(main.pid)).toEqual([]);
  });

  test("kills what has not ended within the grace", async () => {
    await using steering = await startSteering();
    const stopping = createStopControl();
    const run = start({ ...bash(""), argv: steering.command("main").argv }, { stopping, graceMs: 30 });
    const main = await steering.started("main");
    await main.ask("trap '' INT TERM; sleep 1000 & :");
    stopping.signal("SIGTERM");
    expect(await run.end).toMatchObject({ status: { kind: "signal", signal: "SIGKILL" } });
    expect(membersOf(main.pid)).toEqual([]);
  });
});

describe("runAction ends a process that is to end", () => {
  test("by itself: asks the group to terminate, and says so", async () => {
    await using steering = await startSteering();
    const end = new AbortController();
    const run = start({ ...bash(""), argv: steering.command("main").argv }, { end: end.signal });
    const main = await steering.started("main");
    await main.ask("trap 'echo got TERM; exit 5' TERM");
    end.abort();
    expect(await run.end).toMatchObject({ status: { kind: "code", code: 5 }, asked: "end" });
    expect(run.text("stdout")).toBe("got TERM\n");
  });

  test("when its time is over, and kills it when the grace is over too", async () => {
    await using steering = await startSteering();
    const clock = manualClock();
    const run = start({ ...bash(""), argv: steering.command("main").argv }, { timeoutMs: 90_000, graceMs: 7_000, clock });
    const main = await steering.started("main");
    await main.ask("trap 'echo stubborn' TERM; sleep 1000 & :");
    expect(clock.set).toEqual([90_000]);
    await clock.pass(90_000);
    await clock.pass(7_000);
    expect(await run.end).toMatchObject({ status: { kind: "signal", signal: "SIGKILL" }, asked: "timeout" });
    expect(membersOf(main.pid)).toEqual([]);
    expect(clock.set).toEqual([]);
  });

  test("not when it was done in time", async () => {
    const clock = manualClock();
    expect(await start(bash("exit 3"), { timeoutMs: 90_000, clock }).end).toEqual({
      kind: "exited",
      status: { kind: "code", code: 3 },
      leftovers: false,
    });
    expect(clock.set).toEqual([]);
  });
});

describe("runAction reads no more than is taken", () => {
  /** A sink that takes one chunk, and the next ones when the test lets it. */
  function slowSink() {
    let waiting: PromiseWithResolvers<void> | undefined;
    let isOpen = false;
    return {
      congestion() {
        if (isOpen) return undefined;
        waiting ??= Promise.withResolvers<void>();
        return waiting.promise;
      },
      /** From here on it takes everything. */
      open() {
        isOpen = true;
        waiting?.resolve();
      },
    };
  }

  /** Lets happen whatever is about to. */
  async function turns(count: number): Promise<void> {
    for (let turn = 0; turn < count; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  }

  test("the child waits while the sink is full, and nothing is lost", async () => {
    await using steering = await startSteering();
    const sink = slowSink();
    let bytes = 0;
    const first = Promise.withResolvers<void>();
    const { end } = start(
      { ...bash(""), argv: steering.command("main").argv },
      {
        congestion: sink.congestion,
        onOutput(_stream, chunk) {
          bytes += chunk.length;
          first.resolve();
        },
      },
    );
    const main = await steering.started("main");
    const written = main.ask("head -c 5000000 /dev/zero; head -c 5000000 /dev/zero >&2");
    await first.promise;
    // Whatever fits into its pipes it may write; then it has to wait, and nothing comes of it though we turn the loop.
    await turns(1_000);
    expect(bytes).toBeLessThan(1_000_000);
    sink.open();
    await written;
    main.tell("exit 0");
    await end;
    expect(bytes).toBe(10_000_000);
  });

  test("what lies in the pipes when the command ends waits with them", async () => {
    await using steering = await startSteering();
    const sink = slowSink();
    const clock = manualClock();
    const run = start({ ...bash(""), argv: steering.command("main").argv }, { congestion: sink.congestion, clock });
    const main = await steering.started("main");
    await main.ask("echo first");
    await main.ask("echo second; echo third >&2");
    main.tell("exit 0");
    await main.gone;
    await turns(1_000);
    // Nobody counts the time for which the sink is full.
    expect(clock.set).toEqual([]);
    sink.open();
    expect(await run.end).toMatchObject({ kind: "exited", status: { code: 0 } });
    expect([run.text("stdout"), run.text("stderr")]).toEqual(["first\nsecond\n", "third\n"]);
  });

  test("a kill does not wait for the sink", async () => {
    await using steering = await startSteering();
    const stopping = createStopControl();
    const run = start({ ...bash(""), argv: steering.command("main").argv }, { congestion: slowSink().congestion, stopping });
    const main = await steering.started("main");
    await main.ask("echo first");
    stopping.signal("SIGTERM");
    stopping.signal("SIGTERM");
    expect(await run.end).toMatchObject({ kind: "exited" });
  });
});

describe("runAction says why a program cannot be started", () => {
  const reason = async (launch: Launch) => {
    const end = await start(launch).end;
    return end.kind === "not-started" ? end.failure : end;
  };

  test("a program, a folder or an interpreter that is not there", async () => {
    using folder = temporaryFolder({ script: { content: "#!/no/such/interpreter\n", mode: 0o755 }, plain: { content: "", mode: 0o644 } });
    const at = (file: string, cwd = folder.path): Launch => ({ file: `${folder.path}/${file}`, argv: [file], env: CALLER, cwd });
    expect(await reason(at("missing"))).toEqual({ code: "start-failed", file: `${folder.path}/missing`, reason: "it does not exist" });
    expect(await reason(at("script"))).toMatchObject({ reason: "the interpreter that its first line names does not exist" });
    expect(await reason(at("plain"))).toMatchObject({ reason: "it may not be executed" });
    expect(await reason(at("script", "/no/such/folder"))).toMatchObject({ reason: "the folder /no/such/folder does not exist" });
  });

  test("arguments that are too long", async () => {
    const launch = bash("true", "x".repeat(3_000_000));
    expect(await reason(launch)).toMatchObject({ reason: "its arguments and variables are longer than the system allows" });
  });
});
