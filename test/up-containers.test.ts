import { once } from "node:events";
import { createServer } from "node:net";
import { describe, expect, test } from "@jest/globals";
import {
  type ContainerEngine,
  cleanEnvironment,
  markProcesses,
  type RepoRun,
  runRepo,
  startContainerEngine,
  startRepo,
  type TemporaryFolder,
  until,
} from "@nix-repo/testkit";
import { ON_HOST, workspaceOf } from "./workspace.ts";

const SERVE = "echo serving; exec sleep 1000";

/** A container that ends when it is asked to. */
const STAYS = ["sh", "-c", "echo open; trap 'echo closed; exit' TERM; sleep 1000 & wait"];

/** Healthy as soon as there is a file `steer/healthy` beside its compose file. */
const DB = {
  network_mode: "host",
  command: STAYS,
  volumes: ["./steer:/steer", "data:/data"],
  healthcheck: { test: ["CMD", "test", "-e", "/steer/healthy"], interval: "100ms", timeout: "5s", retries: 200 },
};

type Containers = Readonly<Record<string, object>>;

/** Services `api`, with containers, and `web`, which needs it. JSON is YAML as well. */
function workspaceWith(
  image: string,
  containers: Containers,
  { services = {}, files = {} }: { services?: object; files?: object } = {},
): TemporaryFolder {
  const compose = {
    services: Object.fromEntries(Object.entries(containers).map(([name, container]) => [name, { image, ...container }])),
    volumes: { data: {} },
  };
  const api = { path: "api", verbs: { dev: SERVE, e2e: { run: "echo tested", needs: ["db"] } } };
  return workspaceOf(
    {
      services: {
        api,
        web: { path: "web", dependsOn: ["api"], verbs: { dev: SERVE } },
        docs: { path: "docs", verbs: { dev: SERVE } },
        ...services,
      },
    },
    { "api/compose.yaml": JSON.stringify(compose), "api/steer/.keep": "", ...files },
  );
}

function clientOf(workspace: TemporaryFolder, engine: ContainerEngine, kind: "docker" | "podman" = "docker") {
  const mark = markProcesses();
  const { PATH, ...env } = engine[kind];
  const at = { cwd: workspace.path, env: cleanEnvironment({ ...env, ...mark.env, PATH: `${PATH}:/usr/bin:/bin` }) };
  return {
    at,
    repo: async (...args: readonly string[]): Promise<RepoRun> => await runRepo(args, at),
    up: async (...args: readonly string[]): Promise<RepoRun> => await runRepo(["up", ...ON_HOST, ...args], at),
    async status(...args: readonly string[]): Promise<ReadonlyMap<string, Status>> {
      const { stdout } = await runRepo(["status", "--json", ...args], at);
      return new Map((JSON.parse(stdout) as { units: Status[] }).units.map((view) => [view.unit, view]));
    },
    /** Resolves when a unit stands so. */
    async stands(unit: string, state: string): Promise<void> {
      for (const end = Date.now() + 20_000; (await this.status()).get(unit)?.state !== state; )
        if (Date.now() > end) throw new Error(`${unit} was not ${state} within 20 s`);
    },
    processes: () => mark.processes(),
    async [Symbol.asyncDispose]() {
      await runRepo(["down"], at);
      for (const { pid } of mark.processes()) kill(pid);
    },
  };
}

interface Status {
  readonly unit: string;
  readonly state: string;
  readonly because?: { readonly kind: string };
  readonly ports?: readonly { readonly port: number }[];
}

function kill(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It has ended.
  }
}

const NOWHERE = { env: cleanEnvironment({ PATH: "/usr/bin:/bin" }) };

