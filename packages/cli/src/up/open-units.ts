import { join } from "node:path";
import type { UnitId, UnitSink, Variables } from "@nix-repo/model";
import { createMasker, SYSTEM_CLOCK, secretValues } from "@nix-repo/processes";
import {
  createContainerStarter,
  createProcessStarter,
  createSupervisor,
  createUnitLogs,
  type Outcome,
  recordUnits,
  type Supervisor,
  type UnitSpec,
  type UnitStarter,
} from "@nix-repo/supervisor";
import type { Session } from "../open-session.ts";
import type { ContainerEngine } from "./container-engine.ts";
import type { WatchedUnit } from "./plan-units.ts";
import { unitsFolder } from "./units-folder.ts";
import { watchUnits } from "./watch-units.ts";

export interface UnitsRequest {
  readonly units: readonly UnitSpec[];
  readonly watched: readonly WatchedUnit[];
  readonly containers: ContainerEngine;
  /** Whether containers that are configured so outlive the end, or are removed; otherwise all that were started are stopped. */
  readonly endsAsConfigured: boolean;
  readonly sink: UnitSink;
  /** Where it is written down what runs. */
  readonly recordFolder: string;
  readonly congestion: () => Promise<void> | undefined;
}

/** Units that are supervised by this process, written down, and logged in `.repo/up/logs`. */
export interface OpenUnits {
  readonly supervisor: Supervisor;
  /** Ends everything, in reverse order. More than once is once. */
  close(): Promise<Outcome>;
}

/** Of each unit, a file that is being written and one before it. */
const LOG = { maxBytes: 10_000_000, files: 2, totalBytes: 500_000_000 };

/** Starts nothing yet. */
export async function openUnits(
  session: Session,
  { units, watched, containers, endsAsConfigured, recordFolder, sink, congestion }: UnitsRequest,
): Promise<OpenUnits> {
  const { notices, caller } = session;
  const record = recordUnits(recordFolder);
  const logs = createUnitLogs(join(unitsFolder(session), "logs"), {
    ...LOG,
    onTrouble: (error) => notices.emit({ type: "notice", level: "warning", text: `logs cannot be written: ${(error as Error).message}` }),
  });
  const secrets = secretValues(caller);
  const output = {
    masker: (env: Variables) => createMasker([...secrets, ...secretValues(env)]),
    congestion: (unit: UnitId) => both(logs.congestion(unit), congestion()),
  };
  const processes = createProcessStarter({ clock: SYSTEM_CLOCK, record, ...output });
  const inContainers = createContainerStarter({ container: containers.container, ...output });
  const starter: UnitStarter = {
    start: (unit, options) => (containers.ids.has(unit.id) ? inContainers : processes).start(unit, options),
  };
  const supervised = createSupervisor({
    units,
    starter,
    clock: { ...SYSTEM_CLOCK, random: Math.random },
    sink(event) {
      logs.sink(event);
      sink(event);
    },
  });
  const supervisor: Supervisor = {
    ...supervised,
    // Whoever ends everything: a server does so by itself.
    async close() {
      if (endsAsConfigured) containers.beginEnd();
      return await supervised.close();
    },
  };
  const watcher = await watchUnits(session, { watched, supervisor });
  let closing: Promise<Outcome> | undefined;
  const close = async (): Promise<Outcome> => {
    await watcher?.close();
    const outcome = await supervisor.close();
    if (endsAsConfigured) await endContainers(session, containers);
    await logs.close();
    record.close();
    return outcome;
  };
  return {
    supervisor,
    close() {
      closing ??= close();
      return closing;
    },
  };
}

async function endContainers({ notices, workspace }: Session, containers: ContainerEngine): Promise<void> {
  const { left, problems } = await containers.finishEnd();
  const tell = (level: "info" | "warning", text: string): void => notices.emit({ type: "notice", level, text });
  if (left.length > 0) tell("info", `left running, as configured: ${left.join(", ")}; repo down removes them`);
  if (problems.length === 0) return;
  const { failureText } = await import("@nix-repo/reporters");
  for (const problem of problems)
    tell("warning", `containers were not removed: ${failureText(problem, { root: workspace.root, colour: false })}`);
}

function both(a: Promise<void> | undefined, b: Promise<void> | undefined): Promise<void> | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return Promise.all([a, b]).then(() => undefined);
}
