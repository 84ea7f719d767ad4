import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, mkdirSync, openSync, readFileSync, renameSync, rmSync } from "node:fs";
import { dirname } from "node:path";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { err, type Launch, ok, type Result } from "@nix-repo/model";
import { endAll, notStartedFailure, processTree, SYSTEM_CLOCK } from "@nix-repo/processes";
import { ANNOUNCEMENT_FD, type Announcement } from "./announcement.ts";
import { type ConnectOptions, connect } from "./connect.ts";
import { lost } from "./reply-stream.ts";
import type { ServerClient } from "./server-client.ts";
import type { ServerRecord } from "./server-record.ts";

export interface DetachOptions extends Omit<ConnectOptions, "purpose" | "to"> {
  /** What is executed in the background: it calls `serve`, and then `announce` with what that has answered. */
  readonly launch: Launch;
  /** Absolute: where the server's stdout and stderr go. What was there is replaced. */
  readonly logFile: string;
  /** How long a server that is not wanted any more may take to end, in milliseconds; left out, 10,000. */
  readonly graceMs?: number;
}

export interface Detached {
  readonly client: ServerClient;
  /** It was not there before. */
  readonly isNew: boolean;
}

/**
 * Connects to the server of a workspace; where there is none, starts one in the background, in a session of its own, and waits until it says that it is
 * there. Nothing is left of one that fails, or that the signal comes too early for. Several at the same moment start one server, and all are connected to it.
 */
export async function detach(options: DetachOptions): Promise<Result<Detached>> {
  for (let to: ServerRecord | undefined; ; ) {
    const connection = await connect(to === undefined ? options : { ...options, to });
    if (!connection.ok) return connection;
    if (connection.value.kind === "connected") {
      const { client } = connection.value;
      if (!client.server.isEnding) return ok({ client, isNew: false });
      await untilClosed(client, options.signal);
      continue;
    }
    const { orphans } = connection.value;
    if (orphans.length > 0) return err({ code: "units-left", units: orphans.map(({ unit, pids }) => ({ unit, pids })) });
    const started = await start(options);
    if (!started.ok) return started;
    if (started.value.kind === "there") return ok({ client: started.value.client, isNew: true });
    to = started.value.by;
  }
}

async function untilClosed(client: ServerClient, signal: AbortSignal | undefined): Promise<void> {
  if (signal?.aborted === true) client.close();
  const close = (): void => client.close();
  signal?.addEventListener("abort", close, { once: true });
  await client.closed;
  signal?.removeEventListener("abort", close);
}

type Started = { readonly kind: "there"; readonly client: ServerClient } | { readonly kind: "taken"; readonly by: ServerRecord };

let count = 0;

async function start(options: DetachOptions): Promise<Result<Started>> {
  const { launch, logFile, signal, graceMs = GRACE_MS } = options;
  // Another one may be starting a server at the same moment, and has its own.
  count += 1;
  const ownLog = `${logFile}.${process.pid}-${count}`;
  const spawned = await spawnBehind(launch, ownLog);
  if (!spawned.ok) return spawned;
  const child = spawned.value;
  const said = await announcementOf(child, options);
  if (said?.kind === "serving") {
    const connection = await connect(options);
    const client = connection.ok && connection.value.kind === "connected" ? connection.value.client : undefined;
    if (client !== undefined && client.server.pid === child.pid) {
      renameSync(ownLog, logFile);
      child.unref();
      return ok({ kind: "there", client });
    }
    client?.close();
  }
  // What has failed ends by itself; what is not wanted is told to.
  await endChild(child, { settleMs: signal?.aborted === true ? 0 : graceMs, graceMs });
  const output = readFileSync(ownLog, "utf8").split("\n").slice(-SHOWN_LINES).join("\n");
  rmSync(ownLog, { force: true });
  if (signal?.aborted === true) return err(lost("it was not waited for any longer"));
  if (said?.kind === "taken") return ok({ kind: "taken", by: said.by });
  return err(said?.kind === "failed" ? said.failure : { code: "server-not-started", output });
}

/** Ends it with all that it has started. */
async function endChild(child: ChildProcess, times: { settleMs: number; graceMs: number }): Promise<void> {
  const tree = processTree(child.pid ?? 0);
  const hasExited = (): boolean => child.exitCode !== null || child.signalCode !== null;
  // Looking takes a moment, in which it may start something and exit, so that neither is seen: only a look after its exit is believed.
  for (let isBelieved = false; !isBelieved; ) {
    isBelieved = hasExited();
    await endAll(tree, { ...times, kill: NEVER });
    if (!hasExited()) await once(child, "exit");
  }
}

const GRACE_MS = 10_000;
const NEVER = new AbortController().signal;
/** Of a server's output, its last line break included. */
const SHOWN_LINES = 21;

/** In a session of its own: it survives the terminal, and hears no Ctrl-C. */
async function spawnBehind(launch: Launch, log: string): Promise<Result<ChildProcess>> {
  const { file, argv, env, cwd } = launch;
  let fd: number | undefined;
  try {
    mkdirSync(dirname(log), { recursive: true, mode: 0o700 });
    fd = openSync(log, "w", 0o600);
    const child = spawn(file, argv.slice(1), { argv0: argv[0] ?? file, cwd, env, detached: true, stdio: ["ignore", fd, fd, "pipe"] });
    if (child.pid === undefined) await once(child, "spawn");
    return ok(child);
  } catch (error) {
    rmSync(log, { force: true });
    return err(notStartedFailure(launch, error));
  } finally {
    if (fd !== undefined) closeSync(fd);
  }
}

/** Undefined where it ends, or nobody waits any longer, before it has said anything. */
async function announcementOf(child: ChildProcess, { signal, clock = SYSTEM_CLOCK }: DetachOptions): Promise<Announcement | undefined> {
  const pipe = child.stdio[ANNOUNCEMENT_FD] as Readable;
  const said = Promise.withResolvers<string | undefined>();
  const onAbort = (): void => said.resolve(undefined);
  createInterface({ input: pipe }).once("line", said.resolve).once("close", onAbort);
  // What it has started may hold the pipe open.
  let cancel = (): void => undefined;
  const onExit = (): void => {
    cancel = clock.after(READ_WITHIN_MS, onAbort);
  };
  child.once("exit", onExit);
  if (signal?.aborted === true) onAbort();
  signal?.addEventListener("abort", onAbort, { once: true });
  const line = await said.promise;
  child.off("exit", onExit);
  cancel();
  signal?.removeEventListener("abort", onAbort);
  pipe.destroy();
  try {
    return line === undefined ? undefined : (JSON.parse(line) as Announcement);
  } catch {
    return undefined;
  }
}

const READ_WITHIN_MS = 1_000;
