import { once } from "node:events";
import { createServer as createHttpServer, type ServerResponse } from "node:http";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { describe, expect, test } from "@jest/globals";
import type { Launch, ReadinessCheck } from "@nix-repo/model";
import { manualClock, startSteering } from "@nix-repo/testkit";
import { awaitReadiness } from "../src/await-readiness.ts";

const CALLER = { PATH: process.env.PATH ?? "/usr/bin:/bin", HOME: "/home/user" };

const ASKED_EVERY_MS = 100;
const TIMEOUT_MS = 60_000;

/** Watches, and gathers what is told. */
function watch(check: ReadinessCheck, probe?: Launch) {
  const clock = manualClock();
  const told: string[] = [];
  const { promise, resolve } = Promise.withResolvers<string>();
  const tell = (what: string) => () => {
    told.push(what);
    resolve(what);
  };
  const watching = awaitReadiness({
    readiness: { check, timeoutMs: TIMEOUT_MS },
    probe,
    clock,
    onReady: tell("ready"),
    onLate: tell("late"),
  });
  return { ...watching, clock, told, answer: promise };
}

async function listening<T extends Server>(
  server: T,
  { port = 0, host = "127.0.0.1" } = {},
): Promise<T & AsyncDisposable & { port: number }> {
  const sockets = new Set<Socket>();
  server.on("connection", (socket) => sockets.add(socket));
  server.listen(port, host);
  await once(server, "listening");
  return Object.assign(server, {
    port: (server.address() as AddressInfo).port,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
    },
  });
}

async function freePort(): Promise<number> {
  await using server = await listening(createServer());
  return server.port;
}

describe("ready by a line of its output", () => {
  const bytes = (text: string) => Buffer.from(text);

  test("whichever stream it comes on, however it is cut, and in whichever colours", async () => {
    const { see, told, stop, clock } = watch({ kind: "line", pattern: "^listening ö \\d+$" });
    see("stdout", bytes("not listening ö 1\nlisten"));
    see("stderr", bytes("ing ö 2\n"));
    see("stdout", bytes("ing \u001b[32m"));
    const [first, second] = [bytes("ö").subarray(0, 1), bytes("ö").subarray(1)];
    see("stdout", first);
    expect(told).toEqual([]);
    see("stdout", Buffer.concat([second, bytes(" 30\u001b[0m")]));
    see("stdout", bytes("00\n"));
    expect(told).toEqual(["ready"]);
    expect(clock.set).toEqual([]);
    await stop();
  });

  test("also where the line has no end yet, and where it ends as those of Windows do", () => {
    const prompt = watch({ kind: "line", pattern: "db> $" });
    prompt.see("stdout", bytes("starting\ndb> "));
    const windows = watch({ kind: "line", pattern: "^up$" });
    windows.see("stderr", bytes("up\r\n"));
    expect([prompt.told, windows.told]).toEqual([["ready"], ["ready"]]);
  });

  test("not in time is late, once", async () => {
    const { see, told, clock, stop } = watch({ kind: "line", pattern: "up" });
    await clock.pass(TIMEOUT_MS);
    see("stdout", bytes("up\n"));
    await stop();
    expect(told).toEqual(["late"]);
  });
});

describe("ready by a port that takes connections", () => {
  test.each([
    ["127.0.0.1", "localhost"],
    ["::1", "localhost"],
    ["127.0.0.1", "127.0.0.1"],
    ["::1", "::1"],
  ])("which listens on %s, asked as %s, again and again", async (host, asked) => {
    const port = await freePort();
    const { clock, told, answer, stop } = watch({ kind: "tcp", host: asked, port });
    await clock.pass(ASKED_EVERY_MS);
    await clock.pass(ASKED_EVERY_MS);
    expect(told).toEqual([]);
    await using _server = await listening(createServer(), { port, host });
    const ready = answer;
    while (told.length === 0) await Promise.race([ready, clock.pass(ASKED_EVERY_MS)]);
    await stop();
    expect([told, clock.set]).toEqual([["ready"], []]);
  });
});

describe("ready by an answer over HTTP", () => {
  /** Asks a server that answers as told, one answer for each question. */
  async function asked(statuses: readonly number[], wanted?: number) {
    let asks = 0;
    const questions: string[] = [];
    await using server = await listening(
      createHttpServer(({ method, url, headers }, response: ServerResponse) => {
        questions.push(`${method} ${url} ${headers.host}`);
        response.writeHead(statuses[asks] ?? 500, { location: "/elsewhere" }).end("body");
        asks += 1;
      }),
    );
    const url = `http://127.0.0.1:${server.port}/health?x=1`;
    const { clock, told, answer, stop } = watch({ kind: "http", url, ...(wanted === undefined ? {} : { status: wanted }) });
    while (told.length === 0) await Promise.race([answer, clock.pass(ASKED_EVERY_MS)]);
    await stop();
    expect(new Set(questions)).toEqual(new Set([`GET /health?x=1 127.0.0.1:${server.port}`]));
    return asks;
  }

  test("any below 400, redirections not followed", async () => {
    expect(await asked([503, 404, 302])).toBe(3);
    expect(await asked([204])).toBe(1);
  });

  test("the status that is named, and no other", async () => {
    expect(await asked([200, 500, 401], 401)).toBe(3);
  });

  test("a server that takes connections and says nothing is not ready, and is asked no more when that is over", async () => {
    await using server = await listening(createServer());
    const connected = once(server, "connection");
    const { told, clock, stop } = watch({ kind: "http", url: `http://localhost:${server.port}` });
    const [socket] = (await connected) as [Socket];
    const closed = once(socket.resume(), "close");
    await clock.pass(TIMEOUT_MS);
    await closed;
    await stop();
    expect(told).toEqual(["late"]);
  });

  test("what is no HTTP is no answer", async () => {
    await using server = await listening(createServer((socket) => socket.end("SSH-2.0-x\r\n")));
    const { told, clock, stop } = watch({ kind: "http", url: `http://127.0.0.1:${server.port}` });
    await clock.pass(ASKED_EVERY_MS);
    expect(told).toEqual([]);
    await stop();
  });
});

describe("ready by a command that ends with 0", () => {
  test("run again until it does, one at a time", async () => {
    await using steering = await startSteering();
    const { argv } = steering.command("probe");
    const { told, clock, answer, stop } = watch(
      { kind: "command", run: { kind: "argv", argv } },
      { file: "/bin/bash", argv, env: CALLER, cwd: "/" },
    );
    (await steering.started("probe")).tell("exit 1");
    await clock.pass(ASKED_EVERY_MS);
    (await steering.started("probe")).tell("exit 0");
    expect(await answer).toBe("ready");
    await stop();
    expect([told, steering.startedSoFar.length, clock.set]).toEqual([["ready"], 2, []]);
  });

  test("is ended with the watching, and leaves nothing behind", async () => {
    await using steering = await startSteering();
    const { argv } = steering.command("probe");
    const { told, stop } = watch({ kind: "command", run: { kind: "argv", argv } }, { file: "/bin/bash", argv, env: CALLER, cwd: "/" });
    const probe = await steering.started("probe");
    await probe.ask("trap '' TERM");
    await stop();
    await probe.gone;
    expect(told).toEqual([]);
  });
});
