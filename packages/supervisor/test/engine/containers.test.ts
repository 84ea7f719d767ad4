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
    network_mode: host
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
    network_mode: host
    stop_signal: SIGKILL
    command: ["sh", "-c", "echo api starts; exec sleep 1000"]
    depends_on: { db: { condition: service_healthy } }
  unwanted:
    image: localhost/box:1
    network_mode: host
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
    expect(engine.processes().filter(({ words }) => words.join(" ") === "sleep 1000")).toHaveLength(2);
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

/** A compose file of containers that have no network and end at once when they are stopped. */
function composeOf(services: Readonly<Record<string, string>>): string {
  const lines = Object.entries(services).flatMap(([name, text]) => [
    `  ${name}:`,
    ...`${PLAIN}${text}`.split("\n").map((line) => `    ${line}`),
  ]);
  return ["services:", ...lines].join("\n");
}

const PLAIN = `image: localhost/box:1
network_mode: host
stop_signal: SIGKILL
volumes: ["./steer:/steer"]
`;

test("what ran before stays, unless it is named; what was started here is stopped", async () => {
  const compose = composeOf({ db: "command: sleep 1000", cache: "command: sleep 1000" });
  using project = await openProject({ compose, env: engine.docker });
  const earlier = project.containers;
  expect(await earlier.up(["db"])).toEqual({ ok: true, value: undefined });
  const [before] = await idsOf(earlier);

  const later = project.reopen();
  expect(await later.up(["db", "cache"])).toEqual({ ok: true, value: undefined });
  expect([...later.startedHere]).toEqual(["cache"]);
  expect(await idsOf(later)).toContain(before);
  expect(await later.stop()).toEqual({ ok: true, value: undefined });
  expect(await phases(later)).toEqual({ cache: "exited 137", db: "running" });
  expect(await later.stop()).toEqual({ ok: true, value: undefined });
  expect(await later.stop(["db"])).toEqual({ ok: true, value: undefined });
  expect(await phases(later)).toEqual({ cache: "exited 137", db: "exited 137" });
  expect(await later.down()).toEqual({ ok: true, value: undefined });
}, 60_000);

test("two workspaces have containers of their own; data goes where it is asked for", async () => {
  const compose = `${composeOf({ db: "command: sleep 1000" })}\n      - data:/data\nvolumes: { data: {} }\n`
    .replace('volumes: ["./steer:/steer"]', "")
    .replace("    command: sleep 1000", "    command: sleep 1000\n    volumes:");
  using one = await openProject({ compose, env: engine.docker });
  using two = await openProject({ compose, env: engine.docker });
  await one.containers.up(["db"]);
  await two.containers.up(["db"]);
  expect(engine.containers()).toHaveLength(2);
  await one.containers.down({ volumes: true });
  expect(await phases(two.containers)).toEqual({ db: "running" });
  await two.containers.down();
  expect(engine.volumes()).toEqual([`${two.containers.project}_data`]);
  await two.containers.down({ volumes: true });
  expect(engine.volumes()).toEqual([]);
}, 60_000);

test("a container that has to complete first and fails is told with its last words", async () => {
  const compose = composeOf({
    migrate: 'command: ["sh", "-c", "echo migrating; echo no such table >&2; exit 3"]',
    seed: "command: 'true'",
    api: "command: sleep 1000\ndepends_on: { migrate: { condition: service_completed_successfully } }",
    web: "command: sleep 1000\ndepends_on: { seed: { condition: service_completed_successfully } }",
  });
  using project = await openProject({ compose, env: engine.docker });
  const { containers } = project;
  const answer = await containers.up(["api"]);
  expect(answer).toMatchObject({ ok: false, error: { code: "container-ended", container: "migrate", exitCode: 3 } });
  expect(!answer.ok && answer.error.code === "container-ended" && answer.error.output.split("\n").sort()).toEqual([
    "",
    "migrating",
    "no such table",
  ]);
  expect(await phases(containers)).toEqual({ migrate: "exited 3" });
  expect(await containers.ended("migrate")).toEqual({ ok: true, value: 3 });
  expect(await containers.up(["web"])).toEqual({ ok: true, value: undefined });
  expect(await phases(containers)).toEqual({ migrate: "exited 3", seed: "exited 0", web: "running" });

  const end = containers.ended("web");
  await containers.stop(["web"]);
  expect(await end).toEqual({ ok: true, value: 137 });
  expect(await containers.ready("web")).toEqual({
    ok: false,
    error: { code: "container-ended", container: "web", exitCode: 137, output: "" },
  });
  expect(await containers.ready("nobody")).toMatchObject({ ok: false, error: { code: "container-missing", container: "nobody" } });
  await containers.down();
}, 60_000);

