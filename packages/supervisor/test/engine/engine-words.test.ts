import { expect, test } from "@jest/globals";
import { explainFailure } from "../../src/engine/explain-failure.ts";
import { readInspected } from "../../src/engine/read-inspected.ts";
import { readState } from "../../src/engine/read-state.ts";

/** Words of engines as they were said, or as their sources have them; nobody listens on port 1. */
const words: readonly (readonly [string, object])[] = [
  [
    "Error response from daemon: driver failed programming external connectivity on endpoint p-db-1 (0123): Bind for 0.0.0.0:1 failed: port is already allocated",
    { code: "container-port-taken", port: 1 },
  ],
  [
    "Error response from daemon: failed to set up container networking: driver failed programming external connectivity on endpoint p-db-1 (01): failed to bind host port for 127.0.0.1:1:172.18.0.2:5432/tcp: address already in use",
    { code: "container-port-taken", port: 1 },
  ],
  [
    "Error response from daemon: Ports are not available: exposing port TCP 0.0.0.0:1 -> 0.0.0.0:0: listen tcp 0.0.0.0:1: bind: address already in use",
    { code: "container-port-taken", port: 1 },
  ],
  [
    "Error: unable to start container: rootlessport listen tcp 0.0.0.0:1: bind: address already in use",
    { code: "container-port-taken", port: 1 },
  ],
  ["cannot listen on the TCP port: listen tcp4 :1: bind: address already in use", { code: "container-port-taken", port: 1 }],
  [
    "Error response from daemon: pull access denied for acme/db, repository does not exist or may require 'docker login': denied: requested access to the resource is denied",
    { code: "image-unavailable", image: "acme/db", why: "refused" },
  ],
  [
    "Error response from daemon: manifest for postgres:1500 not found: manifest unknown: manifest unknown",
    { code: "image-unavailable", image: "postgres:1500", why: "unknown" },
  ],
  [
    'Error response from daemon: Get "https://registry-1.docker.io/v2/": dial tcp: lookup registry-1.docker.io on 127.0.0.53:53: no such host',
    { code: "image-unavailable", why: "offline" },
  ],
  [
    'Error response from daemon: failed to resolve reference "docker.io/library/postgres:15": failed to do request: Head "https://registry-1.docker.io/v2/library/postgres/manifests/15": dial tcp 1.2.3.4:443: i/o timeout',
    { code: "image-unavailable", image: "docker.io/library/postgres:15", why: "offline" },
  ],
  ["Error: no space left on device", { code: "engine-disk-full" }],
  ["Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?", { code: "engine-gone" }],
  [
    'error during connect: Get "http://%2Fvar%2Frun%2Fdocker.sock/v1.47/containers/json": dial unix /var/run/docker.sock: connect: connection refused',
    { code: "engine-gone" },
  ],
  [
    ' Container p-db-1  Creating\nError response from daemon: invalid mount config for type "bind": bind source path does not exist: /x',
    {
      code: "engine-failed",
      exit: 1,
      message: 'Error response from daemon: invalid mount config for type "bind": bind source path does not exist: /x',
    },
  ],
  ["Error: crun: open executable: Permission denied: OCI permission denied", { code: "engine-failed" }],
];

test.each(words)("%s", (stderr, failure) => {
  expect(explainFailure("docker compose up", { exit: 1, stdout: "", stderr })).toMatchObject(failure);
});

const db = { name: "db", replica: 1, id: "0a", health: undefined, ports: [] };

test.each([
  // Compose 2.21 and later: a line each.
  [
    '{"ID":"0a","Name":"p-db-1","Service":"db","State":"running","Health":"healthy","ExitCode":0,"Publishers":[{"URL":"","TargetPort":80,"PublishedPort":0,"Protocol":"tcp"},{"URL":"::","TargetPort":5432,"PublishedPort":15432,"Protocol":"tcp"}],"Labels":"a=b"}\n{"ID":"0b","Name":"p-db-run-0123456789ab","Service":"db","State":"running","Labels":"com.docker.compose.oneoff=True"}\n',
    [{ ...db, phase: { kind: "running" }, health: "healthy", ports: [{ target: 5432, port: 15432, address: "::", protocol: "tcp" }] }],
  ],
  // Compose 2.0 to 2.20: one array.
  [
    '[{"ID":"0a","Name":"p_db_2","Command":"x","Project":"p","Service":"db","State":"exited","Health":"","ExitCode":137,"Publishers":null}]\n',
    [{ ...db, replica: 2, phase: { kind: "exited", exitCode: 137 } }],
  ],
  ["[]\n", []],
  ["", []],
  ['{"ID":"0a","Name":"own-name","Service":"db","State":"restarting","Publishers":[]}', [{ ...db, phase: { kind: "restarting" } }]],
  ['{"ID":"0a","Name":"p-db-1","Service":"db","State":"Stopping"}', [{ ...db, phase: { kind: "running" } }]],
  ['{"ID":"0a","Name":"p-db-1","Service":"db"}', undefined],
  ["null", undefined],
  ["NAME  IMAGE", undefined],
])("what compose lists: %s", (text, state) => {
  expect(readState(text)).toEqual(state);
});

test("what inspect says: checks that were run, checks that were not, and none", () => {
  const check = { Test: ["CMD-SHELL", "pg_isready"], Interval: 1e9, Timeout: 2e9, StartPeriod: 3e9, Retries: 4 };
  const StartedAt = "2026-01-01T00:00:00Z";
  const entries = [
    { State: { Status: "running", StartedAt, Health: { Status: "starting", Log: null } }, Config: { Healthcheck: check } },
    {
      State: { Status: "running", StartedAt, Health: { Status: "unhealthy", Log: [{ Output: "a" }, { Output: "b" }] } },
      Config: { Healthcheck: check },
    },
    { State: { Status: "exited", ExitCode: 3 }, Config: {} },
    { State: { Status: "running", StartedAt, Healthcheck: { Status: "starting" } }, Config: { Healthcheck: { Test: ["CMD", "true"] } } },
    { State: { Status: "running", StartedAt }, Config: { Healthcheck: { Test: ["NONE"] } } },
  ];
  const countsFrom = Date.parse(StartedAt);
  expect(readInspected(JSON.stringify(entries))).toEqual([
    {
      phase: { kind: "running" },
      health: "starting",
      lastCheck: "",
      untriedCheck: { argv: ["/bin/sh", "-c", "pg_isready"], intervalMs: 1000, timeoutMs: 2000, retries: 4, countsFrom: countsFrom + 3000 },
    },
    { phase: { kind: "running" }, health: "unhealthy", lastCheck: "b", untriedCheck: undefined },
    { phase: { kind: "exited", exitCode: 3 }, health: undefined, lastCheck: "", untriedCheck: undefined },
    {
      phase: { kind: "running" },
      health: "starting",
      lastCheck: "",
      untriedCheck: { argv: ["true"], intervalMs: 30_000, timeoutMs: 30_000, retries: 3, countsFrom },
    },
    { phase: { kind: "running" }, health: undefined, lastCheck: "", untriedCheck: undefined },
  ]);
  expect(readInspected("{}")).toBeUndefined();
  expect(readInspected('[{"Id":"x"}]')).toBeUndefined();
});
