import { describe, expect, test } from "@jest/globals";
import type { UnitId, UnitState } from "@nix-repo/model";
import { openSteeredUp, type SteeredUpScreen, type Step } from "./live/steered-up-screen.ts";
import { exited, failed, storyOf, viewOf } from "./units.ts";

const pid = 7;
const ready = (since: number): UnitState => ({ kind: "ready", since, pid });

/** Units that are all started at 0 and ready at 1000. */
function allReady(units: readonly UnitId[]): Step[] {
  const { becomes } = storyOf(units);
  return units.flatMap((unit) => [
    { do: "event", event: becomes(unit, 0, { kind: "starting", since: 0 }) } as const,
    { do: "event", event: becomes(unit, 1_000, ready(1_000)) } as const,
  ]);
}

async function open(view: SteeredUpScreen, units: readonly UnitId[], { colour = false } = {}): Promise<void> {
  await view.take({ do: "open", units: units.map((id) => viewOf(id)), colour });
}

/** What stands on the screen that is drawn on; `before` and what is above scrolled away are no part of it. */
function shown(screen: string, rows: number): readonly string[] {
  return screen.split("\n").slice(-rows);
}

const GIVEN_BACK = "isig icanon echo";

describe("a day with three units", () => {
  test("is seen, steered by keys, and gone when it ends", async () => {
    await using view = await openSteeredUp({ columns: 80, rows: 24 });
    const { terminal } = view;
    const { becomes } = storyOf(["db", "api", "web"]);
    await view.take({ do: "samples", samples: [["db", { rssBytes: 40e6, cpuPercent: 0.4 }]] });
    await open(view, ["db", "api", "web"]);
    await terminal.waitFor("3 not started   0s");
    expect(terminal.screen()).not.toContain("before");

    await view.take(
      { do: "event", event: becomes("web", 0, { kind: "waiting", since: 0, for: [{ unit: "api", until: "ready" }] }) },
      { do: "event", event: becomes("db", 0, { kind: "starting", since: 0 }) },
      { do: "event", event: becomes("db", 1_200, ready(1_200)) },
      { do: "event", event: becomes("api", 1_200, { kind: "starting", since: 1_200 }) },
      { do: "event", event: becomes("api", 1_300, { kind: "running", since: 1_300, pid, why: { kind: "no-connection" } }) },
      { do: "output", unit: "api", text: "compiling\nlisten" },
      { do: "output", unit: "db", text: "up\n" },
      { do: "output", unit: "api", text: "ing\n" },
      { do: "clock", now: 65_000 },
    );
    const screen = await terminal.waitFor(/1 not ready, 1 waiting, 1 ready {3}1m 05s[\s\S]*listening/);
    expect(shown(screen, 24).map((line) => line.replace(/^( {2}|> )[⠀-⣿]/, "$1*"))).toEqual([
      "1 not ready, 1 waiting, 1 ready   1m 05s",
      "    unit     age  restarts   cpu  memory  state",
      "> ✓ db    1m 05s            0.4%   40 MB  ready",
      "  * api   1m 03s                          not ready: nobody takes connections",
      "  – web                                   waiting for api to be ready",
      "── all logs ────────────────────────────────────────────────────────────────────",
      "✓ db ready after 1.2s",
      "api | compiling",
      "db  | up",
      "api | listening",
      ...Array<string>(13).fill(""),
      "enter log of db   r restart   s stop   / search   ? help   q quit",
    ]);

    terminal.press("Down", "Enter");
    await terminal.waitFor(/── log of api {3}not ready: nobody takes connections ─+\ncompiling\nlistening\n/);
    terminal.press("r");
    expect(await view.action()).toEqual({ kind: "restart", unit: "api" });
    await view.take(
      { do: "event", event: becomes("api", 65_000, { kind: "stopping", since: 65_000, pid, for: [], next: "waiting", killed: false }) },
      { do: "event", event: becomes("api", 65_500, { kind: "waiting", since: 65_500, for: [] }) },
      { do: "event", event: becomes("api", 65_500, { kind: "starting", since: 65_500 }) },
      { do: "event", event: becomes("api", 65_900, ready(65_900)) },
      { do: "event", event: becomes("web", 65_900, { kind: "starting", since: 65_900 }) },
      { do: "event", event: becomes("web", 66_000, { kind: "backoff", since: 66_000, until: 68_000, restart: 1, because: exited(1) }) },
      { do: "clock", now: 66_000 },
    );
    await terminal.waitFor(/> ✓ api +0s +1 +ready\n {2}↻ web .* ended with 1, again in 2s \(1st time\)\n── log of api {3}ready ─/);
    await terminal.waitFor(/compiling\nlistening\n✓ api ready after 400ms\n/);
    terminal.press("j", "s");
    expect(await view.action()).toEqual({ kind: "stop", unit: "web" });

    terminal.press("?");
    await terminal.waitFor("up, down, j, k       choose a unit");
    terminal.press("Escape");
    await terminal.waitFor(/✓ api ready after 400ms\n/);
    terminal.press("Escape");
    await terminal.waitFor(/── all logs[\s\S]*✗ web ended with 1, again in 2s \(1st time\)\n/);

    terminal.press("C-c");
    expect(await view.action()).toEqual({ kind: "quit" });
    await terminal.waitFor("everything is being stopped; q again kills what still runs");
    terminal.press("q");
    expect(await view.action()).toEqual({ kind: "kill" });
    await view.take(
      { do: "event", event: becomes("web", 66_000, failed(exited(1))) },
      { do: "event", event: becomes("api", 66_100, { kind: "ended", since: 66_100, exit: { kind: "signal", signal: "SIGTERM" } }) },
      { do: "event", event: becomes("db", 66_100, { kind: "ended", since: 66_100, exit: { kind: "signal", signal: "SIGKILL" } }) },
      { do: "stray", text: "written by something else meanwhile\n" },
      { do: "finish" },
      { do: "exit", code: 1 },
    );
    expect(untilGivenBack(await terminal.waitFor(GIVEN_BACK))).toEqual([
      "before",
      "written by something else meanwhile",
      "  unit   restarts   state",
      "– db                stopped, had to be killed",
      "– api    1          stopped",
      "✗ web               ended with 1",
      "exit 1",
      GIVEN_BACK,
    ]);
  });

  test("searching leads through the log", async () => {
    await using view = await openSteeredUp({ columns: 60, rows: 14 });
    const { terminal } = view;
    await open(view, ["db"]);
    for (let i = 1; i <= 60; i += 1)
      await view.take({ do: "output", unit: "db", text: `${i % 25 === 0 ? "a Slow query" : "fine"} ${i}\n` });
    await terminal.waitFor(/fine 59\ndb \| fine 60\n/);
    terminal.press("/");
    terminal.type("slow q");
    await terminal.waitFor("\n/slow q_");
    terminal.press("Enter");
    await terminal.waitFor(
      /looking for slow q {3}8 more below ─+\n[\s\S]*\n> db \| a Slow query 50\n {2}db \| fine 51\n {2}db \| fine 52\nn older/,
    );
    terminal.press("n");
    await terminal.waitFor(/33 more below ─+\n[\s\S]*\n> db \| a Slow query 25\n/);
    terminal.press("N");
    await terminal.waitFor(/\n> db \| a Slow query 50\n/);
    await view.take({ do: "output", unit: "db", text: "later\n" });
    await terminal.waitFor(/9 more below ─+\n[\s\S]*\n> db \| a Slow query 50\n/);
    terminal.press("Escape");
    await terminal.waitFor(/all logs ─+\n[\s\S]*fine 60\ndb \| later\nenter/);
    terminal.press("PageUp");
    await terminal.waitFor(/all logs {3}9 more below ─+\n[\s\S]*fine 52\nenter/);
  });
});

