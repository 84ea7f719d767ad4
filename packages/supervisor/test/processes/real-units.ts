import { type Launch, ok, type UnitEvent, type UnitId, type UnitState } from "@nix-repo/model";
import { createMasker, SYSTEM_CLOCK, secretValues } from "@nix-repo/processes";
import { markProcesses, type ProcessMark } from "@nix-repo/testkit";
import {
  createProcessStarter,
  createSupervisor,
  type ProcessStarterOptions,
  type Supervisor,
  type UnitClock,
  type UnitSpec,
} from "../../src/index.ts";
import { type UnitSketch, unitOf } from "../core/simulation.ts";

export const CLOCK: UnitClock = { ...SYSTEM_CLOCK, random: Math.random };

/** Units that are real processes. Whatever they start and leave is found by `mark`, and ended with the test. */
export interface RealUnits extends AsyncDisposable {
  readonly supervisor: Supervisor;
  readonly mark: ProcessMark;
  readonly events: readonly UnitEvent[];
  /** What a unit has written. */
  output(unit: UnitId): string;
  /** Resolves when a unit gets into a state, from here on or before; each state counts once. */
  becomes<Kind extends UnitState["kind"]>(unit: UnitId, kind: Kind): Promise<Extract<UnitState, { kind: Kind }>>;
  /** Resolves when what a unit wrote holds that text. */
  writes(unit: UnitId, text: string): Promise<void>;
}

export function nodeLaunch(script: string, ...args: string[]): Launch {
  return launchOf([process.execPath, "-e", script, ...args]);
}

export function bashLaunch(script: string, ...args: string[]): Launch {
  return launchOf(["/bin/bash", "-c", script, "bash", ...args]);
}

export function launchOf(argv: readonly string[]): Launch {
  return { file: argv[0] === "bash" ? "/bin/bash" : (argv[0] ?? ""), argv, env: { PATH: process.env.PATH ?? "/usr/bin:/bin" }, cwd: "/" };
}

export type RealSketch = Omit<UnitSketch, "launch"> & { readonly launch: Launch | Promise<Launch> };

export function realUnits(
  sketches: readonly RealSketch[],
  options: Partial<ProcessStarterOptions> & { sink?: (event: UnitEvent) => void } = {},
): RealUnits {
  const mark = markProcesses();
  const events: UnitEvent[] = [];
  const listeners = new Set<() => void>();
  const taken = new Set<UnitEvent>();
  const units = sketches.map(
    ({ launch, ...sketch }): UnitSpec =>
      unitOf({
        ...sketch,
        launch: async () => {
          const { env, ...rest } = await launch;
          return ok({ ...rest, env: { ...env, ...mark.env } });
        },
      }),
  );
  const { sink, ...starterOptions } = options;
  const supervisor = createSupervisor({
    units,
    clock: CLOCK,
    starter: createProcessStarter({ clock: CLOCK, masker: (env) => createMasker(secretValues(env)), ...starterOptions }),
    sink(event) {
      sink?.(event);
      if (sink !== undefined && event.type === "unit-output") return;
      events.push(event);
      for (const listener of listeners) listener();
    },
  });
  const happens = <T>(look: () => T | undefined): Promise<T> =>
    new Promise((resolve) => {
      const listener = () => {
        const value = look();
        if (value === undefined) return;
        listeners.delete(listener);
        resolve(value);
      };
      listeners.add(listener);
      listener();
    });
  const output = (unit: UnitId) =>
    Buffer.concat(events.flatMap((event) => (event.type === "unit-output" && event.unit === unit ? [event.chunk] : []))).toString();
  return {
    supervisor,
    mark,
    events,
    output,
    becomes: (unit, kind) =>
      happens(() => {
        const found = events.find(
          (event) => event.type === "unit-changed" && event.unit === unit && event.state.kind === kind && !taken.has(event),
        );
        if (found?.type !== "unit-changed") return undefined;
        taken.add(found);
        return found.state as Extract<UnitState, { kind: typeof kind }>;
      }),
    writes: (unit, text) => happens(() => (output(unit).includes(text) ? (true as const) : undefined)).then(() => undefined),
    async [Symbol.asyncDispose]() {
      await supervisor.close();
      for (const { pid } of mark.processes()) process.kill(pid, "SIGKILL");
    },
  };
}