describe("before anything starts", () => {
  test("--dry-run has containers in their order, and why", async () => {
    using workspace = workspaceWith("postgres:15", {
      seed: { depends_on: { db: { condition: "service_healthy" } } },
      db: DB,
      tools: { profiles: ["tools"] },
    });
    const { stdout } = await runRepo(["up", "web", "--dry-run", ...ON_HOST], { cwd: workspace.path, ...NOWHERE });
    expect(stdout).toBe(
      [
        "api@db     at once   needed by api@seed, api",
        "api@seed   when api@db is ready   needed by api",
        "api        when api@seed is ready, api@db is ready   needed by web",
        "web        when api is ready",
        "",
      ].join("\n"),
    );
    const without = await runRepo(["up", "web", "--dry-run", "--without-containers", ...ON_HOST], { cwd: workspace.path, ...NOWHERE });
    expect(without.stdout).toBe("api   at once   needed by web\nweb   when api is ready\n");
  });

  test("without an engine it says who needs one; the others start without", async () => {
    using workspace = workspaceWith("postgres:15", { db: DB });
    const at = { cwd: workspace.path, ...NOWHERE };
    const refused = await runRepo(["up", "web", ...ON_HOST], at);
    expect([refused.exitCode, refused.stderr]).toEqual([
      3,
      expect.stringContaining("there is no container engine that can be used, and api needs one"),
    ]);
    expect(refused.stderr).toContain("--without-containers");

    expect((await runRepo(["up", "web", "--detach", "--without-containers", ...ON_HOST], at)).exitCode).toBe(0);
    expect((await runRepo(["status", "--wait-ready"], at)).exitCode).toBe(0);
    expect((await runRepo(["down"], at)).stdout).toMatch(/^ended: /);
  });

  test("two versions of one image, a port that is taken, a name that is not there", async () => {
    await using taken = createServer().listen(0);
    await once(taken, "listening");
    const { port } = taken.address() as { port: number };
    using workspace = workspaceWith(
      "postgres:15",
      { db: {} },
      {
        services: { shop: { path: "shop", dependsOn: ["api"], verbs: { dev: SERVE } }, mail: { path: "mail" } },
        files: {
          "shop/docker-compose.yml": "services:\n  db:\n    image: postgres:14-alpine\n",
          "mail/compose.yml": `services: { smtp: { image: mail, ports: ["${port}:25"] } }`,
        },
      },
    );
    const at = { cwd: workspace.path, ...NOWHERE };
    const versions = await runRepo(["up", "shop", ...ON_HOST], at);
    expect([versions.exitCode, versions.stderr]).toEqual([
      2,
      expect.stringContaining(
        "shop/docker-compose.yml:3:12  shop@db: wants postgres:14-alpine, and api@db wants 15 (api/compose.yaml:1:28); use 15 for shop@db (shop/docker-compose.yml:3:12), use 14-alpine for api@db (api/compose.yaml:1:28), or start api@db and shop@db one at a time\n",
      ),
    ]);
    const unknown = await runRepo(["up", "api@bd", ...ON_HOST], at);
    expect(unknown.stderr).toContain('there is no process or container "api@bd"; did you mean "api@db"?');
  });
});

describe.each(["docker", "podman"] as const)("with a real engine, by %s", (kind) => {
  test("containers come first, are seen, heard and told of, and go", async () => {
    await using engine = await startContainerEngine();
    using workspace = workspaceWith(
      engine.image,
      { db: DB, seed: { network_mode: "host", command: ["echo", "sown"], depends_on: { db: { condition: "service_healthy" } } } },
      {
        services: { cache: { path: "cache" } },
        files: {
          "cache/compose.yaml": `services: { redis: { image: "${engine.image}", network_mode: host, command: ${JSON.stringify(STAYS)} } }`,
        },
      },
    );
    await using client = clientOf(workspace, engine, kind);
    const started = await client.up("web", "--detach");
    expect([started.exitCode, started.stdout]).toEqual([0, expect.stringContaining("api@db, api@seed, api, web in the background")]);
    await until(() => engine.containers().length === 1, "the container");
    const early = await client.status();
    expect([early.get("api")?.state, early.get("web")?.state]).toEqual(["waiting", "waiting"]);

    workspace.write({ "api/steer/healthy": "" });
    const ready = await client.repo("status", "--wait-ready");
    expect([ready.exitCode, ready.stdout]).toEqual([0, expect.stringMatching(/api@db +\S+ +ready/)]);
    // It has ended before anybody looked, and is said to be ready until the engine tells how.
    await client.stands("api@seed", "completed");
    const units = await client.status();
    expect(["api@db", "api@seed", "api", "web", "cache@redis"].map((id) => units.get(id)?.state)).toEqual([
      "ready",
      "completed",
      "ready",
      "ready",
      "idle",
    ]);
    expect(await client.repo("logs", "api@db")).toMatchObject({ stdout: expect.stringContaining("open") });
    expect((await client.repo("logs", "api@seed")).stdout).toContain("sown");

    await client.repo("restart", "api@db");
    expect((await client.repo("status", "--wait-ready")).exitCode).toBe(0);
    const opened = async () => (await client.repo("logs", "api@db")).stdout.match(/open/g)?.length;
    // What a container says comes by way of the engine, some time after it was said.
    await until(async () => (await opened()) === 2, "what the container says when it starts again");

    expect((await client.up("cache", "--detach")).exitCode).toBe(0);
    await until(() => engine.containers().some((name) => name.includes("redis")), "the other container");
    const down = await client.repo("down");
    expect([down.exitCode, down.stdout]).toEqual([0, expect.stringContaining("removed: ")]);
    expect(engine.containers()).toEqual([]);
    // What a database has stored outlives it.
    expect(engine.volumes()).toHaveLength(1);
    expect((await client.repo("down")).stdout).toBe("nothing was left running\n");
    await until(() => client.processes().length === 0, "the end of all");
  }, 120_000);
});

