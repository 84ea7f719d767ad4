import { connect, createServer } from "node:net";
import { afterAll, afterEach, beforeAll, expect, test } from "@jest/globals";
import { type ContainerEngine, startContainerEngine, until } from "@nix-repo/testkit";
import type { ContainerLine, Containers } from "../../src/index.ts";
import { openProject } from "./project.ts";

let engine: ContainerEngine;
beforeAll(async () => {
  engine = await startContainerEngine();
}, 60_000);
afterAll(async () => await engine[Symbol.asyncDispose]());

/** Whatever a test has done, nothing is left of it: no container, no process. */
afterEach(async () => {
  expect(engine.containers()).toEqual([]);
  await until(() => engine.processes().length === 0, "the end of all containers' processes");
}, 60_000);

const DATABASE = (port: number) => `
services:
  db:
    image: localhost/box:1
    network_mode: none
    stop_signal: SIGKILL
    command: ["sh", "-c", "echo db starts; echo db warns >&2; exec sleep 1000"]
    volumes: ["./steer:/steer"]
    healthcheck: { test: ["CMD", "test", "-e", "/steer/healthy"], interval: 100ms, retries: 1000 }
  cache:
    image: localhost/box:1
    network_mode: slirp4netns
    stop_signal: SIGKILL
    command: ["sh", "-c", "until [ -e /steer/listen ]; do usleep 20000; done; exec nc -ll -p 6379 -e cat"]
    volumes: ["./steer:/steer"]
    ports: ["127.0.0.1:${port}:6379"]
  api:
    image: localhost/box:1
    network_mode: none
    stop_signal: SIGKILL
    command: ["sh", "-c", "echo api starts; exec sleep 1000"]
    depends_on: { db: { condition: service_healthy } }
  unwanted:
    image: localhost/box:1
    network_mode: none
    stop_signal: SIGKILL
    command: sleep 1000
`;

test.each(["docker", "podman"] as const)(
  "three containers by %s: in order, ready, read, stopped, taken down",
  async (by) => {
    const port = await freePort();
    using project = await openProject({ compose: DATABASE(port), env: engine[by] });
    const { containers, folder } = project;
    expect(project.engine).toMatchObject({ kind: by, mayNeverCheckHealth: true, version: "4.3.1" });

    const up = containers.up(["api", "cache"]);
    await untilState(containers, "db", "running/starting");
    expect(await phases(containers)).toEqual({ cache: "running", db: "running/starting" });
    folder.write({ "steer/healthy": "" });
    expect(await up).toEqual({ ok: true, value: undefined });
    expect(await phases(containers)).toEqual({ api: "running", cache: "running", db: "running/starting" });
    expect([...containers.startedHere].sort()).toEqual(["api", "cache", "db"]);
    expect(await containers.ready("db")).toEqual({ ok: true, value: undefined });
    expect(await containers.ready("api")).toEqual({ ok: true, value: undefined });

    expect(await containers.publishedPort("cache", 6379)).toEqual({
      ok: true,
      value: { target: 6379, port, address: "127.0.0.1", protocol: "tcp" },
    });
    // The engine listens, nobody inside does.
    expect(await containers.ready("cache", { tcp: 6379, withinMs: 100 })).toEqual({
      ok: false,
      error: { code: "container-not-ready", container: "cache", afterMs: 100, waitingFor: "port 6379 to answer" },
    });
    folder.write({ "steer/listen": "" });
    expect(await containers.ready("cache", { tcp: 6379 })).toEqual({ ok: true, value: undefined });
    expect(await echoed(port, "hello")).toBe("hello");

    const lines = await collect(containers.logs(["db", "api", "nobody"]));
    expect(lines.sort(byText)).toEqual([
      { name: "api", replica: 1, stream: "stdout", text: "api starts" },
      { name: "db", replica: 1, stream: "stdout", text: "db starts" },
      { name: "db", replica: 1, stream: "stderr", text: "db warns" },
    ]);
    const following = collect(containers.logs(["api"], { follow: true }));
    expect(await containers.stop(["api"], { graceMs: 0 })).toEqual({ ok: true, value: undefined });
    expect(await following).toEqual([{ name: "api", replica: 1, stream: "stdout", text: "api starts" }]);
    expect(await phases(containers)).toEqual({ api: "exited 137", cache: "running", db: "running/starting" });
    expect([...containers.startedHere].sort()).toEqual(["cache", "db"]);

    expect(await containers.down({ volumes: true })).toEqual({ ok: true, value: undefined });
    expect(await containers.state()).toEqual({ ok: true, value: [] });
    expect(project.progress.join("\n")).toContain("Started");
    expect(project.mark.processes()).toEqual([]);
  },
  60_000,
);

function byText(a: ContainerLine, b: ContainerLine): number {
  return a.text < b.text ? -1 : 1;
}

async function collect(lines: AsyncIterable<ContainerLine>): Promise<ContainerLine[]> {
  const all: ContainerLine[] = [];
  for await (const line of lines) all.push(line);
  return all;
}

/** Of each container: its phase, exit code, health. */
async function phases(containers: Containers): Promise<Record<string, string>> {
  const state = await containers.state();
  if (!state.ok) throw new Error(JSON.stringify(state.error));
  const words = state.value.map(({ name, phase, health }) => {
    const code = phase.kind === "exited" ? ` ${phase.exitCode}` : "";
    return [name, `${phase.kind}${code}${health === undefined || phase.kind === "exited" ? "" : `/${health}`}`] as const;
  });
  return Object.fromEntries(words.sort(([a], [b]) => (a < b ? -1 : 1)));
}

async function untilState(containers: Containers, name: string, words: string): Promise<void> {
  for (const end = Date.now() + 20_000; (await phases(containers))[name] !== words; ) {
    if (Date.now() > end) throw new Error(`${name} did not come to be ${words}: ${JSON.stringify(await phases(containers))}`);
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function echoed(port: number, text: string): Promise<string> {
  return await new Promise((resolve, reject) => {
    const socket = connect(port, "127.0.0.1", () => socket.write(text));
    socket.once("data", (chunk) => {
      resolve(String(chunk));
      socket.destroy();
    });
    socket.once("error", reject);
  });
}
