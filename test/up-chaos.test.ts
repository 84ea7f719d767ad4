import { expect, test } from "@jest/globals";
import { oracleRandom } from "@nix-repo/testkit";
import { chaosIn } from "./chaos-acts.ts";
import { chaoticRegistry } from "./chaos-services.ts";
import { inBackground } from "./supervised-workspace.ts";

/** By hand two hundred; REPO_CHAOS_SEED repeats what a failure names, as far as chance is all there is to it. */
const steps = Number(process.env.REPO_CHAOS_STEPS ?? 30);
const seed = Number(process.env.REPO_CHAOS_SEED ?? 1);

const COUNT = 20;

test(`${steps} times anything is done to ${COUNT} processes and their supervisor (seed ${seed}): the status agrees with /proc, and nothing is left`, async () => {
  const random = oracleRandom(seed, "chaos");
  const registry = chaoticRegistry(random, COUNT);
  using there = inBackground(registry);
  const chaos = await chaosIn(there, { random, names: Object.keys(registry.services) });
  const log: string[] = [];
  try {
    log.push(await chaos.comeUp());
    await chaos.agrees();
    for (let step = 1; step <= steps; step += 1) {
      log.push(`${step}: `);
      log[log.length - 1] += await chaos.step();
      await chaos.agrees();
    }
    await chaos.comeDown();
    expect(there.processes()).toEqual([]);
    expect(await there.status()).toMatchObject({ running: false, units: [], left: [] });
  } catch (error) {
    throw new Error(`seed ${seed}, after\n${log.slice(-8).join("\n")}\n${(error as Error).message}`, { cause: error });
  }
});
