import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { isRunning, until } from "@nix-repo/testkit";
import { clientOf, expectOk, serverWorkspace } from "./server-processes.ts";

const UNITS = { web: "exec sleep 1000", db: "sleep 1000 & exec sleep 1000" };

test("a server in the background: started, joined, asked, ended; and nothing is left", async () => {
  using workspace = serverWorkspace(UNITS);
  expect(await workspace.connect()).toEqual({ ok: true, value: { kind: "not-running", orphans: [] } });
  const first = expectOk(await workspace.detach());
  const second = expectOk(await workspace.detach());
  expect([first.isNew, second.isNew, second.client.server.pid]).toEqual([true, false, first.client.server.pid]);
  expect(await first.client.start(["web"])).toEqual({ ok: true, value: undefined });
  // Who comes later starts only what is missing.
  const { pid } =
    expectOk(await second.client.waitReady(["web"])) && (expectOk(await second.client.status()).find(({ id }) => id === "web") ?? {});
  expectOk(await second.client.start(["web", "db"]));
  expect(expectOk(await second.client.waitReady(["web", "db"]))).toEqual({ kind: "ready" });
  expect(expectOk(await first.client.status())).toMatchObject([
    { id: "web", state: { kind: "ready" }, pid },
    { id: "db", state: { kind: "ready" } },
  ]);
  const { folder } = workspace.program.place;
  expect(statSync(folder).mode & 0o777).toBe(0o700);
  expect(readdirSync(folder).map((file) => file.replace(/-[0-9a-f]{24}/, "-TOKEN"))).toEqual([
    `${workspace.program.place.name}-TOKEN.sock`,
    `${workspace.program.place.name}.json`,
  ]);
  for (const file of readdirSync(folder)) expect(statSync(join(folder, file)).mode & 0o777).toBe(0o600);

  expect(await second.client.down()).toEqual({ ok: true, value: { failed: [] } });
  // As soon as that is said, the place is free.
  expect(await workspace.connect()).toEqual({ ok: true, value: { kind: "not-running", orphans: [] } });
  await Promise.all([first.client.closed, second.client.closed]);
  expect(readdirSync(folder)).toEqual([]);
  await until(() => workspace.mark.processes().length === 0);
  expect(readdirSync(workspace.program.recordFolder)).toEqual([]);
  expect(readdirSync(workspace.folder.path).sort()).toEqual(["logs", "record", "repo", "server.log"]);
});

const rounds = Number(process.env.REPO_SERVER_ROUNDS ?? 8);

test(
  "of several that start one at the same moment one succeeds, and all are connected to it",
  async () => {
    using workspace = serverWorkspace(UNITS);
    for (let round = 0; round < rounds; round += 1) {
      const [one, other] = (await Promise.all([workspace.detach(), workspace.detach()])).map(expectOk);
      expect([one?.isNew, other?.isNew].sort()).toEqual([false, true]);
      expect(one?.client.server.pid).toBe(other?.client.server.pid);
      await until(() => workspace.mark.processes().length === 1, "the end of the one that came too late");
      const { pid = 0 } = one?.client.server ?? {};
      // Every second time it leaves all that it had, for the next two to find.
      if (round % 2 === 0) process.kill(pid, "SIGKILL");
      else expect(await one?.client.down()).toEqual({ ok: true, value: { failed: [] } });
      await Promise.all([one?.client.closed, other?.client.closed]);
      await until(() => !isRunning(pid));
    }
    expect(workspace.mark.processes()).toEqual([]);
    expect(readdirSync(workspace.folder.path).sort()).toEqual(["logs", "record", "repo", "server.log"]);
  },
  60_000 + rounds * 10_000,
);