describe.each([
  [80, 24, { 3: 3, 20: 10, 60: 10 }],
  [200, 50, { 3: 3, 20: 20, 60: 23 }],
])("on %i columns and %i rows", (columns, rows, listed) => {
  test.each([3, 20, 60] as const)("%i units", async (count) => {
    await using view = await openSteeredUp({ columns, rows });
    const { terminal } = view;
    const units = Array.from({ length: count }, (_, i) => `service-${i + 1}`);
    await open(view, units);
    await view.take(...allReady(units), { do: "clock", now: 5_000 });
    for (const unit of units) await view.take({ do: "output", unit, text: `${unit} listens\n` });
    const screen = await terminal.waitFor(
      new RegExp(`^(?:.*\\n)*${count} ready   5s.*\\n[\\s\\S]*service-${count} +\\| service-${count} listens\\n`),
    );
    const unitRows = (text: string) => shown(text, rows).filter((line) => /^[> ] ✓ service-\d+ +5s {12}.*ready$/.test(line));
    expect(unitRows(screen)).toHaveLength(listed[count]);
    expect(unitRows(screen)[0]).toMatch(/^> ✓ service-1 /);
    terminal.press("G");
    const last = await terminal.waitFor(new RegExp(`> ✓ service-${count} `));
    expect(unitRows(last)).toHaveLength(listed[count]);
    await view.take({ do: "finish" }, { do: "exit", code: 0 });
    const end = await terminal.waitFor(GIVEN_BACK);
    for (const unit of units) expect(end.split("\n").filter((line) => new RegExp(`^✓ ${unit} +5s +ready$`).test(line))).toHaveLength(1);
  });
});

