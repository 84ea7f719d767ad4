import { describe, expect, test } from "@jest/globals";
import type { UnitState, UnitView } from "@nix-repo/model";
import { ASCII, paletteOf, UNICODE } from "../../src/index.ts";
import { widthOf } from "../../src/text-width.ts";
import { AT_FIRST, type Steering } from "../../src/up/steering.ts";
import { UnitLogs } from "../../src/up/unit-logs.ts";
import { frameOf } from "../../src/up/up-frame.ts";
import type { UpState } from "../../src/up/up-state.ts";
import type { UnitSample } from "../../src/up/up-view.ts";
import { exited, failed, T0, viewOf } from "./units.ts";

const PLAIN = { palette: paletteOf(false), symbols: UNICODE, root: "/workspace" };
const NOW = T0 + 192_000;

interface Scene {
  readonly units: readonly UnitView[];
  readonly steering?: Partial<Steering>;
  readonly samples?: readonly (readonly [string, UnitSample])[];
  readonly log?: (logs: UnitLogs) => void;
}

function stateOf({ units, steering, samples = [], log = () => undefined }: Scene): UpState {
  const logs = new UnitLogs();
  log(logs);
  const steered = { ...AT_FIRST, ...steering };
  return { units, samples: new Map(samples), steering: steered, log: logs.linesOf(steered.shows), now: NOW, since: T0, spinner: "⠋" };
}

const ready: UnitState = { kind: "ready", since: T0 + 1_000, pid: 7 };

const THREE: Scene = {
  units: [
    viewOf("db", ready, { pid: 7, startedAt: T0 }),
    viewOf(
      "api:server",
      { kind: "running", since: T0, pid: 8, why: { kind: "no-connection" } },
      { pid: 8, startedAt: T0 + 180_000, restarts: 2 },
    ),
    viewOf("worker", failed({ kind: "dependency", dependency: { unit: "api:server", until: "ready" } })),
  ],
  samples: [
    ["db", { rssBytes: 120_400_000, cpuPercent: 0.34 }],
    ["api:server", { rssBytes: 43_000_000, cpuPercent: 212.6 }],
  ],
  log(logs) {
    logs.write("db", "stdout", Buffer.from("ready to accept connections\n"));
    logs.tell("db", "✓ db ready after 1.0s");
    logs.write(
      "api:server",
      "stderr",
      Buffer.from(`a line that is longer than what fits into a row of eighty columns, ${"word ".repeat(8)}\n`),
    );
  },
};

test("three units on 80 columns and 24 rows", () => {
  expect(frameOf(stateOf(THREE), { columns: 80, rows: 24 }, PLAIN)).toEqual([
    "1 not ready, 1 not started, 1 ready   3m 12s",
    "    unit           age  restarts   cpu  memory  state",
    "> ✓ db          3m 12s            0.3%  120 MB  ready",
    "  ⠋ api:server     12s         2  213%   43 MB  not ready: nobody takes connect…",
    "  – worker                                      not started: api:server failed",
    "── all logs ────────────────────────────────────────────────────────────────────",
    "db         | ready to accept connections",
    "✓ db ready after 1.0s",
    "api:server | a line that is longer than what fits into a row of eighty columns,",
    "             word word word word word word word word",
    ...Array<string>(13).fill(""),
    "enter log of db   r restart   s stop   / search   ? help   q quit",
  ]);
});

test("the log of one unit, with all that is to be said of its state above it", () => {
  const frame = frameOf(stateOf({ ...THREE, steering: { chosen: 1, shows: "api:server" } }), { columns: 80, rows: 24 }, PLAIN);
  expect(frame.slice(2, 9)).toEqual([
    "  ✓ db          3m 12s            0.3%  120 MB  ready",
    "> ⠋ api:server     12s         2  213%   43 MB  not ready: nobody takes connect…",
    "  – worker                                      not started: api:server failed",
    "── log of api:server   not ready: nobody takes connections ─────────────────────",
    "a line that is longer than what fits into a row of eighty columns, word word wor",
    "d word word word word word",
    "",
  ]);
  expect(frame.at(-1)).toBe("enter all logs   r restart   s stop   / search   ? help   q quit");
});

test("in ASCII where the locale asks for that, and in few columns", () => {
  const ascii = { ...PLAIN, symbols: ASCII };
  expect(frameOf({ ...stateOf(THREE), spinner: "-" }, { columns: 50, rows: 12 }, ascii)).toEqual([
    "1 not ready, 1 not started, 1 ready   3m 12s",
    "    unit           age  state",
    "> + db          3m 12s  ready",
    "  - api:server     12s  not ready: nobody takes...",
    "  - worker              not started: api:server...",
    "-- all logs --------------------------------------",
    "db         | ready to accept connections",
    "✓ db ready after 1.0s",
    "api:server | a line that is longer than what fits",
    "             into a row of eighty columns, word wo",
    "             rd word word word word word word",
    "enter log of db   r restart   s stop   / search...",
  ]);
});

