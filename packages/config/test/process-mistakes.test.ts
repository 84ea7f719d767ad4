import { describe, expect, test } from "@jest/globals";
import type { Service } from "@nix-repo/model";
import { checkUnits, validateAll } from "../src/index.ts";
import { lineOf, mistakesOf, opened, successOf, workspaceOf } from "./opening.ts";

async function mistakesIn(files: Readonly<Record<string, string>>): Promise<string[]> {
  using folder = workspaceOf(files);
  return mistakesOf(await folder.open(), folder.root).map((line) => line.replace(/^services\.config\./, ""));
}

function byLine(a: string, b: string): number {
  const [x, y] = [a, b].map((line) => line.split(":").slice(1, 3).map(Number));
  return (x?.[0] ?? 0) - (y?.[0] ?? 0) || (x?.[1] ?? 0) - (y?.[1] ?? 0);
}

describe("mistakes of processes", () => {
  test("are said all at once, each where it stands", async () => {
    const text = `export default defineConfig({
  services: {
    api: { path: "api" },
    web: {
      path: "web",
      processes: {
        "my worker": "x",
        empty: "",
        worker: {
          rum: "x",
          run: [],
          dependsOn: ["apj:worker", "apo@db", { unit: "worker" }, "web:worker", "a:b:c", { unti: "ready" }, { unit: "db", until: "redy" }, 5],
        },
        job: {
          dependsOn: ["apj:worker", "apo@db", { unit: "job" }, "web:job", { unit: "forever", until: "completed" }],
          restart: { when: "alwys", backoff: "10s", maxBackoff: "1s", limit: 0, delay: "1s" },
          stop: { signal: "SIGTREM", grace: "soon", command: "" },
          ready: { tcp: 80, http: "http://localhost:80/", period: "1s" },
          env: { API_KEY: "x" },
          watch: ["../x", "//../x", "/x", "src/**"],
        },
        forever: { restart: "always", ready: { status: 200, tcp: 80 }, ports: { http: 0, "9": 80, https: "auot", other: 65536 } },
        spread: { replicas: 2, ports: { http: "auto", debug: 9229 } },
        many: { replicas: 65, ports: [80, 70000], restart: "sometimes" },
        two: { replicas: 2, ports: [80] },
        late: { ready: { tcp: 80, startDelay: "2m" } },
        asked: { ready: { line: "up", period: "1s", threshold: 2, startDelay: "1s" } },
        slow: { restart: { backoff: "1m", maxBackoff: "30s" } },
        dev: { dependsOn: ["dev", "web:dev"] },
      },
      verbs: { e2e: { needs: ["db", "apj", "apj:worker", "api@db", "a b"] } },
    },
  },
  stacks: { ours: { verbs: { e2e: { needs: ["db", "apj:worker"] } } } },
  workspace: { verbs: { e2e: { needs: ["api", "apj", "api:worker", "apj@db"] } } },
});
`;
    expect((await mistakesIn({ "services.config.ts": text })).sort(byLine)).toEqual([
      'ts:7:9 services.web.processes["my worker"]: expected a process\'s name: letters, digits, -, _ and ., beginning with a letter, a digit or _, got "my worker" «"my worker"»',
      'ts:8:16 services.web.processes.empty: expected a bash command, a list of a command and its arguments, or an object with run and options, got "" «""»',
      'ts:10:11 services.web.processes.worker.rum: unknown property; did you mean "run"? «rum»',
      "ts:11:11 services.web.processes.worker.run: expected a bash command or a list of a command and its arguments, got an empty list «run»",
      'ts:12:81 services.web.processes.worker.dependsOn[4]: expected a process or a container of this service (db), service, service:process or service@container, or an object with unit and until, got "a:b:c" «"a:b:c"»',
      "ts:12:90 services.web.processes.worker.dependsOn[5].unit: missing: expected a process or a container of this service (db), service, service:process or service@container «{»",
      'ts:12:92 services.web.processes.worker.dependsOn[5].unti: unknown property; did you mean "unit"? «unti»',
      'ts:12:130 services.web.processes.worker.dependsOn[6].until: expected "started", "ready" or "completed", got "redy"; did you mean "ready"? «"redy"»',
      'ts:12:140 services.web.processes.worker.dependsOn[7]: expected a process or a container of this service (db), service, service:process or service@container, or an object with unit and until, got 5: write it in quotes, "5" «5»',
      'ts:15:23 services.web.processes.job.dependsOn[0]: there is no service "apj"; did you mean "api"? «"apj:worker"»',
      'ts:15:37 services.web.processes.job.dependsOn[1]: there is no service "apo"; did you mean "api"? «"apo@db"»',
      'ts:15:55 services.web.processes.job.dependsOn[2].unit: the process waits for itself «"job"»',
      'ts:15:64 services.web.processes.job.dependsOn[3]: the process waits for itself «"web:job"»',
      'ts:15:101 services.web.processes.job.dependsOn[4].until: "forever" is started again whenever it ends, so that it never completes «"completed"»',
      "ts:16:81 services.web.processes.job.restart.delay: unknown property; expected one of when, backoff, maxBackoff, limit «delay»",
      'ts:16:28 services.web.processes.job.restart.when: expected "never", "on-failure" or "always", got "alwys"; did you mean "always"? «"alwys"»',
      "ts:16:78 services.web.processes.job.restart.limit: expected a whole number from 1, got 0 «0»",
      'ts:16:65 services.web.processes.job.restart.maxBackoff: expected at least the backoff of 10s, got "1s" «"1s"»',
      'ts:17:27 services.web.processes.job.stop.signal: expected a signal such as SIGTERM or SIGINT, got "SIGTREM"; did you mean "SIGTERM"? «"SIGTREM"»',
      'ts:17:45 services.web.processes.job.stop.grace: expected a duration such as 30s, 5m or 1h30m, got "soon" «"soon"»',
      'ts:17:62 services.web.processes.job.stop.command: expected a bash command or a list of a command and its arguments, got "" «""»',
      "ts:18:11 services.web.processes.job.ready: expected one of line, tcp, http, command, got tcp and http «ready»",
      'ts:19:18 services.web.processes.job.env.API_KEY: "API_KEY" names a secret, and what stands here may be shown: name it under passEnv «API_KEY»',
      'ts:20:19 services.web.processes.job.watch[0]: expected a path inside the service\'s folder, got "../x" «"../x"»',
      'ts:20:27 services.web.processes.job.watch[1]: expected a path inside the workspace, got "../x" «"//../x"»',
      'ts:20:37 services.web.processes.job.watch[2]: expected a path relative to the service\'s folder, got "/x" «"/x"»',
      'ts:22:90 services.web.processes.forever.ports.9: expected a port\'s name: letters, digits, - and _, beginning with a letter, got "9" «"9"»',
      'ts:22:87 services.web.processes.forever.ports.http: expected a port from 1 to 65535, or "auto" for one that is free, got 0 «0»',
      'ts:22:106 services.web.processes.forever.ports.https: expected a port from 1 to 65535, or "auto" for one that is free, got "auot" «"auot"»',
      'ts:22:121 services.web.processes.forever.ports.other: expected a port from 1 to 65535, or "auto" for one that is free, got 65536 «65536»',
      "ts:22:48 services.web.processes.forever.ready.status: only http has a status: this asks for tcp «status»",
      'ts:23:29 services.web.processes.spread.replicas: 2 replicas cannot listen on one port, 9229: expected debug: "auto", or one replica «2»',
      'ts:24:60 services.web.processes.many.restart: expected "never", "on-failure", "always", or an object with when, backoff, maxBackoff and limit, got "sometimes" «"sometimes"»',
      "ts:24:43 services.web.processes.many.ports[1]: expected a port from 1 to 65535, got 70000 «70000»",
      "ts:24:27 services.web.processes.many.replicas: expected a whole number from 1 to 64, got 65 «65»",
      'ts:25:26 services.web.processes.two.replicas: 2 replicas cannot listen on one port, 80: expected a port with a name and "auto", or one replica «2»',
      'ts:26:47 services.web.processes.late.ready.startDelay: expected less than the timeout of 1m, got "2m" «"2m"»',
      "ts:27:39 services.web.processes.asked.ready.period: a line is waited for, not asked for: period says nothing here «period»",
      "ts:27:53 services.web.processes.asked.ready.threshold: a line is waited for, not asked for: threshold says nothing here «threshold»",
      'ts:28:55 services.web.processes.slow.restart.maxBackoff: expected at least the backoff of 1m, got "30s" «"30s"»',
      'ts:29:28 services.web.processes.dev.dependsOn[0]: the process waits for itself «"dev"»',
      'ts:29:35 services.web.processes.dev.dependsOn[1]: the process waits for itself «"web:dev"»',
      'ts:31:68 services.web.verbs.e2e.needs[4]: expected a process or a container of this service (db), service, service:process or service@container, got "a b" «"a b"»',
      'ts:34:51 stacks.ours.verbs.e2e.needs[1]: there is no service "apj"; did you mean "api"? «"apj:worker"»',
      'ts:35:47 workspace.verbs.e2e.needs[1]: there is no service "apj"; did you mean "api"? «"apj"»',
      'ts:35:68 workspace.verbs.e2e.needs[3]: there is no service "apj"; did you mean "api"? «"apj@db"»',
    ]);
  });

  test("of what another file says are told as well", async () => {
    using folder = workspaceOf({
      "services.config.yaml": `services:
  api: { path: api }
  web:
    path: web
    processes:
      worker: { restart: always, ports: [80] }
      job: { dependsOn: [db] }
`,
      "web/repo.config.yaml": `processes:
  worker: { replicas: 2 }
  job: { dependsOn: [{ unit: worker, until: completed }, job, "apj:x"] }
  clock: { run: x, dependsOn: [{ unit: "web:worker", until: completed }] }
verbs:
  e2e: { needs: ["apj:x"] }
`,
    });
    expect(mistakesOf(await (await opened(folder)).service("web"), folder.root)).toEqual([
      'web/repo.config.yaml:6:18 verbs.e2e.needs[0]: there is no service "apj"; did you mean "api"? «"apj:x"»',
      'web/repo.config.yaml:2:23 processes.worker.replicas: 2 replicas cannot listen on one port, 80: expected a port with a name and "auto", or one replica «2»',
      'web/repo.config.yaml:3:45 processes.job.dependsOn[0].until: "worker" is started again whenever it ends, so that it never completes «completed»',
      "web/repo.config.yaml:3:58 processes.job.dependsOn[1]: the process waits for itself «job»",
      'web/repo.config.yaml:3:63 processes.job.dependsOn[2]: there is no service "apj"; did you mean "api"? «"apj:x"»',
      'web/repo.config.yaml:4:61 processes.clock.dependsOn[0].until: "web:worker" is started again whenever it ends, so that it never completes «completed»',
    ]);
  });

  test("of a port that is named: which there are, and which one may be meant", async () => {
    using folder = workspaceOf({
      "services.config.yaml": `services:
  web:
    path: web
    processes:
      near: { ready: { http: "http://localhost:$HTPP_PORT/" }, ports: { http: auto, my-debug: auto } }
      far: { ready: { tcp: "db:$REDIS_PORT" }, ports: { http: auto, my-debug: auto } }
      none: { ready: { tcp: $PORT } }
      unnamed: { ready: { tcp: $HTTP_PORT }, ports: [80] }
      elsewhere: { ready: { http: "http://$HOST:80/" }, ports: [80] }
      strange: { ready: { http: "http://a b:$PORT/" }, ports: [80] }
      right: { ready: { tcp: $MY_DEBUG_PORT }, ports: { http: auto, my-debug: auto } }
`,
    });
    expect(mistakesOf(await folder.open(), folder.root)).toEqual([
      'services.config.yaml:5:30 services.web.processes.near.ready.http: $HTPP_PORT is no port of the process, which is told $PORT, $HTTP_PORT, $MY_DEBUG_PORT; did you mean "$HTTP_PORT"? «"http://localhost:$HTPP_PORT/"»',
      'services.config.yaml:6:28 services.web.processes.far.ready.tcp: $REDIS_PORT is no port of the process, which is told $PORT, $HTTP_PORT, $MY_DEBUG_PORT «"db:$REDIS_PORT"»',
      "services.config.yaml:7:29 services.web.processes.none.ready.tcp: $PORT is no port of the process, which has none: expected ports «$PORT»",
      "services.config.yaml:8:32 services.web.processes.unnamed.ready.tcp: $HTTP_PORT is no port of the process, which is told $PORT «$HTTP_PORT»",
      'services.config.yaml:10:33 services.web.processes.strange.ready.http: expected an address such as http://localhost:3000/health, got "http://a b:$PORT/" «"http://a b:$PORT/"»',
    ]);
  });

  test("of a port that is named by one file and taken away by the other", async () => {
    using folder = workspaceOf({
      "services.config.yaml": `services:
  web:
    path: web
    processes:
      worker: { ready: { tcp: $HTTP_PORT }, ports: { http: auto } }
      clock: { ports: { http: auto } }
      still: { ready: { tcp: $PORT }, ports: { http: auto } }
`,
      "web/repo.config.yaml": `processes:
  worker: { ports: { web: 80 } }
  clock: { ready: { tcp: $WEB_PORT } }
  still: { ports: [80] }
`,
    });
    expect(mistakesOf(await (await opened(folder)).service("web"), folder.root)).toEqual([
      "web/repo.config.yaml:2:13 processes.worker.ports: $HTTP_PORT is no port of the process, which is told $PORT, $WEB_PORT «ports»",
      "web/repo.config.yaml:3:26 processes.clock.ready.tcp: $WEB_PORT is no port of the process, which is told $PORT, $HTTP_PORT «$WEB_PORT»",
    ]);
  });

  test("are none where an override takes back what the registry says", async () => {
    using folder = workspaceOf({
      "services.config.yaml": "services: { web: { path: web, processes: { worker: { restart: always }, clock: { ports: [80] } } } }",
      "web/repo.config.yaml":
        "processes: { worker: { restart: never }, job: { run: x, dependsOn: [{ unit: worker, until: completed }] }, clock: { ports: { http: auto }, replicas: 2 } }",
    });
    successOf(await (await opened(folder)).service("web"));
  });
});

