import { expect, test } from "@jest/globals";
import type { UnitEvent, UnitId } from "@nix-repo/model";
import { createUpView, UNICODE } from "../../src/index.ts";
import { FakeStream } from "../fake-terminal.ts";
import { exited, failed, storyOf, T0, viewOf } from "./units.ts";

async function show(
  units: readonly UnitId[],
  events: readonly UnitEvent[],
  { colour = false, oneStream = false }: { colour?: boolean; oneStream?: boolean } = {},
): Promise<{ stdout: string; stderr: string }> {
  const stdout = new FakeStream();
  const stderr = oneStream ? stdout : new FakeStream();
  const view = await createUpView("prefixed", {
    stdout: stdout as unknown as NodeJS.WriteStream,
    stderr: stderr as unknown as NodeJS.WriteStream,
    stdin: undefined,
    colour: { stdout: colour, stderr: colour },
    symbols: UNICODE,
    root: "/workspace",
    units: units.map((id) => viewOf(id)),
    sample: () => new Map(),
    onAction: () => undefined,
  });
  for (const event of events) view.sink(event);
  await view.finish();
  await view.finish();
  return { stdout: stdout.text, stderr: stderr.text };
}

test("lines of units and what becomes of them, in the order in which it happens", async () => {
  const { becomes, says } = storyOf(["db", "api:server", "worker", "migrate"]);
  const pid = 7;
  const { stdout } = await show(
    ["db", "api:server", "worker", "migrate"],
    [
      becomes("db", T0, { kind: "waiting", since: T0, for: [] }),
      becomes("worker", T0, { kind: "waiting", since: T0, for: [{ unit: "api:server", until: "ready" }] }),
      becomes("db", T0, { kind: "starting", since: T0 }),
      becomes("db", T0 + 20, { kind: "running", since: T0 + 20, pid, why: undefined }),
      says("db", "database sys"),
      says("db", "tem is up\r\naccepting"),
      becomes("db", T0 + 50, { kind: "running", since: T0 + 20, pid, why: { kind: "no-connection" } }),
      becomes("db", T0 + 1_200, { kind: "ready", since: T0 + 1_200, pid }),
      says("db", " connections\n", "stdout"),
      becomes("migrate", T0 + 1_200, { kind: "starting", since: T0 + 1_200 }),
      becomes("migrate", T0 + 1_210, { kind: "ready", since: T0 + 1_210, pid }),
      says("migrate", "3 migrations, no line break"),
      becomes("migrate", T0 + 4_400, { kind: "completed", since: T0 + 4_400 }),
      becomes("api:server", T0 + 1_300, { kind: "starting", since: T0 + 1_300 }),
      becomes("api:server", T0 + 1_300, { kind: "running", since: T0 + 1_300, pid, why: undefined }),
      says("api:server", "\x1b[31mError\x1b[0m: no port\n", "stderr"),
      becomes("api:server", T0 + 2_000, { kind: "backoff", since: T0 + 2_000, until: T0 + 3_800, restart: 1, because: exited(1, false) }),
      becomes("api:server", T0 + 3_800, { kind: "waiting", since: T0 + 3_800, for: [] }),
      becomes("api:server", T0 + 3_800, { kind: "starting", since: T0 + 3_800 }),
      becomes("api:server", T0 + 3_800, { kind: "running", since: T0 + 3_800, pid, why: undefined }),
      becomes("api:server", T0 + 4_000, { kind: "ready", since: T0 + 4_000, pid }),
      becomes("api:server", T0 + 5_000, { kind: "running", since: T0 + 5_000, pid, why: { kind: "status", status: 503 } }),
      becomes("api:server", T0 + 6_000, { kind: "ready", since: T0 + 6_000, pid }),
      { type: "unit-left-behind", unit: "api:server", at: T0 + 7_000 },
      becomes("api:server", T0 + 7_000, failed(exited(3))),
      becomes("worker", T0 + 7_000, failed({ kind: "dependency", dependency: { unit: "api:server", until: "ready" } })),
      becomes("db", T0 + 8_000, { kind: "stopping", since: T0 + 8_000, pid, for: [], next: "ended", killed: false }),
      becomes("db", T0 + 18_000, { kind: "stopping", since: T0 + 8_000, pid, for: [], next: "ended", killed: true }),
      becomes("db", T0 + 18_100, { kind: "ended", since: T0 + 18_100, exit: { kind: "signal", signal: "SIGKILL" } }),
    ],
    { oneStream: true },
  );
  expect(stdout.split("\n")).toEqual([
    "db         | database system is up",
    "✓ db ready after 1.2s",
    "db         | accepting connections",
    "✓ migrate ready after 10ms",
    "migrate    | 3 migrations, no line break",
    "✓ migrate completed after 3.2s",
    "api:server | \x1b[31mError\x1b[0m: no port\x1b[0m",
    "✗ api:server ended with 1 before it was ready, again in 2s (1st time)",
    "✓ api:server ready after 200ms",
    "! api:server no longer ready: it answers with status 503",
    "✓ api:server ready again",
    "! api:server ended and left processes running, which were ended too",
    "✗ api:server ended with 3, not started again",
    "– worker not started: api:server failed",
    "! db did not end in time, being killed",
    "– db stopped, had to be killed",
    "",
    "1 failed, 1 not started, 1 stopped, 1 completed",
    "",
  ]);
});

