import { expect, test } from "@jest/globals";
import { until } from "@nix-repo/testkit";
import fc from "fast-check";
import type { RestartPolicy } from "../../src/index.ts";
import { bashLaunch, type RealSketch, realUnits } from "./real-units.ts";

const ALWAYS: RestartPolicy = { when: "always", backoffMs: 1, maxBackoffMs: 20, limit: Number.POSITIVE_INFINITY, resetAfterMs: 60_000 };

/** Every third has children, every fourth does not care about SIGTERM, every fifth leaves something behind it. */
function sketchOf(index: number): RealSketch {
  const parts = [
    ...(index % 4 === 0 ? ["trap '' TERM"] : []),
    ...(index % 3 === 0 ? ["sleep 1000 &"] : []),
    ...(index % 5 === 0 ? ["setsid bash -c 'sleep 1001 & disown -a' & wait $!"] : []),
  ];
  const script = `${parts.join("\n")}\necho up; ${index % 4 === 0 ? "while :; do sleep 1; done" : "exec sleep 1002"}`;
  return {
    id: `u${index}`,
    dependsOn: index % 2 === 1 ? [{ unit: `u${index - 1}`, until: "ready" }] : [],
    readiness: { check: { kind: "line", pattern: "^up" }, timeoutMs: 60_000 },
    restart: ALWAYS,
    stop: { signal: "SIGTERM", graceMs: 200 },
    launch: bashLaunch(script),
  };
}

const COUNT = 12;
const step = fc.record({
  act: fc.constantFrom("kill", "kill", "kill", "stop", "start", "restart"),
  pick: fc.nat(),
  signal: fc.constantFrom("SIGKILL", "SIGTERM", "SIGSEGV"),
});

test("whatever is killed, the status agrees with the processes that there are, and nothing is left at the end", async () => {
  const sketches = Array.from({ length: COUNT }, (_, index) => sketchOf(index));
  const ids = sketches.map(({ id }) => id);
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 40, maxLength: 40 }), async (steps) => {
      await using units = realUnits(sketches);
      const { supervisor, mark } = units;
      supervisor.start(ids);
      expect(await supervisor.waitReady(ids)).toEqual({ kind: "ready" });
      for (const { act, pick, signal } of steps) {
        const id = ids[pick % COUNT] ?? "u0";
        const processes = mark.processes();
        const victim = processes[pick % Math.max(1, processes.length)];
        if (act === "start") supervisor.start([id]);
        else if (act === "stop") void supervisor.stop([id]);
        else if (act === "restart") supervisor.restart([id]);
        else if (victim !== undefined) {
          try {
            process.kill(victim.pid, signal as NodeJS.Signals);
          } catch {
            // It has ended since we looked.
          }
        }
        await new Promise((resolve) => setImmediate(resolve));
      }
      supervisor.start(ids);
      expect(await supervisor.waitReady(ids)).toEqual({ kind: "ready" });
      // Whoever was killed last may still be about to be noticed.
      const agrees = () => {
        const running = new Set(mark.processes().map(({ pid }) => pid));
        return supervisor.status().every(({ state, pid }) => state.kind === "ready" && pid !== undefined && running.has(pid));
      };
      await until(agrees, "the status");
      const leaders = supervisor.status().map(({ pid }) => pid ?? 0);
      expect(new Set(leaders).size).toBe(COUNT);
      await supervisor.close();
      expect(mark.processes()).toEqual([]);
    }),
    { numRuns: 3, endOnFailure: true },
  );
});
