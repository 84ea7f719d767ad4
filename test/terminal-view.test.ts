import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { cleanEnvironment, openTerminal, repoCommand, type TemporaryFolder, type Terminal } from "@nix-repo/testkit";
import { ON_HOST, withoutDurations, workspaceOf } from "./workspace.ts";

/** So many tasks that end at once, and behind them two that wait for a word. */
function workspaceOfTasks(count: number): { workspace: TemporaryFolder; quick: readonly string[] } {
  const quick = Array.from({ length: count - 2 }, (_, i) => `service-${i + 1}`);
  const waiting = (name: string, end: string) => ({
    path: "last",
    verbs: { test: `echo "${name} waits"; read -r _ <../${name}.go; ${end}` },
  });
  const services = {
    ...Object.fromEntries(quick.map((name) => [name, { path: "quick", verbs: { test: "echo done" } }])),
    first: waiting("first", "echo first is done"),
    second: waiting("second", "seq 20; exit 3"),
  };
  const workspace = workspaceOf({ services });
  for (const name of ["first", "second"]) execFileSync("mkfifo", [join(workspace.path, `${name}.go`)]);
  return { workspace, quick };
}

function run(workspace: TemporaryFolder, size: { columns: number; rows: number }): Terminal {
  return openTerminal({
    command: [...repoCommand(), "test", "--all", ...ON_HOST, "--concurrency", "2"],
    cwd: workspace.path,
    env: cleanEnvironment({ TERM: "screen-256color" }),
    ...size,
  });
}

const say = (workspace: TemporaryFolder, name: string) => execFileSync("bash", ["-c", `echo >${name}.go`], { cwd: workspace.path });

/** What has ended and what is running, as the whole screen shows it, what has scrolled away included. */
function shown(terminal: Terminal): { ended: string[]; live: string[] } {
  const lines = terminal.screen().split("\n").slice(1);
  const ended = lines.filter((line) => /^[✓✗–]/.test(line));
  return { ended: ended.map((line) => line.split(/ +/)[1] ?? ""), live: lines.slice(lines.findLastIndex((line) => /^✓/.test(line)) + 1) };
}

const SIZES = [
  { columns: 80, rows: 24 },
  { columns: 200, rows: 50 },
];

describe.each(SIZES)("on $columns columns and $rows rows", (size) => {
  test.each([3, 50, 500])("of %i tasks those that have ended scroll away, each once, and those that run stay", async (count) => {
    const { workspace, quick } = workspaceOfTasks(count);
    using _ = workspace;
    using terminal = run(workspace, size);
    await terminal.waitFor(new RegExp(`first waits[\\s\\S]*second waits[\\s\\S]* ${count - 2} of ${count} done, 2 running`), 60_000);
    const names = quick.map((name) => `${name}:test`);
    expect(shown(terminal).ended.sort()).toEqual([...names].sort());
    expect(shown(terminal).live).toEqual([
      expect.stringMatching(/^\S first:test +\d+s +first waits$/),
      expect.stringMatching(/^\S second:test +\d+s +second waits$/),
      expect.stringMatching(new RegExp(`^  ${count - 2} of ${count} done, 2 running   \\d+s$`)),
    ]);

    say(workspace, "second");
    await terminal.waitFor(/✗ second:test[^\n]* exit 3\n/);
    say(workspace, "first");
    expect(await terminal.exitCode()).toBe(1);
    expect(shown(terminal).ended.sort()).toEqual([...names, "first:test", "second:test"].sort());
    const end = withoutDurations(terminal.screen()).replace(/\n+Pane is dead[^\n]*$/, "");
    expect(end.slice(end.lastIndexOf("✓ first"))).toBe(
      [
        "✓ first:test          TIME".replace(/ +TIME/, `${" ".repeat(nameGap(names, "first:test"))}TIME`),
        "",
        "second:test, the last 12 lines   .repo/runs/1/second-test.log",
        ...Array.from({ length: 12 }, (_, i) => `    ${i + 9}`),
        "",
        `1 failed, ${count - 1} passed   TIME   repo logs --run 1 second:test`,
      ].join("\n"),
    );
  });
});

test("a window that is resized while tasks run shows nothing twice, and nothing is lost", async () => {
  const { workspace, quick } = workspaceOfTasks(50);
  using _ = workspace;
  using terminal = run(workspace, { columns: 120, rows: 30 });
  await terminal.waitFor(/second waits[\s\S]*48 of 50 done, 2 running/);
  for (const [columns, rows] of [
    [60, 20],
    [200, 50],
    [40, 24],
    [80, 12],
  ] as const) {
    terminal.resize(columns, rows);
    // The window changes before the program hears of it: what counts is what stays on the screen then.
    await terminal.waitFor(
      /(^|\n)\S first:test +\d+s +first waits\n\S second:test +\d+s +second waits\n {2}48 of 50 done, 2 running {3}\d+s$/,
    );
    const { ended } = shown(terminal);
    expect(new Set(ended).size).toBe(ended.length);
  }
  say(workspace, "second");
  await terminal.waitFor(/✗ second:test[^\n]* exit 3\n/);
  say(workspace, "first");
  expect(await terminal.exitCode()).toBe(1);
  expect(shown(terminal).ended.sort()).toEqual([...quick, "first", "second"].map((name) => `${name}:test`).sort());
  expect(readFileSync(join(workspace.path, ".repo/runs/1/first-test.log"), "utf8")).toBe("first waits\nfirst is done\n");
});

function nameGap(names: readonly string[], name: string): number {
  return Math.max("second:test".length, ...names.map((each) => each.length)) - name.length + 3;
}