test("who comes while one is ending waits for that, and starts another", async () => {
  using workspace = serverWorkspace({ slow: 'trap "" TERM; echo deaf; read -r < "$FIFO"' });
  const fifo = join(workspace.folder.path, "fifo");
  execFileSync("mkfifo", [fifo]);
  const { client } = expectOk(await workspace.detach({ env: { ...workspace.mark.env, FIFO: fifo } }));
  expectOk(await client.start(["slow"]));
  for await (const { text } of client.logs({ units: ["slow"], follow: true })) if (text === "deaf") break;
  const down = client.down();
  const ending = clientOf(await workspace.connect());
  expect(ending.server.isEnding).toBe(true);
  expect(await ending.start(["slow"])).toEqual({ ok: false, error: { code: "server-ending" } });
  const next = workspace.detach();
  execFileSync("bash", ["-c", 'echo over > "$0"', fifo]);
  expect(await down).toMatchObject({ ok: true });
  const { client: other, isNew } = expectOk(await next);
  expect([isNew, other.server.pid !== client.server.pid]).toEqual([true, true]);
  expectOk(await other.down());
});

test("one that ends before it is there is told of by its last lines", async () => {
  using workspace = serverWorkspace(UNITS);
  const lines = Array.from({ length: 30 }, (_, i) => `line ${i}`);
  expect(await workspace.detach({ instead: `printf '%s\\n' ${lines.map((line) => `'${line}'`).join(" ")}; exit 3` })).toEqual({
    ok: false,
    error: { code: "server-not-started", output: `${lines.slice(10).join("\n")}\n` },
  });
  expect(readdirSync(workspace.folder.path)).toEqual([]);
  expect(workspace.mark.processes()).toEqual([]);
});

test("also one that has left something that holds its pipe; that is ended with it", async () => {
  using workspace = serverWorkspace(UNITS);
  const result = await workspace.detach({ instead: "sleep 1000 & echo gone >&2; exit 3" }, { graceMs: 100 });
  expect(result).toEqual({ ok: false, error: { code: "server-not-started", output: "gone\n" } });
  expect(workspace.mark.processes()).toEqual([]);
});

test("one that cannot be executed, and one that fails with words of its own", async () => {
  using workspace = serverWorkspace(UNITS);
  const launch = { ...workspace.launch(), file: "/nowhere/at-all" };
  expect(await workspace.detach({}, { launch })).toEqual({
    ok: false,
    error: { code: "start-failed", file: "/nowhere/at-all", reason: "it does not exist" },
  });
  const long = "x".repeat(120);
  const place = { ...workspace.program.place, folder: join(workspace.folder.path, long) };
  expect(await workspace.detach({ place })).toEqual({
    ok: false,
    error: { code: "server-socket-failed", path: place.folder, reason: "its path is too long for a socket" },
  });
  expect(existsSync(place.folder)).toBe(false);
  expect(workspace.mark.processes()).toEqual([]);
});

test("nothing is left of one that is no longer waited for", async () => {
  using workspace = serverWorkspace(UNITS);
  const abort = new AbortController();
  const detached = workspace.detach(
    { instead: 'trap "" TERM; sleep 1000 & while :; do wait; done' },
    { signal: abort.signal, graceMs: 50 },
  );
  await until(() => workspace.mark.processes().some(({ words }) => words[0] === "sleep"));
  abort.abort();
  expect(await detached).toEqual({ ok: false, error: { code: "server-lost", reason: "it was not waited for any longer" } });
  expect(workspace.mark.processes()).toEqual([]);
  expect(readdirSync(workspace.folder.path)).toEqual([]);
});

test("one that nobody asks for anything ends by itself", async () => {
  using workspace = serverWorkspace(UNITS);
  const { client } = expectOk(await workspace.detach({ idleMs: 1 }));
  expectOk(await client.start(["web"]));
  client.close();
  const again = clientOf(await workspace.connect());
  expect(expectOk(await again.status())[0]).toMatchObject({ id: "web", state: { kind: "ready" } });
  expectOk(await again.stop(["web"]));
  again.close();
  await until(() => workspace.mark.processes().length === 0);
  expect(readFileSync(join(workspace.folder.path, "server.log"), "utf8")).toBe("");
});
