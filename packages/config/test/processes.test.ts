import { describe, expect, test } from "@jest/globals";
import type { Place, ProcessDefinition, Service } from "@nix-repo/model";
import { DEFAULT_PROCESS, processId, resolvedConfig, resolveUnit, withProcfile } from "../src/index.ts";
import { inEachForm, opened, successOf, workspaceOf } from "./opening.ts";

/** A definition with its places as `file:line:column`. */
type Plain = Omit<ProcessDefinition, "place"> & { readonly place: string };

/** The processes of `web`, by name. Places are looked up while the files are still there. */
async function processesOf(files: Readonly<Record<string, string>>): Promise<Record<string, Plain>> {
  using folder = workspaceOf({ "web/x": "", ...files });
  const { processes } = successOf(await (await opened(folder)).service("web"));
  return plain(processes, folder.root) as Record<string, Plain>;
}

function plain(processes: Service["processes"], root: string): unknown {
  const text = JSON.stringify(Object.fromEntries(processes), (key, value) =>
    key === "place" ? `${value.file.slice(root.length + 1)}:${value.line}:${value.column}` : value,
  );
  return JSON.parse(text);
}

const SAYS_NOTHING_MORE = { dependsOn: [], env: {}, passEnv: [], hostTools: [], ports: [], watch: [], replicas: 1 };

const FULL = {
  run: ["node", "worker.js"],
  description: "Sends letters",
  dependsOn: ["db", { unit: "api", until: "started" }, { unit: "api:migrate", until: "completed" }, { unit: "web@mail" }],
  ready: { http: "http://localhost:80/health", status: 204, period: "1s", timeout: "5s", threshold: 3, startDelay: "500ms" },
  restart: { when: "always", backoff: "1s", maxBackoff: "30s", limit: 5 },
  stop: { signal: "SIGINT", grace: "1m", command: ["pg_ctl", "stop"] },
  env: { A: "1", B: true },
  passEnv: ["MY_TOKEN"],
  hostTools: ["docker"],
  ports: { http: 3000, debug: "auto" },
  watch: ["src/**", "//libs/**", "!src/x"],
  shell: "other",
};

