import { oracleRandom } from "@nix-repo/testkit";
import { openLocalStore } from "../../src/store/local-store.ts";
import { askForTask, keepTask } from "./tasks-of-a-store.ts";

/**
 * One of several processes that use the same store: asks for tasks at random, keeps those that it does not find, and collects now and then. Says when it begins, and
 * at its end what it has seen; what is wrong it dies of. Without rounds it goes on until it is killed.
 */
interface Use {
  readonly folder: string;
  readonly tree: string;
  readonly seed: number;
  readonly rounds?: number;
  readonly tasks: number;
  readonly capBytes: number;
}

const { folder, tree, seed, rounds = Number.POSITIVE_INFINITY, tasks, capBytes } = JSON.parse(process.argv[2] ?? "") as Use;
const random = oracleRandom(seed, "use");
const seen = { hit: 0, miss: 0, partly: 0, kept: 0, notKept: 0, collected: 0, troubles: [] as unknown[] };
const warn = (trouble: unknown) => seen.troubles.push(trouble);
const store = openLocalStore({ folder, scratch: `${tree}/placing`, capBytes, mode: "rw", warn });
process.stdout.write("begun\n");
for (let round = 0; round < rounds; round++) {
  const number = random.below(tasks);
  const answer = await askForTask(store, number, { tree });
  seen[answer]++;
  if (answer !== "hit") seen[(await keepTask(store, number, { tree })) ? "kept" : "notKept"]++;
  if (random.below(20) === 0 && (await store.gc({ maxBytes: random.below(capBytes) })) !== undefined) seen.collected++;
}
process.stdout.write(`${JSON.stringify(seen)}\n`);
