import { appendFileSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { startSteering, temporaryFolder } from "@nix-repo/testkit";
import { createUnitLogs, followUnitLogs, type UnitLogs } from "../../src/index.ts";
import { bashLaunch, launchOf, realUnits } from "../processes/real-units.ts";

const MB = 1024 * 1024;
const LINE = "a line of the usual length that a server writes for each request, again and again and again";

test.each([
  ["lines of the usual length", bashLaunch('exec yes "$1"', LINE), 100 * MB],
  ["the shortest lines", bashLaunch("exec yes ''"), 5 * MB],
  ["no line at all", bashLaunch("exec cat /dev/zero"), 100 * MB],
])("a unit that floods %s neither keeps another one waiting nor fills our memory", async (name, launch, bytes) => {
  using folder = temporaryFolder();
  await using steering = await startSteering();
  const maxBytes = 4 * MB;
  const logs: UnitLogs = createUnitLogs(folder.path, { maxBytes, files: 3 });
  let flooded = 0;
  let most = 0;
  const enough = Promise.withResolvers<void>();
  const before = process.memoryUsage().rss;
  await using units = realUnits(
    [
      { id: "flood", launch },
      { id: "web", launch: launchOf(steering.command("web").argv) },
    ],
    {
      congestion: logs.congestion,
      sink(event) {
        logs.sink(event);
        if (event.type !== "unit-output" || event.unit !== "flood") return;
        flooded += event.chunk.length;
        most = Math.max(most, process.memoryUsage.rss());
        if (flooded >= bytes) enough.resolve();
      },
    },
  );
  const over = new AbortController();
  const lines = followUnitLogs(folder.path, { units: ["web"], signal: over.signal });
  units.supervisor.start(["flood", "web"]);
  const web = await steering.started("web");
  const waits: number[] = [];
  for (let count = 0; flooded < bytes || count < 20; count += 1) {
    const told = performance.now();
    web.tell(`echo ${count}`);
    const { value } = await lines.next();
    expect(value?.text).toBe(String(count));
    waits.push(performance.now() - told);
  }
  await enough.promise;
  over.abort();
  await lines.return(undefined);
  await units.supervisor.close();
  await logs.close();
  const middle = waits.sort((a, b) => a - b)[Math.floor(waits.length / 2)] ?? 0;
  const memory = (most - before) / MB;
  sayAtTheEnd(`a flood of ${name}: another unit's line came after ${middle.toFixed(1)} ms, memory grew by ${memory.toFixed(0)} MB`);
  expect(middle).toBeLessThan(250);
  expect(memory).toBeLessThan(150);
  const sizes = readdirSync(folder.path).flatMap((name) => (name.startsWith("flood") ? [statSync(join(folder.path, name)).size] : []));
  expect(sizes.length).toBeLessThanOrEqual(3);
  for (const size of sizes) expect(size).toBeLessThanOrEqual(maxBytes);
});

/** Among the closing lines of the whole run. */
function sayAtTheEnd(line: string): void {
  const file = process.env.REPO_CLOSING_LINES;
  if (file !== undefined) appendFileSync(file, `${JSON.stringify({ line, sum: {} })}\n`);
}
