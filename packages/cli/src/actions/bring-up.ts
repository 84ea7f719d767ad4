import type { PassThrough } from "node:stream";
import { EXIT } from "@nix-repo/model";
import { createProcessSampler } from "@nix-repo/processes";
import { createUpView, decideColour, symbolsFor, type UpView } from "@nix-repo/reporters";
import { startOrder } from "@nix-repo/supervisor";
import { isCi } from "../choose-provider.ts";
import { openKeyboard } from "../keyboard.ts";
import { type GlobalFlags, openSession, refuse, refuseIn, type Session } from "../open-session.ts";
import type { RepoContext } from "../repo-command.ts";
import { stopOnSignals } from "../stop-on-signals.ts";
import { contextOf } from "../task-context.ts";
import { mayStart } from "../up/may-start.ts";
import { openUnits } from "../up/open-units.ts";
import { planUnits, type UnitPlan } from "../up/plan-units.ts";
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
  return await supervise(session.value, plan.value);
}

/** `.`, or nothing inside a service's folder, means that service. */
function meantNames(names: readonly string[], session: Session): readonly string[] {
  if (names.length === 0) return servicesHere(session);
  return names.flatMap((name) => (name === "." ? servicesHere(session) : [name]));
}

async function supervise(session: Session, plan: UnitPlan): Promise<number> {
  const { io, workspace, flags, notices } = session;
  const colourOf = (stream: NodeJS.WriteStream) => decideColour({ flag: flags.color, env: io.env, isTTY: stream.isTTY === true });
  let view: UpView | undefined;
  const running = await openUnits(session, {
    units: startOrder(plan.units, plan.named).map(({ unit }) => unit),
    watched: plan.watched,
    sink: (event) => view?.sink(event),
    congestion: () => view?.congestion(),
  });
  const { supervisor } = running;
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
    const { failed } = await running.close();
    await view?.finish();
    return stop.exitCode() ?? (failed.length > 0 ? EXIT.failed : EXIT.ok);
  } finally {
    keyboard?.close();
    supervisor.killNow();
    await running.close();
    stop.release();
  }
}

/** The keyboard is in raw mode as long as it is open. */
function keysOf(keys: PassThrough): NodeJS.ReadStream {
  const raw = { isTTY: true, isRaw: true, setRawMode: () => keys };
  return Object.assign(keys, raw) as unknown as NodeJS.ReadStream;
}