test("what units write stays on its stream, and what we say is on stderr", async () => {
  const { becomes, says } = storyOf(["a"]);
  expect(
    await show(
      ["a"],
      [
        says("a", "one\n"),
        says("a", "two\n", "stderr"),
        becomes("a", T0, { kind: "starting", since: T0 }),
        becomes("a", T0 + 5, { kind: "ready", since: T0 + 5, pid: 7 }),
      ],
    ),
  ).toEqual({ stdout: "a | one\n", stderr: "a | two\n✓ a ready after 5ms\n\n1 ready\n" });
});

test("why something cannot be started is told whole", async () => {
  const { becomes } = storyOf(["api"]);
  const failure = { code: "hook-failed", shell: "api", exitCode: 2, output: "no such file\n" } as const;
  const { stderr } = await show(
    ["api"],
    [becomes("api", T0, { kind: "starting", since: T0 }), becomes("api", T0, failed({ kind: "not-started", failure }))],
  );
  expect(stderr).toBe(
    [
      "✗ api cannot be started: the shellHook of the devShell api failed with exit 2",
      "        no such file",
      "      correct the hook in the flake; no task of this shell can start before",
      "",
      "1 failed",
      "",
    ].join("\n"),
  );
});

test("what waited to be started again when everything ends is not told to have failed once more", async () => {
  const { becomes } = storyOf(["api"]);
  const { stderr } = await show(
    ["api"],
    [
      becomes("api", T0, { kind: "backoff", since: T0, until: T0 + 500, restart: 1, because: exited(1) }),
      becomes("api", T0 + 100, failed(exited(1))),
    ],
  );
  expect(stderr).toBe("✗ api ended with 1, again in 1s (1st time)\n\n1 failed\n");
});

test("colours tell units apart, and good from bad", async () => {
  const { becomes, says } = storyOf(["a", "b"]);
  const { stdout, stderr } = await show(
    ["a", "b"],
    [says("a", "x\n"), says("b", "y\n"), becomes("a", T0, failed(exited(1))), becomes("b", T0, { kind: "completed", since: T0 })],
    { colour: true },
  );
  expect(stdout).toBe("\x1b[36ma\x1b[39m \x1b[2m|\x1b[22m x\n\x1b[35mb\x1b[39m \x1b[2m|\x1b[22m y\n");
  expect(stderr).toBe(
    "\x1b[31m✗\x1b[39m a \x1b[31mended with 1\x1b[39m\n\x1b[32m✓\x1b[39m b completed\n\n\x1b[31m1 failed\x1b[39m, \x1b[32m1 completed\x1b[39m\n",
  );
});
