import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { isRunning, until } from "@nix-repo/testkit";
import { endLeft, type ServerClient, serverPlace } from "../../src/index.ts";
import { clientOf, expectOk, type ServerWorkspace, serverWorkspace } from "./server-processes.ts";

const UNITS = { web: "sleep 1000 & exec sleep 1001", db: "setsid bash -c 'sleep 1002 & disown -a' & wait; exec sleep 1003" };

async function running(workspace: ServerWorkspace): Promise<ServerClient> {
  const { client } = expectOk(await workspace.detach());
  expectOk(await client.start(["web", "db"]));
  expectOk(await client.waitReady(["web", "db"]));
  await until(() => sleeping(workspace).length === 4);
  return client;
}

function sleeping({ mark }: ServerWorkspace): readonly number[] {
  return mark.processes().flatMap(({ pid, words }) => (words[0] === "sleep" ? [pid] : []));
}

async function kill(client: ServerClient): Promise<void> {
  process.kill(client.server.pid, "SIGKILL");
  await client.closed;
}

test("who is connected to a server that is killed hears of it; the next one finds what is left, nobody starts anything beside it, and it is ended", async () => {
  using workspace = serverWorkspace(UNITS);
  const client = await running(workspace);
  const events = client.events();
  const waiting = client.stop([]).then(() => client.waitReady(["web"]));
  for await (const { type } of events) if (type === "units") process.kill(client.server.pid, "SIGKILL");
  expect(await events.end).toEqual({ ok: false, error: { code: "server-lost" } });
  expect(await client.status()).toEqual({ ok: false, error: { code: "server-lost" } });
  await waiting;

  const found = expectOk(await workspace.connect());
  if (found.kind === "connected") throw new Error("there is a server");
  expect(found.orphans.map(({ unit }) => unit)).toEqual(["web", "db"]);
  expect(found.orphans.flatMap(({ pids }) => pids).sort()).toEqual([...sleeping(workspace)].sort());
  const left = {
    ok: false,
    error: { code: "units-left", units: found.orphans.map(({ unit, pids }) => ({ unit, pids })) },
  };
  expect(await workspace.detach()).toEqual(left);

  const { place, recordFolder } = workspace.program;
  expect(expectOk(await endLeft({ place, recordFolder, graceMs: 10_000 }))).toEqual({ kind: "ended", left: [] });
  expect(sleeping(workspace)).toEqual([]);
  expect([readdirSync(place.folder), readdirSync(recordFolder)]).toEqual([[], []]);
  const { client: next } = expectOk(await workspace.detach());
  expect(expectOk(await endLeft({ place, recordFolder, graceMs: 0 }))).toMatchObject({
    kind: "taken",
    by: { process: { pid: next.server.pid } },
  });
  expectOk(await next.down());
});

test("also a server itself refuses to begin beside what is left", async () => {
  using workspace = serverWorkspace(UNITS);
  const { launch } = workspace;
  // It is killed after the second one has looked, and before that has begun.
  const client = await running(workspace);
  await kill(client);
  const { file, argv, env } = launch();
  const child = spawn(file, argv.slice(1), { env, stdio: ["ignore", "inherit", "inherit", "pipe"] });
  let said = "";
  child.stdio[3]?.on("data", (chunk: Buffer) => {
    said += chunk.toString();
  });
  await once(child, "close");
  expect(JSON.parse(said)).toMatchObject({ kind: "failed", failure: { code: "units-left", units: [{ unit: "web" }, { unit: "db" }] } });
  expect(readdirSync(workspace.program.place.folder)).toEqual([]);
  expect(sleeping(workspace)).toHaveLength(4);
});