test("what a list holds is looked at again where JSON would not show what became of it", async () => {
  const registry = (until: string) =>
    `export default { services: { web: { path: "web", processes: { worker: { dependsOn: [{ unit: "db", until: ${until} }] } } } } };`;
  using folder = workspaceOf({ "services.config.ts": registry("undefined") });
  await opened(folder);
  folder.write({ "services.config.ts": registry("() => 'ready'") });
  expect(mistakesOf(await folder.open(), folder.root)).toEqual([
    'services.config.ts:1:106 services.web.processes.worker.dependsOn[0].until: expected "started", "ready" or "completed", got a function «() => \'ready\'»',
  ]);
});

describe("validating a whole workspace", () => {
  async function errorsIn(files: Readonly<Record<string, string>>): Promise<string[]> {
    using folder = workspaceOf(files);
    const { errors } = await validateAll(await opened(folder));
    return errors.map((diagnostic) => lineOf(diagnostic, folder.root));
  }

  const REGISTRY = `services:
  api:
    path: api
    processes:
      worker: { run: x, restart: always, dependsOn: [web] }
      later: { description: says not what it runs }
  web:
    path: web
    processes:
      dev: { dependsOn: [wroker, "api:workr", "api@db", worker, api] }
      worker: { run: x, dependsOn: [{ unit: "api:worker", until: completed }, "web:dev"] }
      alone: { run: x, dependsOn: [web] }
    verbs:
      e2e: { run: x, needs: [alnoe, "web:alone", "queue@db", web] }
      e2e-of-team: x
  queue: { path: queue }
`;
  const OVERRIDE = "processes:\n  own: { dependsOn: [aloe] }\nverbs:\n  e2e-of-team: { needs: [queu] }\n";

  test("finds names of nothing, processes that run nothing, ends that never come, and circles", async () => {
    const files = { "services.config.yaml": REGISTRY, "api/x": "", "web/repo.config.yaml": OVERRIDE, "queue/x": "" };
    expect(await errorsIn(files)).toEqual([
      'services.config.yaml:10:26 services.web.processes.dev.dependsOn[0]: there is no process or container "wroker"; did you mean "worker"?',
      'services.config.yaml:10:34 services.web.processes.dev.dependsOn[1]: there is no process or container "api:workr"; did you mean "api:worker"?',
      'services.config.yaml:10:47 services.web.processes.dev.dependsOn[2]: there is no process or container "api@db"',
      'web/repo.config.yaml:2:22 processes.own.dependsOn[0]: there is no process or container "aloe"; did you mean "alone"?',
      'services.config.yaml:14:30 services.web.verbs.e2e.needs[0]: there is no process or container "alnoe"; did you mean "alone"?',
      'services.config.yaml:14:50 services.web.verbs.e2e.needs[2]: there is no process or container "queue@db"; did you mean "queue"?',
      'web/repo.config.yaml:4:26 verbs.e2e-of-team.needs[0]: there is no process or container "queu"; did you mean "queue"?',
      'services.config.yaml:6:7 services.api.processes.later: nothing says what "later" runs: expected run, or a line in the service\'s Procfile',
      'web/repo.config.yaml:2:3 processes.own: nothing says what "own" runs: expected run, or a line in the service\'s Procfile',
      'services.config.yaml:11:45 services.web.processes.worker.dependsOn[0]: "api:worker" is started again whenever it ends, so that it never completes',
      "services.config.yaml:11:45 services.web.processes.worker.dependsOn[0]: these processes wait for each other: api:worker -> web -> web:worker -> api:worker",
      "services.config.yaml:11:79 services.web.processes.worker.dependsOn[1]: these processes wait for each other: web -> web:worker -> web",
    ]);
  });

  test.each(["Procfile", "compose.yaml", "docker-compose.yml"])("leaves open what a %s may say", async (file) => {
    const files = { "services.config.yaml": REGISTRY, [`api/${file}`]: "", [`web/${file}`]: "", "queue/x": "" };
    expect(await errorsIn(files)).toEqual([
      'services.config.yaml:14:50 services.web.verbs.e2e.needs[2]: there is no process or container "queue@db"; did you mean "queue"?',
      'services.config.yaml:11:45 services.web.processes.worker.dependsOn[0]: "api:worker" is started again whenever it ends, so that it never completes',
      "services.config.yaml:11:79 services.web.processes.worker.dependsOn[1]: these processes wait for each other: web -> web:worker -> web",
    ]);
  });

  test("finds a process that waits for itself under another name", async () => {
    const registry = "services: { web: { path: web, processes: { dev: { dependsOn: [web] } } } }";
    expect(await errorsIn({ "services.config.yaml": registry, "web/x": "" })).toEqual([
      "services.config.yaml:1:63 services.web.processes.dev.dependsOn[0]: the process waits for itself",
    ]);
  });
});