describe("the processes of a service", () => {
  test.each([
    ["a string", "node worker.js", { run: { kind: "bash", script: "node worker.js" } }],
    ["a list", ["node", "worker.js"], { run: { kind: "argv", argv: ["node", "worker.js"] } }],
    ["an object", { run: "node worker.js" }, { run: { kind: "bash", script: "node worker.js" } }],
    ["an object that says nothing", {}, {}],
  ])("may be written as %s", async (_, worker, expected) => {
    const registry = `services:\n  web:\n    path: web\n    processes:\n      worker: ${JSON.stringify(worker)}\n`;
    const place = "services.config.yaml:5:7";
    expect(await processesOf({ "services.config.yaml": registry })).toEqual({
      worker: { ...SAYS_NOTHING_MORE, name: "worker", ...expected, place },
    });
  });

  test.each(inEachForm({ services: { web: { path: "web", processes: { worker: FULL } }, api: { path: "api" } } }))(
    "are read from %s with all that may be said of one",
    async (file, text) => {
      const { worker } = await processesOf({ [file]: text });
      expect(worker).toMatchObject({
        name: "worker",
        run: { kind: "argv", argv: ["node", "worker.js"] },
        description: "Sends letters",
        dependsOn: [
          { unit: "db", until: "ready" },
          { unit: "api", until: "started" },
          { unit: "api:migrate", until: "completed" },
          { unit: "web@mail", until: "ready" },
        ],
        ready: {
          check: { kind: "http", url: "http://localhost:80/health", status: 204 },
          periodMs: 1_000,
          timeoutMs: 5_000,
          threshold: 3,
          startDelayMs: 500,
        },
        restart: { when: "always", backoffMs: 1_000, maxBackoffMs: 30_000, limit: 5 },
        stop: { signal: "SIGINT", graceMs: 60_000, command: { kind: "argv", argv: ["pg_ctl", "stop"] } },
        env: { A: "1", B: true },
        passEnv: ["MY_TOKEN"],
        hostTools: ["docker"],
        ports: [
          { name: "http", port: 3000 },
          { name: "debug", port: "auto" },
        ],
        watch: ["src/**", "//libs/**", "!src/x"],
        replicas: 1,
        shell: { kind: "named", name: "other" },
      });
    },
  );

  test("say where everything stands that others may have to point at", async () => {
    const registry = `export default defineConfig({
  services: {
    api: { path: "api" },
    web: {
      path: "web",
      processes: {
        worker: {
          dependsOn: ["db", { unit: "api", until: "started" }],
          ports: { http: 3000 },
          shell: "own",
        },
        clock: { run: "x", ports: [80, 443] },
      },
    },
  },
});
`;
    const { worker, clock } = await processesOf({ "services.config.ts": registry });
    const at = (place: string) => `services.config.ts:${place}`;
    expect(worker).toEqual({
      ...SAYS_NOTHING_MORE,
      name: "worker",
      place: at("7:9"),
      dependsOn: [
        { unit: "db", until: "ready", place: at("8:23") },
        { unit: "api", until: "started", place: at("8:37") },
      ],
      ports: [{ name: "http", port: 3000, place: at("9:26") }],
      shell: { kind: "named", name: "own", place: at("10:18") },
    });
    expect(clock?.ports).toEqual([
      { port: 80, place: at("12:36") },
      { port: 443, place: at("12:40") },
    ]);
  });

  test.each([
    ["never", { when: "never" }],
    ["on-failure", { when: "on-failure" }],
    ["always", { when: "always" }],
    [{ limit: 3 }, { limit: 3 }],
  ])("are restarted %j", async (restart, expected) => {
    const registry = { services: { web: { path: "web", processes: { worker: { restart } } } } };
    expect((await processesOf({ "services.config.json": JSON.stringify(registry) })).worker?.restart).toEqual(expected);
  });

  test.each([
    [{ tcp: 80 }, { kind: "tcp", host: "localhost", port: 80 }],
    [{ tcp: "$PORT" }, { kind: "own-tcp", host: "localhost", variable: "PORT" }],
    [{ tcp: "[::1]:$SQL_PORT" }, { kind: "own-tcp", host: "::1", variable: "SQL_PORT" }],
    [{ http: "http://localhost:$PORT" }, { kind: "own-http", before: "http://localhost:", variable: "PORT", after: "" }],
    [
      { http: "https://[::1]:$SQL_PORT/a?b=$PORT", status: 204 },
      { kind: "own-http", before: "https://[::1]:", variable: "SQL_PORT", after: "/a?b=$PORT", status: 204 },
    ],
    [{ http: "http://localhost/$PORT" }, { kind: "http", url: "http://localhost/$PORT" }],
    [{ line: "listening" }, { kind: "line", pattern: "listening" }],
    [{ command: "pg_isready" }, { kind: "command", run: { kind: "bash", script: "pg_isready" } }],
  ])("are ready by %j, within a minute where nothing is said", async (ready, check) => {
    const registry = { services: { web: { path: "web", processes: { worker: { ready, ports: { sql: "auto" } } } } } };
    expect((await processesOf({ "services.config.json": JSON.stringify(registry) })).worker?.ready).toEqual({ check, timeoutMs: 60_000 });
  });

  test("may be called like verbs, and dev says more of the verb's own", async () => {
    const web = { path: "web", verbs: { dev: "x", test: "y" }, processes: { dev: { ports: [80] }, test: "z" } };
    const processes = await processesOf({ "services.config.json": JSON.stringify({ services: { web } }) });
    expect(Object.keys(processes)).toEqual(["dev", "test"]);
    expect(processes.dev).not.toHaveProperty("run");
  });

  test("may be left out in part by a script, with undefined", async () => {
    const registry = `export default { services: { web: { path: "web", processes: {
  gone: undefined,
  worker: { run: "x", restart: undefined, dependsOn: [{ unit: "db", until: undefined }] },
} } } };`;
    const processes = await processesOf({ "services.config.ts": registry });
    expect(Object.keys(processes)).toEqual(["worker"]);
    expect(processes.worker).not.toHaveProperty("restart");
    expect(processes.worker?.dependsOn).toMatchObject([{ unit: "db", until: "ready" }]);
  });
});

