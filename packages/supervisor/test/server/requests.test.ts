import { readdirSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import type { Failure } from "@nix-repo/model";
import { until } from "@nix-repo/testkit";
import { connect, type ServerEvent, type ServerStream } from "../../src/index.ts";
import { exitWith } from "../core/simulation.ts";
import { type ServedSimulation, serveSimulation } from "./served-units.ts";
import { expectOk } from "./server-processes.ts";

const READY = { check: { kind: "tcp", host: "localhost", port: 1 }, timeoutMs: 60_000 } as const;
const UNITS = [{ id: "web", dependsOn: [{ unit: "db", until: "ready" as const }] }, { id: "db", readiness: READY }, { id: "api" }];

let served: ServedSimulation;
beforeEach(async () => {
  served = await serveSimulation(UNITS);
});
afterEach(async () => {
  await served[Symbol.asyncDispose]();
});

const failed = (failure: Failure) => ({ ok: false, error: failure });
const states = async () => expectOk(await (await served.client()).status()).map(({ id, state }) => `${id} ${state.kind}`);

/** Reads on until one event looks like that; gives all that came, the last one included. */
async function readTo(iterator: AsyncIterator<ServerEvent>, isLast: (event: ServerEvent) => boolean): Promise<readonly ServerEvent[]> {
  const events: ServerEvent[] = [];
  for (;;) {
    const { value, done } = await iterator.next();
    if (done === true) throw new Error("the stream is over");
    events.push(value);
    if (isLast(value)) return events;
  }
}

const becomes = (unit: string, kind: string) => (event: ServerEvent) =>
  event.type === "unit-changed" && event.unit === unit && event.state.kind === kind;

describe("units are", () => {
  test("started with what they need, waited for, started anew and stopped", async () => {
    const client = await served.client();
    expectOk(await client.start(["web"]));
    expect(await states()).toEqual(["web waiting", "db running", "api idle"]);
    const ready = client.waitReady(["web"]);
    const db = served.starter.last("db");
    if (db !== undefined) db.isReady = true;
    await served.unitClock.pass(1_000);
    expect(expectOk(await ready)).toEqual({ kind: "ready" });
    expect(await states()).toEqual(["web ready", "db ready", "api idle"]);

    const before = served.starter.last("web")?.pid;
    expectOk(await client.restart(["web"]));
    expect(expectOk(await client.waitReady(["web"]))).toEqual({ kind: "ready" });
    expect(served.starter.last("web")?.pid).not.toBe(before);

    expectOk(await client.stop(["db"]));
    expect(await states()).toEqual(["web ended", "db ended", "api idle"]);
  });

  test("waited for as long as it is wanted", async () => {
    const client = await served.client();
    expectOk(await client.start(["web", "api"]));
    const waiting = client.waitReady(["web", "api"], { timeoutMs: 4_321 });
    await served.clock.pass(4_321);
    expect(expectOk(await waiting)).toMatchObject({ kind: "timeout", units: [{ id: "web", state: { kind: "waiting" } }] });
    const abort = new AbortController();
    const unwanted = client.waitReady(["web"], { signal: abort.signal });
    abort.abort();
    expect(await unwanted).toEqual(failed({ code: "server-lost", reason: "it was not waited for any longer" }));
    served.starter.last("db")?.end(exitWith(3));
    expect(expectOk(await client.waitReady(["web"]))).toMatchObject({
      kind: "not-ready",
      units: [{ id: "web", state: { kind: "failed", because: { kind: "dependency", dependency: { unit: "db", until: "ready" } } } }],
    });
    expect(expectOk(await client.status())[1]).toMatchObject({
      id: "db",
      restarts: 0,
      exit: { kind: "code", code: 3 },
      state: { kind: "failed", because: { kind: "exited", wasReady: false } },
    });
  });

  test("known by their names", async () => {
    const client = await served.client();
    const unknown = failed({ code: "unknown-unit", name: "wep", nearest: "web", count: 3 });
    expect(await client.start(["api", "wep"])).toEqual(unknown);
    expect(await client.stop(["wep"])).toEqual(unknown);
    expect(await client.restart(["wep"])).toEqual(unknown);
    expect(await client.waitReady(["wep"])).toEqual(unknown);
    for (const stream of [client.logs({ units: ["wep"] }), client.events({ output: ["wep"] })]) {
      for await (const _ of stream) throw new Error("nothing can come");
      expect(await stream.end).toEqual(unknown);
    }
    expect(await states()).toEqual(["web idle", "db idle", "api idle"]);
  });
});

describe("events", () => {
  test("are what is, and then what changes; what units write comes only where it is asked for", async () => {
    const client = await served.client();
    const plain = client.events()[Symbol.asyncIterator]();
    const withOutput = client.events({ output: true })[Symbol.asyncIterator]();
    const ofWeb = client.events({ output: ["web"] })[Symbol.asyncIterator]();
    const [, all, some] = await Promise.all([plain, withOutput, ofWeb].map((stream) => readTo(stream, ({ type }) => type === "units")));
    expect(all).toEqual(some);
    const output = (unit: string, chunk: Buffer) => ({ type: "unit-output", unit, at: 5, stream: "stderr", chunk }) as const;
    served.tell(output("web", Buffer.from([0, 255, 10])));
    served.tell(output("db", Buffer.from("ü")));
    expectOk(await client.start(["api"]));
    const changes = await readTo(plain, becomes("api", "ready"));
    expect(changes.map((event) => event.type === "unit-changed" && `${event.from} ${event.state.kind}`)).toEqual([
      "idle waiting",
      "waiting starting",
      "starting ready",
    ]);
    expect(await readTo(withOutput, becomes("api", "ready"))).toEqual([
      output("web", Buffer.from([0, 255, 10])),
      output("db", Buffer.from("ü")),
      ...changes,
    ]);
    expect(await readTo(ofWeb, becomes("api", "ready"))).toEqual([output("web", Buffer.from([0, 255, 10])), ...changes]);
  });

  test("end with their signal, with whoever reads them, and with the server", async () => {
    const client = await served.client();
    const abort = new AbortController();
    const aborted = client.events({ signal: abort.signal });
    for await (const { type } of aborted) if (type === "units") abort.abort();
    const left = client.events();
    for await (const { type } of left) if (type === "units") break;
    expect([await aborted.end, await left.end]).toEqual([
      { ok: true, value: undefined },
      { ok: true, value: undefined },
    ]);
    // And the connection is as good as before.
    expectOk(await client.start(["api"]));
    const { failed } = expectOk(await (await served.client()).down({}));
    expect(failed).toEqual([]);
    const late: ServerStream<ServerEvent> = client.events();
    for await (const _ of late) throw new Error("nothing can come");
    expect(await late.end).toEqual({ ok: false, error: { code: "server-lost" } });
  });
});

describe("logs", () => {
  const say = (unit: string, text: string, at = 1_700_000_000_000) =>
    served.logs.sink({ type: "unit-output", unit, at, stream: "stdout", chunk: Buffer.from(`${text}\n`) });

  test("are read by unit, by number and by time", async () => {
    for (let i = 0; i < 5_000; i += 1) say(i % 2 === 0 ? "web" : "api", `line ${i}`, 1_700_000_000_000 + i);
    const client = await served.client();
    const texts = async (wanted: Parameters<typeof client.logs>[0]) => {
      const found: string[] = [];
      for await (const { text } of client.logs(wanted)) found.push(text);
      return found;
    };
    await until(() => readdirSync(`${served.folder.path}/logs`).length === 2);
    await served.logs.close();
    expect((await texts({})).length).toBe(5_000);
    expect(await texts({ lines: 3 })).toEqual(["line 4997", "line 4998", "line 4999"]);
    expect(await texts({ units: ["web"], lines: 2 })).toEqual(["line 4996", "line 4998"]);
    expect(await texts({ sinceMs: 1_700_000_004_998 })).toEqual(["line 4998", "line 4999"]);
  });

  test("are followed until nobody wants to, or the server ends", async () => {
    say("web", "before");
    const client = await served.client();
    const abort = new AbortController();
    const seen: string[] = [];
    const mine = client.logs({ units: ["web"], follow: true, signal: abort.signal });
    for await (const { text } of mine) {
      seen.push(text);
      if (text === "last") abort.abort();
      else say("web", seen.length < 3 ? `after ${seen.length}` : "last");
    }
    expect(seen).toEqual(["before", "after 1", "after 2", "last"]);
    const other = client.logs({ units: ["web"], follow: true, lines: 1 });
    for await (const { text } of other) if (text === "last") void served.server.close();
    expect(await other.end).toEqual({ ok: true, value: undefined });
  });
});

describe("a client", () => {
  test("is told of another version and of another workspace; to end it, any version will do", async () => {
    const common = {
      place: served.place,
      recordFolder: served.folder.path,
      version: "1.0.0",
      workspace: `${served.folder.path}/workspace`,
    };
    expect(await connect({ ...common, version: "2.0.0" })).toEqual(
      failed({ code: "server-other-version", pid: process.pid, theirs: "1.0.0", ours: "2.0.0" }),
    );
    expect(await connect({ ...common, workspace: "/elsewhere" })).toEqual(
      failed({ code: "server-other-workspace", pid: process.pid, theirs: common.workspace, ours: "/elsewhere" }),
    );
    const ending = await served.client({ version: "2.0.0", purpose: "end" });
    expect(ending.server.version).toBe("1.0.0");
    expect(await ending.start(["web"])).toEqual(
      failed({ code: "server-lost", reason: "you have come to end the server, and ask for something else" }),
    );
    const other = await served.client({ version: "2.0.0", purpose: "end" });
    expectOk(await other.down());
    expect(await served.server.ended).toEqual({ why: "down", failed: [] });
  });

  test("is told which units had failed; so are others who asked at the same moment, and whoever waits hears of it", async () => {
    const [one, other, third] = await Promise.all([served.client(), served.client(), served.client()]);
    expectOk(await one.start(["db", "api"]));
    const waiting = third.waitReady(["db"]);
    served.starter.last("api")?.end(exitWith(2));
    const answers = await Promise.all([one.down(), other.down()]);
    for (const answer of answers) expect(expectOk(answer).failed).toMatchObject([{ id: "api", exit: { code: 2 } }]);
    expect(expectOk(await waiting)).toMatchObject({ kind: "not-ready", units: [{ id: "db", state: { kind: "ended" } }] });
    await third.closed;
    expect(await third.status()).toEqual(failed({ code: "server-lost" }));
    expect(readdirSync(served.place.folder)).toEqual([]);
  });

  test("is one of many", async () => {
    const clients = await Promise.all(Array.from({ length: 100 }, () => served.client()));
    const streams = clients.map((client) => client.events()[Symbol.asyncIterator]());
    await Promise.all(streams.map((stream) => readTo(stream, ({ type }) => type === "units")));
    await Promise.all(clients.map((client, i) => client.start([UNITS[i % 3]?.id ?? ""])));
    const db = served.starter.last("db");
    if (db !== undefined) db.isReady = true;
    await served.unitClock.pass(1_000);
    const seen = await Promise.all(streams.map((stream) => readTo(stream, becomes("web", "ready"))));
    for (const events of seen) expect(events).toEqual(seen[0]);
    expect(new Set((await Promise.all(clients.map((client) => client.status()))).map((answer) => JSON.stringify(answer))).size).toBe(1);
  });

  test("may ask again while it is answered, and close at any time", async () => {
    const client = await served.client();
    expectOk(await client.start(["api", "db"]));
    const asked = Array.from({ length: 60 }, () => client.waitReady(["db"]));
    expect(expectOk(await client.status())).toHaveLength(3);
    client.close();
    for (const answer of await Promise.all(asked)) expect(answer).toMatchObject({ ok: false, error: { code: "server-lost" } });
    expect(await states()).toEqual(["web idle", "db running", "api ready"]);
  });
});