test("a check that fails as often as it may makes a container unhealthy, with what it said; one that passes in between does not", async () => {
  const compose = composeOf({
    db: `command: sleep 1000
healthcheck: { test: "echo no table; exit 1", interval: 50ms, retries: 2 }`,
    late: `command: sleep 1000
healthcheck: { test: "echo >> /steer/tries; [ $$(wc -l < /steer/tries) -ge 4 ]", interval: 50ms, retries: 1, start_period: 1m }`,
    silent: `command: sleep 1000
healthcheck: { test: sleep 1000, interval: 50ms, retries: 1, timeout: 100ms }`,
  });
  using project = await openProject({ compose, env: engine.docker, times: { periodMs: 20 } });
  const { containers } = project;
  await containers.up(["db", "late", "silent"]);
  expect(await containers.ready("db")).toEqual({ ok: false, error: { code: "container-unhealthy", container: "db", output: "no table" } });
  expect(await containers.ready("late")).toEqual({ ok: true, value: undefined });
  expect(await containers.ready("silent")).toEqual({ ok: false, error: { code: "container-unhealthy", container: "silent", output: "" } });
  expect(await containers.ready("db", { withinMs: 1 })).toMatchObject({
    ok: false,
    error: { code: "container-not-ready", waitingFor: "its health check to pass" },
  });
  await containers.down();
}, 60_000);

test("a port that somebody has is named, with who has it", async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { port: number };
  const compose = `services: { db: { image: "localhost/box:1", network_mode: slirp4netns, command: sleep 1000, ports: ["127.0.0.1:${port}:5432"] } }`;
  using project = await openProject({ compose, env: engine.docker });
  const { containers } = project;
  const answer = await containers.up(["db"]);
  expect(answer).toMatchObject({ ok: false, error: { code: "container-port-taken", container: "db", port, holder: { pid: process.pid } } });
  expect(!answer.ok && answer.error.code === "container-port-taken" && answer.error.holder?.command).toContain("jest");
  expect([...containers.startedHere]).toEqual([]);
  await new Promise((resolve) => server.close(resolve));
  expect(await containers.up(["db"])).toEqual({ ok: true, value: undefined });
  await containers.stop(["db"], { graceMs: 0 });
  await containers.down();
}, 60_000);

test("an image that no registry can be asked for", async () => {
  const compose = `services: { db: { image: "example.invalid/acme/postgres:15", network_mode: host } }`;
  using project = await openProject({ compose, env: engine.docker });
  const answer = await project.containers.up(["db"]);
  expect(answer).toMatchObject({
    ok: false,
    error: { code: "image-unavailable", image: "example.invalid/acme/postgres:15", why: "offline" },
  });
}, 60_000);

test("who waits is interrupted, and leaves what runs as it is", async () => {
  const compose = composeOf({
    db: "command: sleep 1000\nhealthcheck: { test: 'false', interval: 50ms, retries: 100000 }",
    api: "command: sleep 1000\ndepends_on: { db: { condition: service_healthy } }",
  });
  const stop = new AbortController();
  using project = await openProject({ compose, env: engine.docker, signal: stop.signal });
  const { containers } = project;
  const outside = project.reopen({ signal: new AbortController().signal });
  const up = containers.up(["api"]);
  const logs = (async () => {
    await untilState(outside, "db", "running/starting");
    return await collect(containers.logs(["db"], { follow: true }));
  })();
  await untilState(outside, "db", "running/starting");
  stop.abort();
  expect(await up).toMatchObject({ ok: false, error: { code: "engine-interrupted" } });
  expect(await logs).toEqual([]);
  await until(() => project.mark.processes().length === 0, "the end of what asked the engine");
  expect(await phases(outside)).toEqual({ db: "running/starting" });
  expect([...containers.startedHere]).toEqual(["db"]);
  // To stop and to take down is still possible.
  expect(await containers.stop()).toEqual({ ok: true, value: undefined });
  expect(await containers.down()).toEqual({ ok: true, value: undefined });
}, 60_000);

test("replicas are read apart; a flood is read by who takes his time, without growing", async () => {
  const compose = composeOf({
    twins: "command: [sh, -c, 'echo here; exec sleep 1000']\ndeploy: { replicas: 2 }",
    flood: "command: [sh, -c, 'yes 0123456789012345678901234567890123456789012345678901234567890123456789 | head -n 400000']",
  });
  using project = await openProject({ compose, env: engine.docker });
  const { containers } = project;
  await containers.up(["twins", "flood"]);
  const twins = await collect(containers.logs(["twins"]));
  expect(twins.map(({ replica, text }) => `${replica} ${text}`).sort()).toEqual(["1 here", "2 here"]);
  expect(await containers.ready("twins")).toEqual({ ok: true, value: undefined });

  // Podman 4.3 itself loses lines of a flood that is followed.
  expect(await containers.ended("flood")).toEqual({ ok: true, value: 0 });
  const before = process.memoryUsage().rss;
  let most = before;
  let count = 0;
  for await (const { text } of containers.logs(["flood"])) {
    if (text.length !== 70) throw new Error(`a line of ${text.length}`);
    count += 1;
    if (count % 20_000 === 0) {
      await new Promise((resolve) => setImmediate(resolve));
      most = Math.max(most, process.memoryUsage().rss);
    }
  }
  expect(count).toBe(400_000);
  expect(most - before).toBeLessThan(150_000_000);
  for await (const { text } of containers.logs(["flood"])) {
    expect(text).toHaveLength(70);
    break;
  }
  await until(() => project.mark.processes().length === 0, "the end of who read");
  expect((await collect(containers.logs(["flood"], { tail: 3 }))).length).toBe(3);
  await containers.down();
}, 120_000);

async function idsOf(containers: Containers): Promise<readonly string[]> {
  const state = await containers.state();
  return state.ok ? state.value.map(({ id }) => id) : [];
}

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
  for (const end = Date.now() + 60_000; (await phases(containers))[name] !== words; ) {
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
