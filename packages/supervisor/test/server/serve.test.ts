import { readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { err } from "@nix-repo/model";
import { manualClock, temporaryFolder, until } from "@nix-repo/testkit";
import { connect, recordUnits, serve, serverPlace } from "../../src/index.ts";
import { consequences, exitWith } from "../core/simulation.ts";
import { serveSimulation } from "./served-units.ts";
import { expectOk } from "./server-processes.ts";

const IDLE = { idleMs: 60_000 };
const UNITS = [{ id: "web" }, { id: "seed" }];

test("a server ends when everything was stopped and nobody is connected for a while", async () => {
  await using served = await serveSimulation(UNITS, IDLE);
  const isWaiting = () => served.clock.set.includes(60_000);
  expect(isWaiting()).toBe(true);
  const client = await served.client();
  await until(() => !isWaiting());
  expectOk(await client.start(["web", "seed"]));
  served.starter.last("seed")?.end(exitWith(0));
  client.close();
  await client.closed;
  await consequences();
  expect(isWaiting()).toBe(false);
  // Nobody is connected when it ends by itself.
  served.starter.last("web")?.end(exitWith(0));
  await until(isWaiting);
  // A question puts it off.
  const other = await served.client();
  await until(() => !isWaiting());
  other.close();
  await until(isWaiting);
  await served.clock.pass(60_000);
  expect(await served.server.ended).toEqual({ why: "idle", failed: [] });
  expect(readdirSync(served.place.folder)).toEqual([]);
});

test("it stays where something has failed, for whoever comes to see it; and without a limit for ever", async () => {
  await using served = await serveSimulation(UNITS, IDLE);
  const client = await served.client();
  expectOk(await client.start(["web"]));
  served.starter.last("web")?.end(exitWith(3));
  client.close();
  await until(() => served.clock.set.length === 0);
  const again = await served.client();
  expect(expectOk(await again.status())[0]).toMatchObject({ state: { kind: "failed" } });
  // That was seen to, and stopped.
  expectOk(await again.start(["web"]));
  expectOk(await again.stop(["web"]));
  again.close();
  await until(() => served.clock.set.includes(60_000));

  await using endless = await serveSimulation(UNITS);
  expect(endless.clock.set).toEqual([]);
});

test("closing ends everything, once, and says what had failed", async () => {
  await using served = await serveSimulation(UNITS);
  const client = await served.client();
  expectOk(await client.start(["web", "seed"]));
  served.starter.last("seed")?.end(exitWith(1));
  await consequences();
  const [one, other] = await Promise.all([served.server.close(), served.server.close()]);
  expect(one).toMatchObject({ why: "closed", failed: [{ id: "seed" }] });
  expect(other).toBe(one);
  expect(served.starter.last("web")?.isAsked).toBe(true);
  await client.closed;
});

test("it can be killed with all that it has, at once", async () => {
  await using served = await serveSimulation(UNITS);
  const client = await served.client();
  expectOk(await client.start(["web"]));
  served.server.killNow();
  expect(served.starter.last("web")?.exit).toEqual({ kind: "signal", signal: "SIGKILL" });
  expect(readdirSync(served.place.folder)).toEqual([]);
  await client.closed;
});

test("a second one is told who has the place; one that cannot open its units gives it up", async () => {
  await using served = await serveSimulation(UNITS);
  const { place } = served;
  const workspace = join(served.folder.path, "workspace");
  const common = { place, workspace, version: "1.0.0", recordFolder: join(served.folder.path, "record"), clock: manualClock() };
  const open = () => Promise.reject(new Error("it has the place"));
  const second = expectOk(await serve({ ...common, open }));
  if (second.kind !== "taken") throw new Error("it has the place");
  expect(second.by.process.pid).toBe(process.pid);
  const connection = expectOk(await connect({ place, workspace, version: "1.0.0", recordFolder: common.recordFolder, to: second.by }));
  if (connection.kind === "connected") connection.client.close();
  expect(connection.kind).toBe("connected");
  await served.server.close();

  const failure = { code: "nix-missing" } as const;
  expect(await serve({ ...common, open: async () => err(failure) })).toEqual(err(failure));
  expect(readdirSync(place.folder)).toEqual([]);
  await expect(serve({ ...common, open: () => Promise.reject(new Error("a bug")) })).rejects.toThrow("a bug");
  expect(readdirSync(place.folder)).toEqual([]);
});

test("it does not begin where another one's record says that it runs", async () => {
  using folder = temporaryFolder();
  const recordFolder = join(folder.path, "record");
  const record = recordUnits(recordFolder);
  const place = serverPlace({ workspace: "/ws", runtimeFolder: folder.path, userId: process.getuid?.() ?? 0 });
  const open = () => Promise.reject(new Error("it has begun"));
  expect(await serve({ place, workspace: "/ws", version: "1", recordFolder, clock: manualClock(), open })).toEqual(
    err({ code: "server-unreachable", pid: process.pid }),
  );
  record.close();
  expect(readdirSync(place.folder)).toEqual([]);
});