test("what is typed, what was found, and what is below", () => {
  const log = (logs: UnitLogs) => {
    for (let i = 1; i <= 100; i += 1)
      logs.write("db", "stdout", Buffer.from(`line ${i}${i % 10 === 0 ? " \x1b[31mSlow\x1b[0m query" : ""}\n`));
  };
  const units = [viewOf("db", ready)];
  const size = { columns: 60, rows: 12 };
  expect(frameOf(stateOf({ units, log, steering: { mode: { typing: "slow" } } }), size, PLAIN).at(-1)).toBe("/slow_");
  const found = stateOf({ units, log, steering: { search: { text: "slow", match: 69 }, bottom: 70 } });
  expect(frameOf(found, size, PLAIN).slice(3)).toEqual([
    "── all logs   looking for slow   29 more below ─────────────",
    "    db | line 65".slice(2),
    "    db | line 66".slice(2),
    "    db | line 67".slice(2),
    "    db | line 68".slice(2),
    "    db | line 69".slice(2),
    "> db | line 70 \x1b[7mSlow\x1b[27m query",
    "    db | line 71".slice(2),
    "n older   N newer   esc end of search   ? help   q quit",
  ]);
  const lost = stateOf({ units, log, steering: { search: { text: "zebra", match: undefined } } });
  expect(frameOf(lost, size, PLAIN)[3]).toBe("── all logs   nothing matches zebra ────────────────────────");
});

test("help, and the end", () => {
  const units = [viewOf("db", ready)];
  expect(frameOf(stateOf({ units, steering: { mode: "help" } }), { columns: 80, rows: 16 }, PLAIN).slice(4, 13)).toEqual([
    "  up, down, j, k       choose a unit; home, end: the first, the last",
    "  enter                the log of the chosen one, or again all logs",
    "  r                    restart it",
    "  s                    stop it, and before it what needs it",
    "  page up, page down   further up and down in the log",
    "  /                    search in the log; n: older match, N: newer match",
    "  esc                  back to the end of the log, and to all logs",
    "  q, ctrl-c            stop everything and end; again: kill what still runs",
    "",
  ]);
  expect(frameOf(stateOf({ units, steering: { isEnding: true } }), { columns: 80, rows: 16 }, PLAIN).at(-1)).toBe(
    "everything is being stopped; q again kills what still runs",
  );
});

describe("of many units those around the chosen one are shown", () => {
  const names = (count: number) => Array.from({ length: count }, (_, i) => `service-${i + 1}`);
  const many = (count: number, chosen: number): Scene => ({
    units: names(count).map((id, i) => viewOf(id, i === 57 ? failed(exited(1)) : ready, { startedAt: T0 })),
    steering: { chosen },
    log(logs) {
      for (const id of names(count)) logs.write(id, "stdout", Buffer.from(`${id} says something\n`));
    },
  });
  test.each([
    [3, 80, 24, 3],
    [20, 80, 24, 10],
    [60, 80, 24, 10],
    [3, 200, 50, 3],
    [20, 200, 50, 20],
    [60, 200, 50, 23],
  ])("%i units on %i columns and %i rows: %i", (count, columns, rows, shown) => {
    for (let chosen = 0; chosen < count; chosen += 1) {
      const frame = frameOf(stateOf(many(count, chosen)), { columns, rows }, PLAIN);
      expect(frame).toHaveLength(rows);
      const listed = frame.filter((line) => /^[> ] [✓✗] service-/.test(line));
      expect(listed).toHaveLength(shown);
      expect(listed.filter((line) => line.startsWith("> "))).toEqual([expect.stringContaining(` service-${chosen + 1} `)]);
      // The rest of the screen is full of the log, whose last line is the last.
      const logRows = rows - 4 - shown;
      expect(frame.slice(-logRows - 1, -1).filter((line) => line !== "")).toHaveLength(Math.min(count, logRows));
      expect(frame.findLast((line) => line.includes("says something"))).toContain(`service-${count} says something`);
    }
    const [title] = frameOf(stateOf(many(count, Math.min(30, count - 1))), { columns, rows }, PLAIN);
    const counts = count === 60 ? "1 failed, 59 ready   3m 12s" : `${count} ready   3m 12s`;
    // The 31st stands in the middle, or the last one at the end.
    const first = Math.min(31 - Math.floor(shown / 2), count - shown + 1);
    expect(title).toBe(shown === count ? counts : `${counts}   ${first} to ${first + shown - 1} of ${count}`);
  });
});

test("fits into a terminal of any size, in colours too", () => {
  const coloured = { palette: paletteOf(true), symbols: UNICODE, root: "/workspace" };
  const wide = viewOf("ünï:wörker-mit-sehr-langem-namen-日本語日本語#12", failed(exited(1)), { startedAt: T0 });
  const scene = (steering: Partial<Steering>): Scene => ({
    units: [...THREE.units, wide],
    steering,
    log(logs) {
      for (let i = 0; i < 30; i += 1)
        logs.write(wide.id, "stdout", Buffer.from(`\x1b[32m日本語 ${"x".repeat(i * 7)}\x1b[0m \t\x1b[2J\x07end\n`));
    },
  });
  const steerings: Partial<Steering>[] = [
    {},
    { shows: wide.id },
    { mode: "help" },
    { mode: { typing: "日本語日本語日本語" } },
    { search: { text: "本", match: 3 }, bottom: 5 },
    { isEnding: true },
  ];
  for (const steering of steerings) {
    for (const columns of [1, 2, 5, 10, 19, 40, 61, 80, 200]) {
      for (const rows of [1, 2, 3, 5, 9, 10, 11, 24, 50]) {
        const frame = frameOf(stateOf(scene(steering)), { columns, rows }, coloured);
        expect({ columns, rows, lines: frame.length }).toEqual({ columns, rows, lines: rows });
        for (const line of frame) expect({ columns, line, fits: widthOf(line) <= columns }).toEqual({ columns, line, fits: true });
        for (const lost of ["\x1b[2J", "\x07", "\t"]) expect(frame.join("")).not.toContain(lost);
      }
    }
  }
});
