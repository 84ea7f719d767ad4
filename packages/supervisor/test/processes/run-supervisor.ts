// Supervises the units that it is given as JSON, `{ id, script }` each, in a process of its own; says "ready", and goes on until it is killed.
import { ok } from "@nix-repo/model";
import { SYSTEM_CLOCK } from "@nix-repo/processes";
import { createProcessStarter, createSupervisor, DEFAULT_STOP, NO_RESTART, recordUnits, type UnitSpec } from "../../src/index.ts";

const [folder = "", json = "[]"] = process.argv.slice(2);
const env = Object.fromEntries(Object.entries(process.env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
const clock = { ...SYSTEM_CLOCK, random: Math.random };
const units = (JSON.parse(json) as { id: string; script: string }[]).map(
  ({ id, script }): UnitSpec => ({
    id,
    dependsOn: [],
    restart: NO_RESTART,
    stop: DEFAULT_STOP,
    readiness: { check: { kind: "line", pattern: "^up" }, timeoutMs: 60_000 },
    launch: async () => ok({ file: "/bin/bash", argv: ["bash", "-c", script], env, cwd: "/" }),
  }),
);
const starter = createProcessStarter({ clock, record: recordUnits(folder) });
const supervisor = createSupervisor({ units, starter, clock, sink: () => undefined });
const ids = units.map(({ id }) => id);
supervisor.start(ids);
const { kind } = await supervisor.waitReady(ids);
process.stdout.write(`${kind}\n`);