describe("units whose names are all known", () => {
  async function unitMistakes(besides: readonly string[] | undefined): Promise<string[]> {
    using folder = workspaceOf({
      "services.config.yaml":
        "services: { web: { path: web, processes: { clock: { dependsOn: [db, dbs, 'other:x'] } } }, other: { path: web } }",
      "web/x": "",
    });
    const web: Service = successOf(await (await opened(folder)).service("web"));
    return checkUnits([web], { besides: () => besides }).map((diagnostic) => lineOf(diagnostic, folder.root));
  }

  test("are held against those of compose file and Procfile", async () => {
    expect(await unitMistakes(["web@db", "web:clock"])).toEqual([
      'services.config.yaml:1:69 services.web.processes.clock.dependsOn[1]: there is no process or container "dbs"; did you mean "db"?',
    ]);
  });

  test("nothing is said of what nobody has looked at", async () => {
    expect(await unitMistakes(undefined)).toEqual([]);
  });
});

test("what becomes of containers at the end is one of three", async () => {
  using folder = workspaceOf({ "services.config.yaml": "services: { web: { path: web, containers: { atEnd: remvoe, at: end } } }" });
  expect(mistakesOf(await folder.open(), folder.root)).toEqual([
    "services.config.yaml:1:60 services.web.containers.at: unknown property; expected one of atEnd «at»",
    'services.config.yaml:1:52 services.web.containers.atEnd: expected "stop", "leave" or "remove", got "remvoe"; did you mean "remove"? «remvoe»',
  ]);
});

test("the workspace itself has no processes that its verbs could need", async () => {
  using folder = workspaceOf({ "services.config.yaml": "services: {}\nworkspace: { verbs: { e2e: { needs: [db] } } }" });
  expect(mistakesOf(await folder.open(), folder.root)).toEqual([
    'services.config.yaml:2:38 workspace.verbs.e2e.needs[0]: there is no service "db" «db»',
  ]);
});
