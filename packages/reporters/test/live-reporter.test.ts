import { describe, expect, test } from "@jest/globals";
import type { Event, TaskId } from "@nix-repo/model";
import { output, retrying, runFinished, runStarted, show, taskFinished, taskStarted } from "./fake-terminal.ts";
import { openLiveView } from "./live/steered-live-view.ts";

const started = (tasks: readonly TaskId[]): Event => ({ type: "run-started", at: 0, provider: "nix", tasks });
const passed = (durationMs: number) => ({ kind: "passed", durationMs }) as const;
const failed = (durationMs: number, code = 1) => ({ kind: "failed", durationMs, status: { kind: "code", code } }) as const;

describe("the live view", () => {
  test("keeps running tasks at the bottom, lets finished ones scroll away, and ends with failures and totals", async () => {
    await using view = await openLiveView({ columns: 80, rows: 24 });
    await view.take({ do: "event", event: started(["api:lint", "web:test", "web:build"]) });
    await view.start("api:lint", "web:test");
    await view.take({ do: "output", task: "web:test", text: "\x1b[32mPASS\x1b[0m src/a.test.ts\nRUNS src/cart.test.ts" });
    await view.take({ do: "clock", now: 3200 });
    await view.terminal.waitFor(/^. api:lint {4}3s\n. web:test {4}3s {5}RUNS src\/cart\.test\.ts\n {2}0 of 3 done, 2 running {3}3s$/);

    await view.end("api:lint", passed(1234));
    await view.terminal.waitFor(/^✓ api:lint {4}1\.2s\n. web:test {4}3s {5}RUNS src\/cart\.test\.ts\n {2}1 of 3 done, 1 running {3}3s$/);

    await view.take({ do: "event", event: { type: "notice", level: "warning", text: "PORT is not set" } });
    await view.terminal.waitFor(/^✓ api:lint {4}1\.2s\nrepo: PORT is not set\n. web:test/);

    await view.end("web:test", failed(3400));
    await view.end("web:build", { kind: "not-started", because: { kind: "dependency-failed", task: "web:test" } });
    await view.terminal.waitFor(/\n {2}3 of 3 done, 1 failed, 0 running {3}3s$/);
    await view.take({ do: "event", event: runFinished });
    await view.take({ do: "finish" });
    expect(view.cursor()).toBe("shown");
    expect(await view.terminal.waitFor("given back")).toBe(
      [
        "✓ api:lint    1.2s",
        "repo: PORT is not set",
        "✗ web:test    3.4s    exit 1",
        "– web:build   not started: web:test failed",
        "",
        "web:test   .repo/runs/12/web-test.log",
        "    PASS src/a.test.ts",
        "    RUNS src/cart.test.ts",
        "",
        "1 failed, 1 not started, 1 passed   6.1s   logs: .repo/runs/12",
        "given back",
      ].join("\n"),
    );
  });

  test.each([
    [3, 80, 24],
    [50, 80, 24],
    [500, 80, 24],
    [3, 200, 50],
    [50, 200, 50],
    [500, 200, 50],
  ])("with %i tasks on %i columns and %i rows shows only what runs and what has ended", async (count, columns, rows) => {
    await using view = await openLiveView({ columns, rows });
    const tasks = Array.from({ length: count }, (_, i): TaskId => `service-${i}:test`);
    await view.take({ do: "event", event: started(tasks) });
    const [first = "x:test", second = "y:test"] = tasks;
    await view.start(first, second);
    await view.end(first, passed(40));
    const screen = await view.terminal.waitFor(`1 of ${count} done, 1 running`);
    expect(screen.split("\n").map((line) => line.replace(/^[^✓\s]/, "*"))).toEqual([
      `✓ ${"service-0:test".padEnd(`service-${count - 1}:test`.length)}   40ms`,
      `* ${"service-1:test".padEnd(`service-${count - 1}:test`.length)}   0s`,
      `  1 of ${count} done, 1 running   0s`,
    ]);
  });

  test("marks what is ready, says what is tried again, and shows no lines of what was allowed to fail", async () => {
    await using view = await openLiveView({ columns: 80, rows: 24 });
    await view.take({ do: "event", event: started(["api:dev", "web:e2e", "x:flaky"]) });
    await view.start("api:dev", "web:e2e", "x:flaky");
    await view.take({ do: "event", event: { type: "task-ready", task: "api:dev", at: 0 } });
    await view.take({ do: "output", task: "api:dev", text: "listening\n" });
    await view.take({ do: "output", task: "web:e2e", text: "of the first attempt\n" });
    await view.take({ do: "output", task: "x:flaky", text: "oh\n" });
    await view.take({ do: "event", event: retrying("web:e2e", 1) });
    await view.terminal.waitFor(
      /^↻ web:e2e {3}exit 1, again in 2\.0s \(attempt 2 of 3\)\n> api:dev {3}0s {5}listening\n. x:flaky .*\n {2}0 of 3 done, 2 running/,
    );
    await view.start("web:e2e");
    await view.take({ do: "output", task: "web:e2e", text: "of the last attempt\n" });
    await view.end("x:flaky", { kind: "failed", durationMs: 5, status: { kind: "code", code: 1 }, allowed: true });
    await view.end("web:e2e", {
      kind: "failed",
      durationMs: 700,
      status: { kind: "signal", signal: "SIGKILL" },
      timeoutMs: 600,
      attempts: 3,
    });
    await view.end("api:dev", { kind: "stopped", durationMs: 900, because: "not-needed" });
    await view.take({ do: "event", event: runFinished });
    await view.take({ do: "finish" });
    expect(await view.terminal.waitFor("given back")).toBe(
      [
        "↻ web:e2e   exit 1, again in 2.0s (attempt 2 of 3)",
        "! x:flaky   5ms     exit 1, allowed to fail",
        "✗ web:e2e   700ms   timed out after 600ms, tried 3 times",
        "– api:dev   900ms   stopped: nothing needs it any more",
        "",
        "web:e2e   .repo/runs/12/web-e2e.log",
        "    of the last attempt",
        "",
        "1 failed, 1 failed (allowed), 1 passed   6.1s   logs: .repo/runs/12",
        "given back",
      ].join("\n"),
    );
  });

  test("of very many failures shows the lines of the first ones, and where the others are", async () => {
    const tasks = Array.from({ length: 14 }, (_, i): TaskId => `t${i}:x`);
    const events = tasks.flatMap((task) => [taskStarted(task), output(task, `${task} says why\n`), taskFinished(task, failed(5))]);
    const { stderr } = await show("live", [runStarted(...tasks), ...events, runFinished], { run: 12 });
    expect(stderr.match(/ {4}t\d+:x says why\n/g)).toHaveLength(10);
    expect(stderr).toMatch(
      /\n\nand the output of 4 more that failed {3}repo runs show 12\n\n14 failed {3}6\.1s {3}repo logs --run 12 t0:x\n$/,
    );
  });

  test("with more running than there is room counts the others", async () => {
    await using view = await openLiveView({ columns: 80, rows: 10 });
    const tasks = Array.from({ length: 50 }, (_, i): TaskId => `s${i}:test`);
    await view.take({ do: "event", event: started(tasks) });
    await view.start(...tasks);
    const screen = await view.terminal.waitFor("and 44 more running\n  0 of 50 done, 50 running");
    expect(screen.split("\n")).toHaveLength(8);
  });

  test.each([40, 80, 200])("crops what tasks say to %i columns", async (columns) => {
    await using view = await openLiveView({ columns, rows: 24 });
    await view.take({ do: "event", event: started(["web:test"]) });
    await view.start("web:test");
    await view.take({ do: "output", task: "web:test", text: `日本語 ${"word ".repeat(60)}\n` });
    const screen = await view.terminal.waitFor("…\n  0 of 1 done");
    const [line = ""] = screen.split("\n");
    // Three wide characters take three columns more than their letters.
    expect([columns - 1, columns - 2]).toContain(line.length + 3);
  });

  test("a window made narrower and wider again leaves nothing doubled", async () => {
    await using view = await openLiveView({ columns: 120, rows: 24 });
    const tasks = Array.from({ length: 30 }, (_, i): TaskId => `service-${i + 10}:test`);
    await view.take({ do: "event", event: started([...tasks, "web:test"]) });
    await view.start(...tasks, "web:test");
    // A full screen, as it mostly is: near its top tmux moves rows out of reach when it breaks lines.
    for (const task of tasks) await view.end(task, passed(100));
    await view.take({ do: "output", task: "web:test", text: "word ".repeat(40) });
    const above = tasks.map((task) => `✓ ${task} {3}100ms\n`).join("");
    await view.terminal.waitFor(new RegExp(`^${above}. web:test {10}0s .*…\n`));
    for (const columns of [60, 40, 100, 50]) {
      view.terminal.resize(columns, 24);
      await view.take({ do: "clock", now: columns * 1000 });
      const elapsed = columns < 60 ? `${columns}s` : `1m ${String(columns - 60).padStart(2, "0")}s`;
      // The window changes before the program hears of it: what counts is what stays on the screen then.
      await view.terminal.waitFor(new RegExp(`^${above}. web:test {10}${elapsed} .*…\n {2}30 of 31 done, 1 running {3}${elapsed}$`));
    }
  });

  test("gives the terminal back when the process ends without a word, with what else was written meanwhile", async () => {
    await using view = await openLiveView({ columns: 80, rows: 24 });
    await view.take({ do: "event", event: started(["web:test", "api:test"]) });
    await view.start("web:test");
    await view.terminal.waitFor("0 of 2 done");
    expect(view.cursor()).toBe("hidden");
    await view.take({ do: "stray", text: "a library's own words\n" });
    await view.take({ do: "exit", code: 7 });
    expect(await view.terminal.exitCode()).toBe(7);
    expect(view.terminal.screen().split("\n")[0]).toBe("a library's own words");
    expect(view.cursor()).toBe("shown");
  });

  test("without a UTF-8 locale draws ASCII alone", async () => {
    await using view = await openLiveView({ columns: 80, rows: 24, env: { LC_ALL: "C" } });
    await view.take({ do: "event", event: started(["web:test", "api:test"]) });
    await view.start("web:test", "api:test");
    await view.end("web:test", passed(5));
    const screen = await view.terminal.waitFor("1 of 2 done");
    expect(screen).toMatch(/^[\x20-\x7e\n]*$/);
    expect(screen).toMatch(/^\+ web:test {3}5ms\n/);
  });

  test("of a run that has ended before anything was loaded is never drawn", async () => {
    const tasks: TaskId[] = ["api:test", "web:test"];
    const events = [runStarted(...tasks), ...tasks.map((task) => taskFinished(task, passed(5))), runFinished];
    const { stdout, stderr } = await show("live", events);
    expect(stdout).toBe("");
    expect(stderr).toBe("✓ api:test   5ms\n✓ web:test   5ms\n\n2 passed   6.1s   logs: .repo/runs/12\n");
  });

  test("shows of each failure its last lines, of what was not started for one reason one line, and keeps colours where it colours", async () => {
    const tasks = ["a:x", ...Array.from({ length: 6 }, (_, i) => `b${i}:x`)] as TaskId[];
    const because = { kind: "stage-failed", stage: "lint" } as const;
    const events: Event[] = [
      runStarted(...tasks),
      { type: "task-started", task: "a:x", at: 0, command: "x", shell: "s" },
      ...Array.from({ length: 20 }, (_, i) => output("a:x", `\x1b[31mline ${i}\x1b[2K\n`)),
      taskFinished("a:x", failed(10, 2)),
      ...tasks.slice(1).map((task) => taskFinished(task, { kind: "not-started", because })),
      runFinished,
    ];
    const text = (line: string) => [
      "",
      "a:x, the last 12 lines   .repo/runs/12/a-x.log",
      ...Array.from({ length: 12 }, (_, i) => line.replace("N", String(i + 8))),
      "",
    ];
    const start = ["✗ a:x    10ms    exit 2", "– 6 tasks   not started: lint failed"];
    const end = ["1 failed, 6 not started   6.1s   logs: .repo/runs/12", ""];
    expect((await show("live", events)).stderr.split("\n")).toEqual([...start, ...text("    line N"), ...end]);
    const coloured = (await show("live", events, { colour: { stdout: true, stderr: true } })).stderr.split("\n");
    expect(coloured.filter((line) => line.startsWith("    "))).toEqual(
      Array.from({ length: 12 }, (_, i) => `    \x1b[31mline ${i + 8}\x1b[0m`),
    );
  });
});