const REGISTRY = `services:
  api: { path: api }
  web:
    path: web
    processes:
      worker:
        run: node worker.js
        dependsOn: [db]
        env: { A: "1", B: "2" }
        ports: { http: 3000 }
        stop: { signal: SIGINT, grace: 5s }
      clock: node clock.js
`;

describe("a team's override", () => {
  test("says over the registry what it says, field by field, variables one by one", async () => {
    const override = `processes:
  worker:
    dependsOn: [api]
    env: { B: x, C: y }
    stop: { grace: 1s }
    restart: never
`;
    const { worker, clock } = await processesOf({ "services.config.yaml": REGISTRY, "web/repo.config.yaml": override });
    expect(worker).toEqual({
      ...SAYS_NOTHING_MORE,
      name: "worker",
      run: { kind: "bash", script: "node worker.js" },
      dependsOn: [{ unit: "api", until: "ready", place: "web/repo.config.yaml:3:17" }],
      restart: { when: "never" },
      stop: { graceMs: 1_000 },
      env: { A: "1", B: "x", C: "y" },
      ports: [{ name: "http", port: 3000, place: "services.config.yaml:10:24" }],
      place: "web/repo.config.yaml:2:3",
    });
    expect(clock?.place).toBe("services.config.yaml:12:7");
  });

  test("adds processes after those of the registry, and replaces what one runs", async () => {
    const override = "processes: { mail: mailpit, clock: [cron] }";
    const processes = await processesOf({ "services.config.yaml": REGISTRY, "web/repo.config.yaml": override });
    expect(Object.keys(processes)).toEqual(["worker", "clock", "mail"]);
    expect(processes.clock?.run).toEqual({ kind: "argv", argv: ["cron"] });
  });
});

test("processes are read when they are asked for, once", async () => {
  using folder = workspaceOf({ "services.config.yaml": REGISTRY, "web/x": "" });
  const service = successOf(await (await opened(folder)).service("web"));
  expect(Object.getOwnPropertyDescriptor(service, "processes")?.get).toBeInstanceOf(Function);
  expect(service.processes).toBe(service.processes);
});

describe("a Procfile", () => {
  const place: Place = { file: "/w/web/Procfile", line: 1, column: 1 };

  async function withEntries(entries: Readonly<Record<string, string>>) {
    using folder = workspaceOf({
      "services.config.yaml": "services: { web: { path: web, processes: { worker: { replicas: 2 }, clock: node clock.js } } }",
      "web/x": "",
    });
    const { processes } = successOf(await (await opened(folder)).service("web"));
    return withProcfile(
      processes,
      Object.entries(entries).map(([name, command]) => ({ name, command, place })),
    );
  }

  test("adds what the registry does not name, to be run by a shell", async () => {
    const processes = await withEntries({ release: "rake db:migrate && echo done" });
    expect([...processes.keys()]).toEqual(["worker", "clock", "release"]);
    expect(processes.get("release")).toEqual({
      ...SAYS_NOTHING_MORE,
      name: "release",
      run: { kind: "bash", script: "rake db:migrate && echo done" },
      place,
    });
  });

  test("says what runs where the registry says the rest, and nothing where the registry says it", async () => {
    const processes = await withEntries({ worker: "rake jobs", clock: "rake clock" });
    expect(processes.get("worker")).toMatchObject({ run: { kind: "bash", script: "rake jobs" }, replicas: 2 });
    expect(processes.get("clock")).toMatchObject({ run: { kind: "bash", script: "node clock.js" } });
  });
});

