import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { startContainerEngine, temporaryFolder } from "@nix-repo/testkit";
import { findEngine } from "../../src/index.ts";
import { fakeDocker } from "./fake-docker.ts";

const notOnPath = (program: "docker" | "podman") => ({ program, what: "not-on-path" }) as const;
const cwd = "/";

test("neither is there", async () => {
  using folder = temporaryFolder();
  expect(await findEngine({ env: { PATH: folder.path }, cwd, neededBy: ["api@db"] })).toEqual({
    ok: false,
    error: { code: "engine-missing", tried: [notOnPath("docker"), notOnPath("podman")], neededBy: ["api@db"] },
  });
});

test("a real engine is found by docker, by its own compose, by podman; and named with what it lacks", async () => {
  await using engine = await startContainerEngine();
  using folder = temporaryFolder({ "config/config.json": "{}" });
  const { docker, podman } = engine;
  const bin = docker.PATH ?? "";

  expect(await findEngine({ env: docker, cwd })).toEqual({
    ok: true,
    value: {
      kind: "docker",
      program: join(bin, "docker"),
      compose: [join(bin, "docker"), "compose"],
      env: {},
      version: "4.3.1",
      composeVersion: "2.26.1-4",
      mayNeverCheckHealth: true,
    },
  });
  expect(await findEngine({ env: podman, cwd })).toMatchObject({
    ok: true,
    value: { kind: "podman", compose: [join(podman.PATH ?? "", "docker-compose")], version: "4.3.1", composeVersion: "2.26.1-4" },
  });
  const { DOCKER_HOST = "", ...withoutHost } = podman;
  expect(await findEngine({ env: withoutHost, cwd })).toMatchObject({ ok: true, value: { kind: "podman", env: { DOCKER_HOST } } });
  expect(await findEngine({ env: { ...docker, DOCKER_CONFIG: join(folder.path, "config") }, cwd })).toMatchObject({
    ok: false,
    error: { tried: [{ program: "docker", what: "no-compose" }, notOnPath("podman")] },
  });
  expect(await findEngine({ env: { ...docker, DOCKER_HOST: `${DOCKER_HOST}.not` }, cwd })).toEqual({
    ok: false,
    error: {
      code: "engine-missing",
      tried: [
        {
          program: "docker",
          what: "unreachable",
          message: `Cannot connect to the Docker daemon at ${DOCKER_HOST}.not. Is the docker daemon running?`,
        },
        notOnPath("podman"),
      ],
      neededBy: [],
    },
  });
}, 60_000);

const faults: readonly (readonly [string, Readonly<Record<string, string>>, object])[] = [
  [
    "compose 1 is not compose",
    { "compose version": "echo docker-compose version 1.29.2, build unknown" },
    { program: "docker", what: "other-compose", provider: "docker-compose version 1.29.2, build unknown" },
  ],
  [
    "an engine that hangs",
    { "version --format": "sleep 1000" },
    { program: "docker", what: "unreachable", message: "it said nothing for 0.3 s" },
  ],
  [
    "an engine that answers with something else",
    { "version --format": "echo 502 Bad Gateway" },
    { program: "docker", what: "unreachable", message: "502 Bad Gateway" },
  ],
  [
    "an engine that may not be asked",
    { "version --format": "echo 'permission denied while trying to connect to the Docker daemon socket' >&2; exit 1" },
    { program: "docker", what: "unreachable", message: "permission denied while trying to connect to the Docker daemon socket" },
  ],
];

test.each(faults)(
  "%s",
  async (_, cases, trouble) => {
    using bin = temporaryFolder({ docker: fakeDocker(cases) });
    const env = { PATH: `${bin.path}:/usr/bin:/bin` };
    using empty = temporaryFolder();
    const found = await findEngine({ env, cwd: empty.path, answerWithinMs: 300 });
    expect(found).toMatchObject({ ok: false, error: { tried: [trouble, { program: "podman" }] } });
  },
  30_000,
);

test("podman whose service does not listen", async () => {
  const podman = {
    content:
      "#!/bin/sh\n# A stand-in for podman without its service.\ncase $1 in info) echo /nowhere/podman.sock 5.0.0 ;; compose) echo Docker Compose version v2.30.0 ;; esac\n",
    mode: 0o755,
  };
  using bin = temporaryFolder({ podman });
  expect(await findEngine({ env: { PATH: bin.path }, cwd })).toMatchObject({
    error: { tried: [notOnPath("docker"), { program: "podman", what: "no-socket", socket: "/nowhere/podman.sock" }] },
  });
});

test("podman-compose is not compose", async () => {
  const podman = {
    content:
      "#!/bin/sh\n# A stand-in for podman with another provider of compose.\ncase $1 in info) echo /run/p.sock 5.0.0 ;; compose) echo podman-compose version 1.0.6 ;; esac\n",
    mode: 0o755,
  };
  using bin = temporaryFolder({ podman });
  expect(await findEngine({ env: { PATH: bin.path }, cwd })).toMatchObject({
    error: { tried: [notOnPath("docker"), { program: "podman", what: "other-compose", provider: "podman-compose version 1.0.6" }] },
  });
});
