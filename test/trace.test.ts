import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { runRepo } from "@nix-repo/testkit";
import { ON_HOST, workspaceOf } from "./workspace.ts";

interface Complete {
  readonly ph: string;
  readonly cat: string;
  readonly name: string;
  readonly tid: number;
  readonly ts: number;
  readonly dur: number;
}

test("--trace writes complete events that nest, in as few lanes as ran at once", async () => {
  const services = Object.fromEntries(Array.from({ length: 12 }, (_, i) => [`s${i}`, { path: `s${i}`, verbs: { test: "true" } }]));
  using workspace = workspaceOf({ services });
  await runRepo(["test", "--all", "--trace", "trace.json", "--concurrency", "3", ...ON_HOST], { cwd: workspace.path });
  const { traceEvents } = JSON.parse(readFileSync(join(workspace.path, "trace.json"), "utf8")) as { traceEvents: Complete[] };
  const complete = traceEvents.filter(({ ph }) => ph === "X");
  const tasks = complete.filter(({ cat }) => cat === "task");
  expect(tasks.map(({ name }) => name).sort()).toEqual(
    Object.keys(services)
      .map((name) => `${name}:test`)
      .sort(),
  );
  expect(new Set(tasks.map(({ tid }) => tid))).toEqual(new Set([1, 2, 3]));
  const [run] = complete.filter(({ cat }) => cat === "run");
  expect(run).toMatchObject({ name: "run 1", tid: 0, ts: 0 });
  for (const lane of [1, 2, 3]) {
    const inLane = tasks.filter(({ tid }) => tid === lane).sort((a, b) => a.ts - b.ts || a.dur - b.dur);
    inLane.forEach(({ ts, dur }, i) => {
      expect(ts + dur).toBeLessThanOrEqual(Math.min(inLane[i + 1]?.ts ?? Number.POSITIVE_INFINITY, run?.dur ?? 0));
    });
  }
});
