import { join } from "node:path";
import type { PassThrough } from "node:stream";
import { EXIT, err, type Failure, ok, type Result, type UnitId } from "@nix-repo/model";
import { createMasker, createProcessSampler, SYSTEM_CLOCK, secretValues } from "@nix-repo/processes";
import { createUpView, decideColour, symbolsFor, type UpView } from "@nix-repo/reporters";
import { createProcessStarter, createSupervisor, createUnitLogs, findOrphans, recordUnits, startOrder } from "@nix-repo/supervisor";
import type { TaskContext } from "@nix-repo/tasks";
import { isCi } from "../choose-provider.ts";
import { openKeyboard } from "../keyboard.ts";
import { type GlobalFlags, openSession, refuse, refuseIn, type Session } from "../open-session.ts";
import type { RepoContext } from "../repo-command.ts";
import { stopOnSignals } from "../stop-on-signals.ts";
import { contextOf } from "../task-context.ts";
import { planUnits, type UnitPlan } from "../up/plan-units.ts";
import { portHolder } from "../up/port-holder.ts";
import { showStartOrder } from "../up/show-start-order.ts";
import { servicesHere } from "../where-we-are.ts";

interface Flags extends GlobalFlags {
  readonly dryRun: boolean;
  readonly json: boolean;
}

/** `repo up`: in the foreground, until a signal comes or nothing runs any more. */
export async function bringUp({
  flags,
  names,
  context,
}: {
  flags: Flags;
  names: readonly string[];
  context: RepoContext;
}): Promise<number> {
  const session = await openSession(flags, context.io);
  if (!session.ok) return await refuse(session.error, { io: context.io, flags });
  const tasks = await contextOf(session.value, { colour: false });
  if (!tasks.ok) return await refuseIn(session.value, tasks.error);
  const plan = await planUnits(session.value, { names: meantNames(names, session.value), context: tasks.value });
  if (!plan.ok) return await refuseIn(session.value, plan.error);
  if (flags.dryRun) return showStartOrder(startOrder(plan.value.units, plan.value.named), { session: session.value, json: flags.json });
  const free = await mayStart(session.value, plan.value);
  if (!free.ok) return await refuseIn(session.value, free.error);
  return await supervise(session.value, { plan: plan.value, tasks: tasks.value });
}

/** `.`, or nothing inside a service's folder, means that service. */
function meantNames(names: readonly string[], session: Session): readonly string[] {
  if (names.length === 0) return servicesHere(session);
  return names.flatMap((name) => (name === "." ? servicesHere(session) : [name]));
}

/** Before anything starts: what a killed one left would be in the way, and so would whoever has a port that is wanted. */
async function mayStart(session: Session, { units, named, ports }: UnitPlan): Promise<Result<void>> {
  const orphans = findOrphans(unitsFolder(session));
  if (orphans.length > 0) {
    const left = [...new Set(orphans.map(({ unit }) => unit))].join(", ");
    return err(busy(`a repo up that was killed has left running: ${left}`, "repo down ends what it left"));
  }
  const starting = new Set(startOrder(units, named).map(({ unit }) => plainName(unit.id)));
  const wanted = new Map<number, UnitId>();
  for (const { unit, port } of ports) {
    if (!starting.has(unit)) continue;
    const other = wanted.get(port);
    if (other !== undefined)
      return err(busy(`${other} and ${unit} both want port ${port}`, 'let one of them have "auto", or start one of them alone'));
    wanted.set(port, unit);
    const holder = await portHolder(port);
    if (holder !== undefined) return err(busy(`${unit} wants port ${port}, which ${holder} has`, "end that, or give another port"));
  }
  return ok(undefined);
}

