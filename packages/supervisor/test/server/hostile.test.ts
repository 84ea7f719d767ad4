import { randomBytes } from "node:crypto";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { until } from "@nix-repo/testkit";
import type { ServerReply } from "../../src/index.ts";
import { type ServedSimulation, serveSimulation } from "./served-units.ts";
import { expectOk } from "./server-processes.ts";

let served: ServedSimulation;
beforeEach(async () => {
  served = await serveSimulation([{ id: "web" }, { id: "api" }]);
});
afterEach(async () => {
  // Whatever was done to it, it serves everybody else.
  expect(expectOk(await (await served.client()).status()).map(({ id }) => id)).toEqual(["web", "api"]);
  await served[Symbol.asyncDispose]();
});

const workspace = () => `${served.folder.path}/workspace`;
const greeted = async () => {
  const client = await served.raw();
  expect(await client.hello({ workspace: workspace() })).toMatchObject({ id: 1, type: "welcome" });
  return client;
};

describe("a client is told in one clause why it is cut off", () => {
  const units = (value: unknown) => ({ id: 2, type: "start", units: value });
  const many = Array.from({ length: 10_001 }, (_, i) => `${i}`);
  const messages: readonly (readonly [string | object | Uint8Array, string])[] = [
    ["\n", "a message is no JSON"],
    ["hello\n", "a message is no JSON"],
    [`${"[".repeat(500_000)}\n`, "a message is no JSON"],
    ["[]\n", "a message is no object"],
    ["null\n", "a message is no object"],
    ['"start"\n', "a message is no object"],
    [Buffer.from([0x22, 0xff, 0x22, 0x0a]), "a message is no UTF-8"],
    [Buffer.alloc(1024 * 1024 + 1, "a"), "a message is longer than 1048576 bytes"],
    [Buffer.from(`${" ".repeat(1024 * 1024 + 1)}\n`), "a message is longer than 1048576 bytes"],
    [{}, '"id" is no whole number from 1 up'],
    [{ id: 0, type: "status" }, '"id" is no whole number from 1 up'],
    [{ id: 1.5, type: "status" }, '"id" is no whole number from 1 up'],
    [{ id: "2", type: "status" }, '"id" is no whole number from 1 up'],
    ['{"id":1e400,"type":"status"}\n', '"id" is no whole number from 1 up'],
    [{ id: 2 }, "a message has no type that is known"],
    [{ id: 2, type: "__proto__" }, "a message has no type that is known"],
    ['{"id":2,"__proto__":{"type":"status"}}\n', "a message has no type that is known"],
    [units(undefined), '"units" is no list of names'],
    [units("web"), '"units" is no list of names'],
    [units({ length: 1, 0: "web" }), '"units" is no list of names'],
    [units(["web", 1]), '"units" is no list of names'],
    [units(["x".repeat(5_000)]), '"units" is no list of names'],
    [units(many), '"units" is no list of names'],
    [{ id: 2, type: "wait-ready", units: ["web"], timeoutMs: -1 }, '"timeoutMs" is no whole number from 0 up'],
    [{ id: 2, type: "wait-ready", units: ["web"], timeoutMs: null }, '"timeoutMs" is no whole number from 0 up'],
    [{ id: 2, type: "events", output: 1 }, '"output" is no list of names'],
    [{ id: 2, type: "logs", lines: "3" }, '"lines" is no whole number from 0 up'],
    [{ id: 2, type: "logs", sinceMs: {} }, '"sinceMs" is no whole number from 0 up'],
    [{ id: 2, type: "logs", follow: "yes" }, '"follow" is neither true nor false'],
    [{ id: 2, type: "logs", units: [[]] }, '"units" is no list of names'],
    [{ id: 2, type: "cancel" }, '"of" is no whole number from 1 up'],
    [{ id: 2, type: "hello", version: 1, workspace: "", purpose: "use" }, '"version" is no short text'],
    [{ id: 2, type: "hello", version: "", workspace: "x".repeat(5_000), purpose: "use" }, '"workspace" is no short text'],
    [{ id: 2, type: "hello", version: "", workspace: "", purpose: "own" }, '"purpose" is neither "use" nor "end"'],
    [{ id: 2, type: "hello", version: "", workspace: "", purpose: "use" }, "you have said hello before"],
  ];

  test.each(messages.map(([message, reason], number) => ({ number, message, reason })))("$number: $reason", async ({ message, reason }) => {
    const client = await greeted();
    client.write(message, { id: 3, type: "status" });
    expect(await client.rest()).toEqual([{ type: "cut", reason }]);
    expect(served.supervisor.status().map(({ state }) => state.kind)).toEqual(["idle", "idle"]);
  });

  test("who does not greet, or not in time", async () => {
    const hasty = await served.raw();
    hasty.write({ id: 1, type: "start", units: ["web"] });
    expect(await hasty.rest()).toEqual([{ type: "cut", reason: "you have not said hello" }]);
    const silent = await served.raw();
    silent.write('{"id":1,"type":"hel');
    await served.clock.pass(10_000);
    expect(await silent.rest()).toEqual([{ type: "cut", reason: "you have not said hello" }]);
    expect(served.supervisor.status()[0]?.state.kind).toBe("idle");
  });

  test("who has more than 64 questions open, or one number for two", async () => {
    const ask = (id: number) => ({ id, type: "events" });
    const greedy = await greeted();
    greedy.write(...Array.from({ length: 65 }, (_, i) => ask(i + 2)));
    expect((await greedy.rest()).at(-1)).toEqual({ type: "cut", reason: "you wait for more than 64 answers at once" });
    const confused = await greeted();
    confused.write(ask(2), ask(2));
    expect((await confused.rest()).at(-1)).toEqual({ type: "cut", reason: "you have not waited for the answer to number 2" });
  });

  test("who is one too many", async () => {
    const clients = await Promise.all(Array.from({ length: 256 }, () => served.raw()));
    await until(() => served.clock.set.length >= 256);
    const late = await served.raw();
    expect(await late.rest()).toEqual([{ type: "cut", reason: "too many others are connected" }]);
    for (const client of clients) client.close();
    await until(() => served.clock.set.length === 0);
  });
});

