import { isDeepStrictEqual } from "node:util";
import { expect, test } from "@jest/globals";
import { ok, type UnitEvent } from "@nix-repo/model";
import { createMasker, SYSTEM_CLOCK } from "@nix-repo/processes";
import { createProcessStarter, createSupervisor, DEFAULT_RESTART, DEFAULT_STOP, NO_RESTART, type UnitSpec } from "@nix-repo/supervisor";
import { UnitsSeen } from "../../src/up/units-seen.ts";

const CLOCK = { ...SYSTEM_CLOCK, random: Math.random };

function bashUnit(id: string, script: string, more: Partial<UnitSpec> = {}): UnitSpec {
  const launch = { file: "/bin/bash", argv: ["bash", "-c", script], env: { PATH: process.env.PATH ?? "" }, cwd: "/" };
  return { id, dependsOn: [], restart: NO_RESTART, stop: DEFAULT_STOP, launch: async () => ok(launch), ...more };
}

/** Whoever sees units from afar knows only how they stood and what they told since. */
test("what is seen of units by their events is what their supervisor says of them", async () => {
  const supervisor = createSupervisor({
    units: [
      bashUnit("db", "echo up; exec sleep 1000", { readiness: { check: { kind: "line", pattern: "up" }, timeoutMs: 20_000 } }),
      bashUnit("migrate", "exit 0", { dependsOn: [{ unit: "db", until: "ready" }] }),
      bashUnit("crash", "exit 3", {
        restart: { ...DEFAULT_RESTART, backoffMs: 10, limit: 2 },
        dependsOn: [{ unit: "migrate", until: "completed" }],
      }),
      bashUnit("worker", "exec sleep 1000", { dependsOn: [{ unit: "crash", until: "completed" }] }),
      bashUnit("missing", "", { launch: async () => ({ ok: false, error: { code: "nix-missing" } }) }),
    ],
    clock: CLOCK,
    starter: createProcessStarter({ clock: CLOCK, masker: () => createMasker([]) }),
    sink: (event) => take(event),
  });
  // Whatever the test comes to, nothing is left of them.
  using _ = { [Symbol.dispose]: () => supervisor.killNow() };
  const seen = new UnitsSeen(supervisor.status());
  const differences: unknown[] = [];
  let compared = 0;
  const take = (event: UnitEvent): void => {
    seen.take(event);
    // An event comes in the middle of a change.
    if (event.type === "unit-changed") queueMicrotask(compare);
  };
  const compare = (): void => {
    compared += 1;
    const said = supervisor.status();
    // How a process ended that was asked to, to be started again, no event tells.
    const [one, other] = [seen.views, said].map((views) => views.map(({ exit, ...view }) => view));
    if (!isDeepStrictEqual(one, other)) differences.push({ one, other });
  };

  supervisor.start(["worker", "missing"]);
  await supervisor.waitReady(["worker"]);
  supervisor.restart(["db"]);
  await supervisor.waitReady(["db"]);
  compare();
  expect(seen.of("db")?.view.restarts).toBe(1);
  expect(seen.of("crash")?.view.restarts).toBe(2);
  await supervisor.close();
  compare();
  expect(seen.views.map(({ state }) => state.kind)).toEqual(["ended", "completed", "failed", "failed", "failed"]);
  expect(differences).toEqual([]);
  expect(compared).toBeGreaterThan(20);
});