test.each([
  [undefined, "tags: []\n", undefined],
  [{ atEnd: "leave" }, "tags: []\n", { atEnd: "leave" }],
  [{ atEnd: "leave" }, "containers: { atEnd: remove }\n", { atEnd: "remove" }],
  [{ atEnd: "leave" }, "containers: {}\n", { atEnd: "leave" }],
])("what becomes of containers at the end is said by the registry (%j) or a team (%j)", async (containers, override, expected) => {
  using folder = workspaceOf({
    "services.config.json": JSON.stringify({ services: { web: { path: "web", containers } } }),
    "web/repo.config.yaml": override,
  });
  expect(successOf(await (await opened(folder)).service("web")).containers).toEqual(expected);
});

describe("what a verb needs", () => {
  test("is one of its options, with its places", async () => {
    using folder = workspaceOf({
      "services.config.yaml":
        "services:\n  web:\n    path: web\n    verbs:\n      e2e: { run: x, needs: [db, web] }\n  api: { path: web, verbs: { e2e: { needs: [] } } }\n",
      "web/repo.config.yaml": "verbs:\n  e2e:\n    needs: ['api@db']\n",
    });
    const { verbs } = successOf(await (await opened(folder)).service("web"));
    const { registry, override } = verbs.get("e2e") ?? {};
    expect(registry?.options).toEqual({ needs: ["db", "web"] });
    expect(registry?.needsPlaces?.map(({ line, column }) => [line, column])).toEqual([
      [5, 30],
      [5, 34],
    ]);
    expect(override?.options).toEqual({ needs: ["api@db"] });
    expect(override?.needsPlaces?.map(({ line, column }) => [line, column])).toEqual([[3, 13]]);
  });
});

describe("the name of a unit", () => {
  const units = new Set(["web", "web:worker", "web:db", "web@db", "web@api", "api", "api:worker", "queue"]);

  test.each([
    ["worker", "web:worker"],
    ["db", "web:db"],
    ["web@db", "web@db"],
    ["api", "web@api"],
    ["api:dev", "api"],
    ["api:worker", "api:worker"],
    ["queue", "queue"],
    ["dev", "web"],
    ["web", "web"],
    ["web:dev", "web"],
    ["api@db", undefined],
    ["clock", undefined],
    ["queue:clock", undefined],
  ])("%s, as web writes it, means %s", (text, id) => {
    expect(resolveUnit(text, { service: "web", units })).toBe(id);
  });

  test("of a default process is the service's", () => {
    expect([processId("web", DEFAULT_PROCESS), processId("web", "worker")]).toEqual(["web", "web:worker"]);
  });
});

test("the resolved configuration shows processes in the words of a registry", async () => {
  using folder = workspaceOf({
    "services.config.json": JSON.stringify({
      services: {
        web: {
          path: "web",
          verbs: { e2e: { run: "x", needs: ["worker"] } },
          processes: {
            worker: FULL,
            clock: { run: "x", ports: [80], restart: "never", shell: false, replicas: 1 },
            named: { run: "x", ports: [80], ready: { tcp: "[::1]:$PORT", timeout: "1s" } },
            asked: { run: "x", ports: [80], ready: { http: "http://localhost:$PORT/x", status: 204, timeout: "1s" } },
          },
        },
        api: { path: "web" },
      },
    }),
    "web/x": "",
  });
  const { services } = successOf(await resolvedConfig(await opened(folder)));
  expect(services.web).toMatchObject({ verbs: { e2e: { registry: { run: "x", needs: ["worker"] } } } });
  expect((services.web as { processes: object }).processes).toEqual({
    worker: {
      ...FULL,
      dependsOn: [
        { unit: "db", until: "ready" },
        { unit: "api", until: "started" },
        { unit: "api:migrate", until: "completed" },
        { unit: "web@mail", until: "ready" },
      ],
      replicas: 1,
    },
    clock: { ...SAYS_NOTHING_MORE, run: "x", ports: [80], restart: { when: "never" }, shell: false },
    named: { ...SAYS_NOTHING_MORE, run: "x", ports: [80], ready: { tcp: "[::1]:$PORT", timeout: "1s" } },
    asked: { ...SAYS_NOTHING_MORE, run: "x", ports: [80], ready: { http: "http://localhost:$PORT/x", status: 204, timeout: "1s" } },
  });
  expect(services.api).toMatchObject({ processes: {} });
});