test("bytes at random, whole and in pieces, hurt nobody", async () => {
  for (let round = 0; round < 100; round += 1) {
    const client = round % 2 === 0 ? await served.raw() : await greeted();
    const bytes = randomBytes(1 + (round % 10) * 1_000);
    for (let from = 0; from < bytes.length; from += 700) client.write(bytes.subarray(from, from + 700));
    client.write("\n");
    const [last] = (await client.rest()).slice(-1);
    expect(last?.type).toBe("cut");
  }
});

test("a message may come byte by byte, and many at once", async () => {
  const client = await greeted();
  for (const byte of Buffer.from(`${JSON.stringify({ id: 2, type: "start", units: ["web"] })}\n`)) client.write(Buffer.of(byte));
  expect(await client.read()).toEqual({ id: 2, type: "done" });
  client.write([3, 4, 5].map((id) => `${JSON.stringify({ id, type: "status", unknown: { field: 1 } })}\n`).join(""));
  for (const id of [3, 4, 5]) expect(await client.read()).toMatchObject({ id, type: "status" });
});

describe("a client that does not read", () => {
  const CHUNK = Buffer.alloc(64 * 1024, "x");
  const output = { type: "unit-output", unit: "web", at: 1, stream: "stdout", chunk: CHUNK } as const;
  const subscribed = async (wanted: object) => {
    const client = await greeted();
    client.write({ id: 2, type: "events", ...wanted });
    expect(await client.read()).toMatchObject({ id: 2, type: "event", event: { type: "units" } });
    client.socket.pause();
    return client;
  };

  test("gets its answers later, and no more is read of it meanwhile", async () => {
    const client = await greeted();
    client.socket.pause();
    const asked = 20_000;
    for (let id = 2; id < asked + 2; id += 1) client.write({ id, type: "status" });
    expect(expectOk(await (await served.client()).status())).toHaveLength(2);
    // The server has stopped reading: what was asked waits on our side.
    await until(() => client.socket.writableLength > 0);
    client.socket.resume();
    for (let id = 2; id < asked + 2; id += 1) expect(await client.read()).toMatchObject({ id, type: "status" });
  });

  test("misses output, is told how much, and misses nothing else; nobody waits for it, and little is held", async () => {
    const slow = await subscribed({ output: true });
    const quick = await served.client();
    const before = process.memoryUsage();
    const chunks = 3_000;
    for (let i = 0; i < chunks; i += 1) {
      served.tell(output);
      if (i % 100 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    const after = process.memoryUsage();
    expect(after.external + after.heapUsed - before.external - before.heapUsed).toBeLessThan(60_000_000);
    expectOk(await quick.start(["web"]));
    slow.socket.resume();
    let bytes = 0;
    let skipped = 0;
    const states: string[] = [];
    while (bytes + skipped < chunks * CHUNK.length || states.length < 3) {
      const reply = (await slow.read()) as Extract<ServerReply, { type: "event" }>;
      const { event } = reply;
      if (event.type === "unit-output") bytes += Buffer.from(event.chunk, "base64").length;
      else if (event.type === "output-skipped") skipped += event.bytes;
      else if (event.type === "unit-changed") states.push(event.state.kind);
    }
    expect([bytes + skipped, states]).toEqual([chunks * CHUNK.length, ["waiting", "starting", "ready"]]);
    expect(skipped).toBeGreaterThan(bytes);
    // From here on it hears everything again.
    served.tell(output);
    expect(await slow.read()).toMatchObject({ event: { type: "unit-output" } });
  });

  test("and is owed too much besides, is cut off", async () => {
    const slow = await subscribed({});
    const why = { kind: "own", text: "x".repeat(100_000) } as const;
    const change = {
      type: "unit-changed",
      unit: "web",
      at: 1,
      from: "running",
      state: { kind: "running", since: 1, pid: 1, why },
    } as const;
    for (let i = 0; i < 200; i += 1) served.tell(change);
    slow.socket.resume();
    expect((await slow.rest()).length).toBeLessThan(100);
  });

  test("does not keep a server from ending", async () => {
    await subscribed({ output: true });
    for (let i = 0; i < 100; i += 1) served.tell(output);
    const ended = served.server.close();
    await served.clock.pass(1_000);
    expect(await ended).toEqual({ why: "closed", failed: [] });
    served = await serveSimulation([{ id: "web" }, { id: "api" }]);
  });
});
