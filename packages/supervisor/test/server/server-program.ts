// A server as a process of its own, as the cli starts one: its units are bash scripts. It ends at SIGTERM.
import { ok } from "@nix-repo/model";
import {
  announce,
  createProcessStarter,
  createSupervisor,
  createUnitLogs,
  logReader,
  recordUnits,
  type ServerPlace,
  serve,
} from "../../src/index.ts";
import { unitOf } from "../core/simulation.ts";
import { bashLaunch, CLOCK } from "../processes/real-units.ts";

export interface ServerProgram {
  readonly place: ServerPlace;
  readonly workspace: string;
  readonly version: string;
  readonly recordFolder: string;
  readonly logFolder: string;
  readonly idleMs?: number;
  /** Bash, by the names of units. */
  readonly units: Readonly<Record<string, string>>;
  readonly env: Readonly<Record<string, string>>;
  /** Bash that is executed in its place, before anything else. */
  readonly instead?: string;
}

async function main(): Promise<void> {
  const { units, env, recordFolder, logFolder, instead, ...options } = JSON.parse(process.argv[2] ?? "") as ServerProgram;
  if (instead !== undefined) process.execve?.("/bin/bash", ["bash", "-c", instead], process.env as Record<string, string>);
  const served = await serve({
    ...options,
    clock: CLOCK,
    recordFolder,
    async open(sink) {
      const record = recordUnits(recordFolder);
      const logs = createUnitLogs(logFolder, { maxBytes: 1_000_000, files: 2 });
      const specs = Object.entries(units).map(([id, script]) => {
        const launch = bashLaunch(script);
        return unitOf({ id, launch: async () => ok({ ...launch, env: { ...launch.env, ...env } }) });
      });
      const supervisor = createSupervisor({
        units: specs,
        clock: CLOCK,
        starter: createProcessStarter({ clock: CLOCK, record, congestion: logs.congestion }),
        sink(event) {
          logs.sink(event);
          sink(event);
        },
      });
      return ok({
        supervisor,
        logs: logReader(logFolder),
        async close() {
          await logs.close();
          record.close();
        },
      });
    },
  });
  announce(served);
  if (!served.ok || served.value.kind === "taken") return;
  const { server } = served.value;
  process.on("SIGTERM", () => void server.close());
  await server.ended;
}

await main();