test("killed while it ends: what had not ended is found", async () => {
  using workspace = serverWorkspace({ web: "exec sleep 1000", deaf: 'trap "" TERM; echo deaf; while :; do sleep 1000; done' });
  const { client } = expectOk(await workspace.detach());
  expectOk(await client.start(["web", "deaf"]));
  for await (const { text } of client.logs({ units: ["deaf"], follow: true })) if (text === "deaf") break;
  const down = client.down();
  const other = clientOf(await workspace.connect());
  for await (const event of other.events()) {
    const web =
      event.type === "units"
        ? event.units.find(({ id }) => id === "web")?.state
        : event.type === "unit-changed" && event.unit === "web"
          ? event.state
          : undefined;
    if (web?.kind === "ended") break;
  }
  await kill(client);
  expect(await down).toEqual({ ok: false, error: { code: "server-lost" } });
  const found = expectOk(await workspace.connect());
  expect(found.kind === "not-running" && found.orphans.map(({ unit }) => unit)).toEqual(["deaf"]);
  const { place, recordFolder } = workspace.program;
  expect(expectOk(await endLeft({ place, recordFolder, graceMs: 50 }))).toEqual({ kind: "ended", left: [] });
  expect(workspace.mark.processes()).toEqual([]);
});

test("numbers that were given to others are not believed: neither that of the server, nor those of its units", async () => {
  using workspace = serverWorkspace(UNITS);
  const client = await running(workspace);
  const { folder, name } = workspace.program.place;
  await kill(client);
  await until(() => !isRunning(client.server.pid));
  for (const pid of sleeping(workspace)) process.kill(pid, "SIGKILL");
  await until(() => sleeping(workspace).length === 0);
  // As if this process had got all their numbers.
  const rewrite = (file: string) =>
    writeFileSync(
      file,
      readFileSync(file, "utf8")
        .replaceAll(/"pid":\d+/g, `"pid":${process.pid}`)
        .replaceAll(/"started":(\d+)/g, '"started":1'),
    );
  rewrite(join(folder, `${name}.json`));
  const { recordFolder } = workspace.program;
  for (const file of readdirSync(recordFolder)) rewrite(join(recordFolder, file));
  expect(await workspace.connect()).toEqual({ ok: true, value: { kind: "not-running", orphans: [] } });
  const { client: next } = expectOk(await workspace.detach());
  expectOk(await next.down());
  expect(readdirSync(folder)).toEqual([]);
});

test("one that was halted is told of, and lives on", async () => {
  using workspace = serverWorkspace(UNITS);
  const { client } = expectOk(await workspace.detach());
  const { pid } = client.server;
  process.kill(pid, "SIGSTOP");
  const silent = { ok: false, error: { code: "server-silent", pid, waitedMs: 50 } };
  expect(await workspace.connect({ answerWithinMs: 50 })).toEqual(silent);
  expect(await workspace.detach({}, { answerWithinMs: 50 })).toEqual(silent);
  process.kill(pid, "SIGCONT");
  expectOk(await clientOf(await workspace.connect()).down());
});

test("one whose socket was removed, or that has another place, is told of, and nothing begins beside it", async () => {
  using workspace = serverWorkspace(UNITS);
  const client = await running(workspace);
  const { pid } = client.server;
  const unreachable = { ok: false, error: { code: "server-unreachable", pid } };
  const elsewhere = serverPlace({ ...workspace.program, runtimeFolder: workspace.program.recordFolder, userId: process.getuid?.() ?? 0 });
  expect(await workspace.connect({ place: elsewhere })).toEqual(unreachable);
  expect(await workspace.detach({ place: elsewhere }, { place: elsewhere })).toEqual(unreachable);
  expect(existsSync(elsewhere.folder)).toBe(false);

  const { folder } = workspace.program.place;
  for (const file of readdirSync(folder)) if (file.endsWith(".sock")) rmSync(join(folder, file));
  expect(await workspace.connect()).toEqual(unreachable);
  rmSync(folder, { recursive: true });
  expect(await workspace.connect()).toEqual(unreachable);
  expect(await workspace.detach()).toEqual(unreachable);
  // SIGTERM ends it as ever, and who is connected still is.
  process.kill(pid, "SIGTERM");
  await client.closed;
  await until(() => workspace.mark.processes().length === 0);
});