function plainName(unit: UnitId): string {
  return unit.replace(/#\d+$/, "");
}

function busy(message: string, hint: string): Failure {
  return { code: "usage", message, hint };
}

export function unitsFolder({ stateFolder }: Session): string {
  return join(stateFolder, "up");
}

/** Of each unit, a file that is being written and one before it. */
const LOG = { maxBytes: 10_000_000, files: 2, totalBytes: 500_000_000 };

async function supervise(session: Session, { plan, tasks }: { plan: UnitPlan; tasks: TaskContext }): Promise<number> {
  const { io, workspace, flags, notices } = session;
  const folder = unitsFolder(session);
  const record = recordUnits(folder);
  const logs = createUnitLogs(join(folder, "logs"), {
    ...LOG,
    onTrouble: (error) => notices.emit({ type: "notice", level: "warning", text: `logs cannot be written: ${(error as Error).message}` }),
  });
  const colourOf = (stream: NodeJS.WriteStream) => decideColour({ flag: flags.color, env: io.env, isTTY: stream.isTTY === true });
  const ordered = startOrder(plan.units, plan.named).map(({ unit }) => unit);
  const secrets = secretValues(tasks.callerEnv);
  const starter = createProcessStarter({
    clock: SYSTEM_CLOCK,
    record,
    masker: (env) => createMasker([...secrets, ...secretValues(env)]),
    congestion: (unit) => both(logs.congestion(unit), view?.congestion()),
  });
  let view: UpView | undefined;
  const supervisor = createSupervisor({
    units: ordered,
    starter,
    clock: { ...SYSTEM_CLOCK, random: Math.random },
    sink(event) {
      logs.sink(event);
      view?.sink(event);
    },
  });
  const ended = Promise.withResolvers<void>();
  const stop = stopOnSignals({
    io,
    onFirst() {
      notices.emit({ type: "notice", level: "info", text: "stopping, in reverse order; a second signal kills what does not end" });
    },
  });
  stop.stop.addEventListener("abort", () => ended.resolve());
  stop.kill.addEventListener("abort", () => supervisor.killNow());
  const sampler = createProcessSampler();
  const canDraw = io.stdout.isTTY === true && io.stderr.isTTY === true && io.env.TERM !== "dumb" && !isCi(io.env);
  const keyboard = canDraw && io.stdin.isTTY === true ? openKeyboard() : undefined;
  view = await createUpView(canDraw ? "live" : "prefixed", {
    stdout: io.stdout,
    stderr: io.stderr,
    stdin: keyboard === undefined ? undefined : keysOf(keyboard.keys),
    colour: { stdout: colourOf(io.stdout), stderr: colourOf(io.stderr) },
    symbols: symbolsFor(io.env),
    root: workspace.root,
    units: supervisor.status(),
    sample: () => sampler(new Map(supervisor.status().flatMap(({ id, pid }) => (pid === undefined ? [] : [[id, pid]])))),
    onAction(action) {
      switch (action.kind) {
        case "restart":
          return supervisor.restart([action.unit]);
        case "stop":
          return void supervisor.stop([action.unit]);
        case "quit":
          return stop.signal("SIGINT");
        case "kill":
          return stop.signal("SIGINT");
      }
    },
  });
  try {
    supervisor.start(plan.named);
    await Promise.race([ended.promise, supervisor.waitAtRest()]);
    const { failed } = await supervisor.close();
    await view?.finish();
    return stop.exitCode() ?? (failed.length > 0 ? EXIT.failed : EXIT.ok);
  } finally {
    keyboard?.close();
    supervisor.killNow();
    await logs.close();
    record.close();
    stop.release();
  }
}

/** The keyboard is in raw mode as long as it is open. */
function keysOf(keys: PassThrough): NodeJS.ReadStream {
  const raw = { isTTY: true, isRaw: true, setRawMode: () => keys };
  return Object.assign(keys, raw) as unknown as NodeJS.ReadStream;
}

function both(a: Promise<void> | undefined, b: Promise<void> | undefined): Promise<void> | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return Promise.all([a, b]).then(() => undefined);
}
