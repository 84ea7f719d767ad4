import { expect, test } from "@jest/globals";
import type { EngineFailure } from "@nix-repo/model";
import { startContainerEngine, temporaryFolder, until } from "@nix-repo/testkit";
import { fakeDocker } from "./fake-docker.ts";
import { openProject } from "./project.ts";

const COMPOSE = "services: { db: { image: x }, cache: { image: y } }\n";
const TIMES = { silentForMs: 300, answerWithinMs: 10_000 };

async function upWith(cases: Readonly<Record<string, string>>, names: readonly string[] = ["db"]) {
  using bin = temporaryFolder({ docker: fakeDocker(cases) });
  using project = await openProject({ compose: COMPOSE, env: { PATH: `${bin.path}:/usr/bin:/bin` }, times: TIMES });
  const answer = await project.containers.up(names, { alone: true });
  await until(() => project.mark.processes().length === 0, "the end of all that was started");
  return { answer, started: [...project.containers.startedHere], progress: project.progress };
}

const failures: readonly (readonly [string, Readonly<Record<string, string>>, EngineFailure])[] = [
  [
    "it hangs",
    { up: "echo ' db Pulling' >&2; sleep 1000" },
    { code: "engine-silent", command: "docker compose up", afterMs: 300, output: "db Pulling" },
  ],
  [
    "it hangs, hears no signal, and has started another",
    { up: "trap '' TERM; sleep 1000 & sleep 1000; sleep 1000" },
    { code: "engine-silent", command: "docker compose up", afterMs: 300, output: "" },
  ],
  [
    "it is killed in the middle",
    { up: "echo half >&2; kill -9 $$" },
    { code: "engine-failed", command: "docker compose up", exit: "SIGKILL", message: "half" },
  ],
  [
    "it fails, and what it has started holds its pipes",
    { up: "echo wrong >&2; sleep 1000 & exit 14" },
    { code: "engine-failed", command: "docker compose up", exit: 14, message: "wrong" },
  ],
  [
    "what it lists is none",
    { "ps --all": "echo '<html>502 Bad Gateway</html>'" },
    { code: "engine-garbled", command: "docker compose ps", output: "<html>502 Bad Gateway</html>" },
  ],
  [
    "what it lists is half of it",
    { "ps --all": `printf '{"ID":"1","Name":"p-db-1","Service":"db","Sta'` },
    { code: "engine-garbled", command: "docker compose ps", output: '{"ID":"1","Name":"p-db-1","Service":"db","Sta' },
  ],
  [
    "a state that nobody knows",
    { "ps --all": `echo '{"ID":"1","Name":"p-db-1","Service":"db","State":"levitating"}'` },
    { code: "engine-garbled", command: "docker compose ps", output: '{"ID":"1","Name":"p-db-1","Service":"db","State":"levitating"}' },
  ],
  ["it answers without end", { "ps --all": "yes" }, { code: "engine-garbled", command: "docker compose ps", output: "y\n".repeat(250) }],
  [
    "the disk is full",
    { up: "echo 'failed to register layer: write /usr/lib/x: no space left on device' >&2; exit 1" },
    {
      code: "engine-disk-full",
      command: "docker compose up",
      message: "failed to register layer: write /usr/lib/x: no space left on device",
    },
  ],
];

test.each(failures)(
  "%s",
  async (_, cases, failure) => {
    const { answer } = await upWith(cases);
    expect(answer).toEqual({ ok: false, error: failure });
  },
  30_000,
);

test("what a failed start has started nevertheless counts as started here", async () => {
  const ps = `[ -e "$PWD/steer/up" ] && echo '{"ID":"1","Name":"p-db-1","Service":"db","State":"running"}'; true`;
  const { answer, started, progress } = await upWith(
    { "ps --all": ps, up: "touch steer/up; echo ' Container p-db-1  Started' >&2; exit 1" },
    ["db", "cache"],
  );
  expect(answer).toEqual({ ok: false, error: { code: "engine-failed", command: "docker compose up", exit: 1, message: "" } });
  expect(started).toEqual(["db"]);
  expect(progress).toEqual([" Container p-db-1  Started"]);
}, 30_000);

test("an engine that crashes is told by everything that was asked of it", async () => {
  await using engine = await startContainerEngine();
  const compose = `services: { db: { image: "${engine.image}", network_mode: host, command: ["sh", "-c", "echo up; exec sleep 1000"] } }`;
  using project = await openProject({ compose, env: engine.docker });
  const { containers } = project;
  expect(await containers.up(["db"])).toEqual({ ok: true, value: undefined });
  const end = containers.ended("db");
  const lines: string[] = [];
  for await (const { text } of containers.logs(["db"], { follow: true })) {
    lines.push(text);
    await engine.kill();
  }
  // Of the crash docker's client says a word itself.
  expect(lines[0]).toBe("up");
  expect(await end).toMatchObject({ ok: false, error: { code: "engine-gone", command: "docker wait" } });
  expect(await containers.state()).toMatchObject({ ok: false, error: { code: "engine-gone", command: "docker compose ps" } });
  expect(await containers.ready("db")).toMatchObject({ ok: false, error: { code: "engine-gone" } });
  expect(await containers.down()).toMatchObject({ ok: false, error: { code: "engine-gone", command: "docker compose down" } });
  await until(() => project.mark.processes().length === 0, "the end of all that was started");
}, 60_000);
