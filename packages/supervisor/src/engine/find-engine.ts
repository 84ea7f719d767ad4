import { existsSync } from "node:fs";
import { type EngineFailure, type EngineTrouble, err, findOnPath, ok, type Result, type Variables } from "@nix-repo/model";
import type { Engine } from "./engine.ts";
import { runEngine } from "./run-engine.ts";

export interface FindEngineOptions {
  /** The caller's environment: PATH, and what leads docker to its engine. */
  readonly env: Variables;
  /** An absolute folder that exists. */
  readonly cwd: string;
  /** The containers that need one, for the failure. */
  readonly neededBy?: readonly string[];
  readonly signal?: AbortSignal;
  /** How long each program may take to answer, in milliseconds; 20 s unless told. */
  readonly answerWithinMs?: number;
}

/**
 * What can start containers here: docker with compose 2 or later, or else podman, to whose service compose talks. Starts programs and takes some tenths of a
 * second, so it is asked once, and only when a container is needed.
 * @returns a failure that says of each program that was tried what it lacks
 */
export async function findEngine(options: FindEngineOptions): Promise<Result<Engine, EngineFailure>> {
  const ask = askerOf(options);
  const docker = await findDocker(ask);
  if (docker.ok) return docker;
  const podman = await findPodman(ask);
  if (podman.ok) return podman;
  if (options.signal?.aborted) return err({ code: "engine-interrupted", command: "docker version" });
  return err({ code: "engine-missing", tried: [docker.error, podman.error], neededBy: options.neededBy ?? [] });
}

interface Asker {
  readonly env: Variables;
  find(program: string): string | undefined;
  /** @returns what it printed, or as an error why it did not */
  run(argv: readonly string[], env?: Variables): Promise<Result<string, string>>;
}

function askerOf({ env, cwd, signal, answerWithinMs = 20_000 }: FindEngineOptions): Asker {
  return {
    env,
    find: (program) => findOnPath(program, { path: env.PATH, cwd }),
    async run(argv, more = {}) {
      const command = argv.join(" ");
      const answer = await runEngine({ command, argv, cwd, env: { ...env, ...more }, signals: [signal], silentForMs: answerWithinMs });
      if (!answer.ok)
        return err(answer.error.code === "engine-silent" ? `it said nothing for ${answerWithinMs / 1000} s` : wordsOf(answer.error));
      const { exit, stdout, stderr } = answer.value;
      return exit === 0 ? ok(stdout.trim()) : err(stderr.trim() || stdout.trim() || `it ended with ${exit}`);
    },
  };
}

function wordsOf(failure: EngineFailure): string {
  return "message" in failure ? failure.message : failure.code;
}

async function findDocker(ask: Asker): Promise<Result<Engine, EngineTrouble>> {
  const program = ask.find("docker");
  if (program === undefined) return err({ program: "docker", what: "not-on-path" });
  const compose = await findCompose("docker", [[program, "compose"], standalone(ask)], ask);
  if (!compose.ok) return compose;
  const version = await ask.run([program, "version", "--format", "{{json .Server}}"]);
  if (!version.ok) return err({ program: "docker", what: "unreachable", message: version.error });
  const server = readServer(version.value);
  if (server === undefined) return err({ program: "docker", what: "unreachable", message: version.value.slice(0, MOST_SHOWN) });
  return ok({ kind: "docker", program, ...compose.value, env: {}, version: server.version, mayNeverCheckHealth: server.isPodman });
}

async function findPodman(ask: Asker): Promise<Result<Engine, EngineTrouble>> {
  const program = ask.find("podman");
  if (program === undefined) return err({ program: "podman", what: "not-on-path" });
  const info = await ask.run([program, "info", "--format", "{{.Host.RemoteSocket.Path}} {{.Version.Version}}"]);
  if (!info.ok) return err({ program: "podman", what: "unreachable", message: info.error });
  const [path = "", version = ""] = info.value.split(" ");
  const socket = path.replace(/^unix:\/\//, "");
  const env = ask.env.DOCKER_HOST === undefined ? { DOCKER_HOST: `unix://${socket}` } : {};
  const docker = ask.find("docker");
  const plugin = docker === undefined ? undefined : [docker, "compose"];
  const compose = await findCompose("podman", [plugin, standalone(ask), [program, "compose"]], ask, env);
  if (!compose.ok) return compose;
  if ("DOCKER_HOST" in env && !existsSync(socket)) return err({ program: "podman", what: "no-socket", socket });
  return ok({ kind: "podman", program, ...compose.value, env, version, mayNeverCheckHealth: true });
}

function standalone(ask: Asker): readonly string[] | undefined {
  const program = ask.find("docker-compose");
  return program === undefined ? undefined : [program];
}

/** The first of some commands that is docker compose 2 or later. */
async function findCompose(
  program: "docker" | "podman",
  commands: readonly (readonly string[] | undefined)[],
  ask: Asker,
  env?: Variables,
): Promise<Result<Pick<Engine, "compose" | "composeVersion">, EngineTrouble>> {
  let provider: string | undefined;
  for (const command of commands) {
    const [first, ...rest] = command ?? [];
    if (first === undefined) continue;
    const version = await ask.run([first, ...rest, "version"], env);
    if (!version.ok) continue;
    const found = /docker compose version v?([2-9]|\d{2,})\.(\S+)/i.exec(version.value);
    if (found !== null) return ok({ compose: [first, ...rest], composeVersion: `${found[1]}.${found[2]}` });
    provider ??= version.value.split("\n").find((line) => /version/i.test(line)) ?? "something else";
  }
  return err(provider === undefined ? { program, what: "no-compose" } : { program, what: "other-compose", provider });
}

function readServer(text: string): { readonly version: string; readonly isPodman: boolean } | undefined {
  try {
    const server = JSON.parse(text) as { Version?: unknown; Components?: readonly { Name?: unknown }[] } | null;
    if (typeof server?.Version !== "string") return undefined;
    const components = Array.isArray(server.Components) ? server.Components : [];
    return { version: server.Version, isPodman: components.some((component) => /podman/i.test(String(component?.Name))) };
  } catch {
    return undefined;
  }
}

const MOST_SHOWN = 500;