test("a window that is resized is drawn anew, to its edges", async () => {
  await using view = await openSteeredUp({ columns: 100, rows: 30 });
  const { terminal } = view;
  const units = Array.from({ length: 20 }, (_, i) => `service-${i + 1}`);
  await open(view, units);
  await view.take(...allReady(units), { do: "output", unit: "service-1", text: `${"wide ".repeat(30)}end\n` });
  await terminal.waitFor("wide end");
  for (const [columns, rows] of [
    [60, 20],
    [200, 50],
    [40, 12],
    [80, 24],
  ] as const) {
    terminal.resize(columns, rows);
    const hasMore = Math.floor((rows - 4) / 2) < 20;
    const title = hasMore ? `20 ready   0s   1 to ${Math.floor((rows - 4) / 2)} of 20` : "20 ready   0s";
    // Whatever the terminal made of the old drawing has been wiped: the new one begins in the first row and ends in the last.
    await terminal.waitFor(
      new RegExp(`(^|\\n)${title}\\n(.*\\n)+── all logs ─{${columns - "── all logs ".length}}\\n(.*\\n)+.*end\\n+enter log.*$`),
    );
    const lines = shown(terminal.screen(), rows);
    expect(lines[0]).toBe(title);
    expect(lines.filter((line) => line.includes("── all logs"))).toHaveLength(1);
    expect(lines.filter((line) => line.startsWith("> ✓ service-1 "))).toHaveLength(1);
  }
});

describe("the terminal is given back", () => {
  test.each<[string, readonly Step[], number, string]>([
    ["when the program ends without a word", [{ do: "exit", code: 4 }], 4, "before"],
    ["when it has a bug, which then can be read", [{ do: "throw" }], 1, "Error: a bug"],
  ])("%s", async (_, steps, code, left) => {
    await using view = await openSteeredUp({ columns: 80, rows: 24 });
    await open(view, ["db"], { colour: true });
    await view.terminal.waitFor("1 not started");
    await view.take(...steps);
    const screen = await view.terminal.waitFor(GIVEN_BACK);
    expect(screen).toMatch(/^before\n/);
    expect(screen).toContain(left);
    expect(screen).toContain(`exit ${code}\n${GIVEN_BACK}`);
    expect(screen).not.toContain("q quit");
  });

  test("and never taken where keys come from elsewhere", async () => {
    await using view = await openSteeredUp({ columns: 80, rows: 24, stdinElsewhere: true });
    await open(view, ["db"]);
    await view.terminal.waitFor("1 not started");
    await view.take({ do: "finish" }, { do: "exit", code: 0 });
    expect(await view.terminal.waitFor(GIVEN_BACK)).toContain("before\n  unit   state\n– db     not started\nexit 0\n");
  });
});

test("who floods is shown, and keys are still answered", async () => {
  await using view = await openSteeredUp({ columns: 80, rows: 24 });
  await open(view, ["loud", "calm"]);
  await view.take({ do: "output", unit: "calm", text: "hello\n" });
  const flood = view.take(...Array.from({ length: 200 }, (): Step => ({ do: "output", unit: "loud", text: "noise\n", times: 100_000 })));
  await view.terminal.waitFor("loud | noise");
  view.terminal.press("j", "Enter");
  await view.terminal.waitFor(/── log of calm {3}not started ─+\nhello\n/);
  await flood;
  view.terminal.press("q");
  expect(await view.action()).toEqual({ kind: "quit" });
});

/** Below that tmux says that the command has ended. */
function untilGivenBack(screen: string): readonly string[] {
  const lines = screen.split("\n");
  return lines.slice(0, lines.indexOf(GIVEN_BACK) + 1);
}
