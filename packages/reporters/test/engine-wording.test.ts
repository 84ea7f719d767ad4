import { expect, test } from "@jest/globals";
import type { EngineFailure } from "@nix-repo/model";
import { describeFailure } from "@nix-repo/reporters";

const wordings: readonly (readonly [EngineFailure, readonly string[]])[] = [
  [
    {
      code: "engine-missing",
      tried: [
        { program: "docker", what: "not-on-path" },
        { program: "podman", what: "not-on-path" },
      ],
      neededBy: ["api@db", "api@cache"],
    },
    [
      "repo: there is no container engine that can be used, and api@db, api@cache need one",
      "  neither docker nor podman is on your PATH",
      "  install docker with its compose plugin (https://docs.docker.com/engine/install)",
      "  or start everything else: --without-containers",
    ],
  ],
  [
    {
      code: "engine-missing",
      tried: [
        { program: "docker", what: "unreachable", message: "Cannot connect to the Docker daemon at unix:///var/run/docker.sock." },
        { program: "podman", what: "not-on-path" },
      ],
      neededBy: ["api@db"],
    },
    [
      "repo: there is no container engine that can be used, and api@db needs one",
      "  docker is there, but does not answer:",
      "    Cannot connect to the Docker daemon at unix:///var/run/docker.sock.",
      "  podman is not on your PATH",
      "  or start everything else: --without-containers",
    ],
  ],
  [
    {
      code: "engine-missing",
      tried: [
        { program: "docker", what: "no-compose" },
        { program: "podman", what: "other-compose", provider: "podman-compose version 1.0.6" },
      ],
      neededBy: [],
    },
    [
      "repo: there is no container engine that can be used, and containers are needed",
      "  docker is there, but not docker compose: install its plugin (Debian: docker-compose-v2 or docker-compose-plugin)",
      "  podman is there, but instead of docker compose 2 or later there is podman-compose version 1.0.6",
      "  install the docker compose plugin",
      "  or start everything else: --without-containers",
    ],
  ],
  [
    {
      code: "engine-missing",
      tried: [
        { program: "docker", what: "not-on-path" },
        { program: "podman", what: "no-socket", socket: "/run/user/1000/podman/podman.sock" },
      ],
      neededBy: ["api@db"],
    },
    [
      "repo: there is no container engine that can be used, and api@db needs one",
      "  docker is not on your PATH",
      "  podman is there, but its service does not listen on /run/user/1000/podman/podman.sock",
      "  start it: systemctl --user start podman.socket",
      "  or start everything else: --without-containers",
    ],
  ],
  [
    { code: "engine-gone", command: "docker compose up", message: "error during connect: EOF" },
    [
      "repo: docker compose up: the container engine cannot be reached any more",
      "    error during connect: EOF",
      "  start it again, then repo up",
    ],
  ],
  [
    { code: "engine-silent", command: "docker compose up", afterMs: 300_000, output: "db Pulling\n" },
    [
      "repo: docker compose up said nothing for 5m 00s and was ended",
      "  its last words:",
      "    db Pulling",
      "  does the container engine still answer? docker info shows it",
    ],
  ],
  [
    { code: "engine-silent", command: "docker compose ps", afterMs: 20_000, output: "" },
    ["repo: docker compose ps said nothing for 20s and was ended", "  does the container engine still answer? docker info shows it"],
  ],
  [
    { code: "engine-garbled", command: "docker compose ps", output: '{"Service": "db", \u001b[31mboom' },
    ["repo: docker compose ps answered with what repo does not understand", '    {"Service": "db", boom'],
  ],
  [
    { code: "engine-disk-full", command: "docker compose up", message: "write /var/lib/docker/x: no space left on device" },
    [
      "repo: docker compose up: the container engine's disk is full",
      "    write /var/lib/docker/x: no space left on device",
      "  docker system df shows what takes the room, docker system prune removes what nothing uses",
    ],
  ],
  [{ code: "engine-interrupted", command: "docker compose up" }, ["repo: docker compose up was interrupted"]],
  [
    { code: "engine-failed", command: "docker compose up", exit: 14, message: "service db: invalid mount\n" },
    ["repo: docker compose up failed with exit 14", "    service db: invalid mount"],
  ],
  [{ code: "engine-failed", command: "docker compose up", exit: "SIGKILL", message: "" }, ["repo: docker compose up was ended by SIGKILL"]],
  [
    { code: "engine-failed", command: "docker compose up", exit: "", message: "spawn E2BIG" },
    ["repo: docker compose up failed", "    spawn E2BIG"],
  ],
  [
    {
      code: "container-port-taken",
      port: 5432,
      container: "db",
      holder: { pid: 812, command: "postgres -D /var/lib/postgresql" },
      message: "Bind for 0.0.0.0:5432 failed: port is already allocated",
    },
    [
      "repo: the container db needs port 5432, which is taken by process 812: postgres -D /var/lib/postgresql",
      "  end what listens there, or give the container another port in its compose file",
    ],
  ],
  [
    { code: "container-port-taken", port: 5432, message: "address already in use" },
    [
      "repo: a container needs port 5432, which is taken",
      "  end what listens there, or give the container another port in its compose file",
    ],
  ],
  [
    {
      code: "image-unavailable",
      image: "postgres:15",
      why: "offline",
      message: "dial tcp: lookup registry-1.docker.io: no such host",
    },
    [
      "repo: the image postgres:15 cannot be pulled: its registry cannot be reached",
      "    dial tcp: lookup registry-1.docker.io: no such host",
    ],
  ],
  [
    { code: "image-unavailable", image: "postgres:1500", why: "unknown", message: "manifest unknown" },
    ["repo: the image postgres:1500 cannot be pulled: its registry does not have it", "    manifest unknown"],
  ],
  [
    { code: "image-unavailable", why: "refused", message: "pull access denied" },
    ["repo: an image cannot be pulled: its registry refuses it; is it private, and are you logged in?", "    pull access denied"],
  ],
  [{ code: "container-missing", container: "db", present: ["cache"] }, ["repo: the container db has not been started (these have: cache)"]],
  [{ code: "container-missing", container: "db", present: [] }, ["repo: the container db has not been started (none has)"]],
  [
    { code: "container-ended", container: "db", exitCode: 1, output: "initdb\nfatal: no password\n" },
    ["repo: the container db ended with exit 1 while others waited for it", "  its last words:", "    initdb", "    fatal: no password"],
  ],
  [{ code: "container-unhealthy", container: "db", output: "" }, ["repo: the container db is unhealthy: its health check fails"]],
  [
    { code: "container-not-ready", container: "db", afterMs: 60_000, waitingFor: "port 5432 to answer" },
    ["repo: the container db was not ready within 1m 00s: waiting for port 5432 to answer"],
  ],
];

test.each(wordings)("%j", (failure, lines) => {
  expect(describeFailure(failure, { root: "/ws", colour: false }).split("\n")).toEqual(lines);
});