describe("with a real engine", () => {
  test("in the foreground, Ctrl-C stops what was started and keeps it; repo down --volumes removes all", async () => {
    await using engine = await startContainerEngine();
    using workspace = workspaceWith(engine.image, { db: DB });
    workspace.write({ "api/steer/healthy": "" });
    await using client = clientOf(workspace, engine);
    const up = startRepo(["up", "api", ...ON_HOST], client.at);
    let said = "";
    up.stdout?.on("data", (chunk) => (said += String(chunk)));
    await until(() => said.includes("serving"), "the process behind the container");
    up.kill("SIGINT");
    const [exitCode] = (await once(up, "close")) as [number | null];
    expect(exitCode).toBe(130);
    expect(engine.processes()).toEqual([]);
    expect([engine.containers(), engine.volumes()].map(({ length }) => length)).toEqual([1, 1]);
    expect((await client.repo("down", "--volumes")).stdout).toBe("removed: api@db, with their volumes\n");
    expect([engine.containers(), engine.volumes()]).toEqual([[], []]);
  }, 120_000);

  test("at the end containers are left or removed where their service says so; what is stopped by name, or was needed by a verb, is stopped", async () => {
    await using engine = await startContainerEngine();
    const api = { path: "api", containers: { atEnd: "leave" }, verbs: { dev: SERVE, e2e: { run: "echo tested", needs: ["db"] } } };
    const cache = { image: engine.image, network_mode: "host", command: STAYS, volumes: ["kept:/data"] };
    using workspace = workspaceWith(
      engine.image,
      { db: DB },
      {
        services: { api, cache: { path: "cache", containers: { atEnd: "remove" } } },
        files: { "cache/compose.yaml": JSON.stringify({ services: { redis: cache }, volumes: { kept: {} } }), "api/steer/healthy": "" },
      },
    );
    await using client = clientOf(workspace, engine);
    const upAndEnd = async (): Promise<string> => {
      const up = startRepo(["up", "api", "cache", ...ON_HOST], client.at);
      let said = "";
      for (const stream of [up.stdout, up.stderr]) stream?.on("data", (chunk) => (said += String(chunk)));
      await until(() => said.includes("serving"), "the process behind the container");
      expect((await client.repo("status", "--wait-ready")).exitCode).toBe(0);
      up.kill("SIGINT");
      expect(await once(up, "close")).toEqual([130, null]);
      return said;
    };

    expect(await upAndEnd()).toContain("left running, as configured: api@db; repo down removes them\n");
    expect(engine.containers()).toEqual([expect.stringContaining("db")]);
    expect(engine.volumes()).toHaveLength(2);
    const held = engine.processes().map(({ pid }) => pid);
    expect(held.length).toBeGreaterThan(0);
    await upAndEnd();
    expect(engine.processes().map(({ pid }) => pid)).toEqual(held);

    expect((await client.up("api", "--detach")).exitCode).toBe(0);
    expect((await client.repo("status", "--wait-ready")).exitCode).toBe(0);
    await client.repo("stop", "api@db");
    expect(engine.processes()).toEqual([]);
    expect((await client.repo("down")).stdout).toContain("removed: api@db\n");

    expect((await client.repo("e2e", "api", ...ON_HOST)).exitCode).toBe(0);
    expect(engine.processes()).toEqual([]);

    await client.up("api", "--detach");
    expect((await client.repo("status", "--wait-ready")).exitCode).toBe(0);
    expect((await client.repo("down")).stdout).toContain("removed: api@db\n");
    expect(engine.containers()).toEqual([]);
  }, 180_000);

  test("what a container cannot do is told, and what needs it does not start", async () => {
    await using engine = await startContainerEngine();
    const sick = { ...DB, healthcheck: { test: ["CMD-SHELL", "echo no disk; false"], interval: "100ms", timeout: "5s", retries: 2 } };
    using workspace = workspaceWith(
      engine.image,
      { db: sick },
      {
        services: { shop: { path: "shop", verbs: { dev: SERVE } }, mail: { path: "mail", verbs: { dev: SERVE } } },
        files: {
          "shop/compose.yaml": "services: { db: { image: example.invalid/none:1, network_mode: host } }",
          "mail/compose.yaml": `services: { smtp: { image: "${engine.image}", network_mode: host, command: ["sh", "-c", "echo no route; exit 9"] } }`,
        },
      },
    );
    await using client = clientOf(workspace, engine);
    expect((await client.up("web", "shop", "mail", "--detach")).exitCode).toBe(0);
    for (const unit of ["web", "shop", "mail"]) expect((await client.repo("status", "--wait-ready", unit)).exitCode).toBe(1);
    const told = await client.repo("status");
    expect(told.stdout).toMatch(/api@db .*the container db is unhealthy: its health check fails/);
    expect(told.stdout).toMatch(/shop@db .*the image example\.invalid\/none:1 cannot be pulled/);
    expect(told.stdout).toMatch(/mail@smtp .*the container smtp ended with exit 9/);
    const units = await client.status();
    expect(["api", "web", "shop", "mail"].map((id) => [units.get(id)?.state, units.get(id)?.because?.kind])).toEqual(
      Array.from({ length: 4 }, () => ["failed", "dependency"]),
    );
    expect(engine.processes()).toEqual([]);
  }, 120_000);

  test("containers that a killed supervisor leaves are used by the next one, or taken down", async () => {
    await using engine = await startContainerEngine();
    using workspace = workspaceWith(engine.image, { db: DB });
    workspace.write({ "api/steer/healthy": "" });
    await using client = clientOf(workspace, engine);
    const left = async () => {
      const up = startRepo(["up", "api@db", ...ON_HOST], client.at);
      await once(up.stdout as NodeJS.ReadableStream, "data");
      expect((await client.repo("status", "--wait-ready")).exitCode).toBe(0);
      up.kill("SIGKILL");
      await once(up, "exit");
    };
    await left();
    const held = engine.processes().map(({ pid }) => pid);
    expect(held.length).toBeGreaterThan(0);
    await left();
    expect(engine.processes().map(({ pid }) => pid)).toEqual(expect.arrayContaining(held.slice(0, 1)));
    expect((await client.repo("down")).stdout).toContain("removed: api@db\n");
    expect(engine.containers()).toEqual([]);
  }, 120_000);

  test("a port of the host is taken, published, and told to those who need it", async () => {
    await using engine = await startContainerEngine({ network: "slirp4netns" });
    await using taken = createServer().listen(0);
    await once(taken, "listening");
    const { port } = taken.address() as { port: number };
    using workspace = workspaceWith(engine.image, {
      db: { network_mode: "slirp4netns", command: ["sh", "-c", "trap exit TERM; httpd -f -p 80 & wait"], ports: [`127.0.0.1:${port}:80`] },
    });
    await using client = clientOf(workspace, engine);
    const refused = await client.up("api", "--detach");
    expect([refused.exitCode, refused.stderr]).toEqual([2, expect.stringContaining(`api@db wants port ${port}, which`)]);
    await new Promise((resolve) => taken.close(resolve));
    workspace.write({ "services.config.json": workspaceText(port) });
    expect((await client.up("api", "--detach")).exitCode).toBe(0);
    expect((await client.repo("status", "--wait-ready")).exitCode).toBe(0);
    expect((await client.status()).get("api@db")?.ports).toEqual([{ port }]);
    expect((await client.repo("logs", "api")).stdout).toContain(`the database is at ${port}`);
    expect((await fetch(`http://127.0.0.1:${port}/`)).status).toBe(404);
  }, 120_000);

  test("a verb has the container that it needs while it runs, and no longer", async () => {
    await using engine = await startContainerEngine();
    using workspace = workspaceWith(engine.image, { db: DB });
    workspace.write({ "api/steer/healthy": "" });
    await using client = clientOf(workspace, engine);
    const run = await client.repo("e2e", "api", ...ON_HOST);
    expect([run.exitCode, run.stdout]).toEqual([0, expect.stringContaining("tested")]);
    expect(`${run.stdout}${run.stderr}`).toContain("starting what is needed: api@db");
    expect(engine.processes()).toEqual([]);
  }, 120_000);
});

function workspaceText(_port: number): string {
  return JSON.stringify({
    services: { api: { path: "api", verbs: { dev: 'echo "the database is at $API_DB_PORT"; exec sleep 1000' } } },
  });
}
