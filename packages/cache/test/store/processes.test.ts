import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, readdirSync, utimesSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { oracleRandom } from "@nix-repo/testkit";
import { type OpenedStore, openStore } from "./open-store.ts";
import { askForTask, keepTask } from "./tasks-of-a-store.ts";

/** How many processes use one store, and how many of them are killed. REPO_STORE_SEED repeats what a failure names. */
const processes = (process.env.REPO_STORE_PROCESSES ?? "2,10,50").split(",").map(Number);
const kills = Number(process.env.REPO_STORE_KILLS ?? 24);
const seed = Number(process.env.REPO_STORE_SEED ?? 1);

/** What ships runs on one of them or on the other, and both use the same store: Bun wherever there is one. */
const bun = join(
  import.meta.dirname,
  `../../../../node_modules/@oven/bun-${process.platform}-${process.arch === "arm64" ? "aarch64" : "x64"}/bin/bun`,
);
const RUNTIMES = [process.execPath, bun].filter((runtime) => existsSync(runtime));

const TASKS = 12;
/** Some of the tasks have room, not all of them. */
const CAP = 1_000_000;

describe("many processes on one store", () => {
  test.each(processes)(`%i of them (seed ${seed}): nobody is told anything wrong`, async (count) => {
    using opened = openStore();
    const runs = Array.from(
      { length: count },
      async (_, at) => await endOf(useStore(opened, { seed: seed + at, rounds: Math.max(6, 100 / count) })),
    );
    const outcomes = await Promise.all(runs);
    expect(outcomes.map(({ code, stderr }) => ({ code, stderr }))).toEqual(outcomes.map(() => ({ code: 0, stderr: "" })));
    const seen = outcomes.map(({ stdout }) => JSON.parse(stdout.split("\n").at(-2) ?? ""));
    expect(seen.flatMap(({ troubles }) => troubles)).toEqual([]);
    expect(sum(seen, "notKept")).toBe(0);
    for (const what of ["hit", "kept", "collected"]) expect(sum(seen, what)).toBeGreaterThan(0);
    await expectWhole(opened);
    // What nobody has collected yet is below the cap all the same, but for what is too new to be thrown away.
    expect((await opened.store.status()).bytes).toBeLessThan(2 * CAP);
  });
});

test("a process that does nothing but collect, while others keep and restore: a miss at worst", async () => {
  using opened = openStore();
  const collector = spawn(process.execPath, [join(import.meta.dirname, "collect-on.ts"), opened.folder], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  const end = endOf(collector);
  await keepTask(opened.store, 0, opened);
  await begun(collector);
  const seen = new Set<string>();
  for (let round = 0; round < 2000 && !(seen.has("hit") && seen.has("partly")); round++) {
    for (let number = 0; number < 3; number++) expect(await keepTask(opened.again(), number, opened)).toBe(true);
    for (let number = 0; number < 3; number++) seen.add(await askForTask(opened.again(), number, opened));
  }
  collector.kill("SIGKILL");
  expect(await end).toMatchObject({ code: null, stderr: "" });
  expect([...seen]).toEqual(expect.arrayContaining(["hit", "partly"]));
  await expectWhole(opened);
});

describe("processes that are killed", () => {
  test(`${kills} times, at any moment (seed ${seed}): what is kept is whole, and nothing is left`, async () => {
    using opened = openStore();
    const random = oracleRandom(seed, "kills");
    for (let round = 1; round <= kills / 2; round++) {
      const children = [0, 1].map((at) => useStore(opened, { seed: seed * 1000 + round * 2 + at }));
      const ends = children.map(endOf);
      await Promise.all(children.map(begun));
      // Others go on meanwhile, and so does time.
      for (let asked = random.below(30); asked >= 0; asked--) await askForTask(opened.again(), random.below(TASKS), opened);
      for (const child of children) child.kill("SIGKILL");
      for (const { code, stderr } of await Promise.all(ends)) expect({ round, code, stderr }).toEqual({ round, code: null, stderr: "" });
      await expectWhole(opened, `round ${round}`);
    }
    expect(await opened.again().gc({ maxBytes: CAP })).toBeDefined();
    age(join(opened.folder, "tmp"), opened.scratch, join(opened.tree, "placing"));
    // Whoever comes next sweeps.
    const next = opened.again({ scratch: join(opened.tree, "placing") });
    expect(await keepTask(next, TASKS, opened)).toBe(true);
    expect(await askForTask(next, TASKS, opened)).toBe("hit");
    expect([join(opened.folder, "tmp"), join(opened.tree, "placing")].flatMap((folder) => readdirSync(folder))).toEqual([]);
  });
});

/** Everything that a store says is right, and nothing in it is damaged. */
async function expectWhole(opened: OpenedStore, about = ""): Promise<void> {
  const store = opened.again();
  for (let number = 0; number < TASKS; number++) await askForTask(store, number, opened);
  expect({ about, ...(await store.verify()) }).toMatchObject({ about, damagedResults: 0, damagedBlobs: 0 });
  expect(opened.troubles).toEqual([]);
}

function useStore({ folder, tree }: OpenedStore, { seed, rounds }: { seed: number; rounds?: number }): ChildProcess {
  const use = JSON.stringify({ folder, tree, seed, rounds, tasks: TASKS, capBytes: CAP });
  return spawn(RUNTIMES[seed % RUNTIMES.length] ?? "", [join(import.meta.dirname, "use-store.ts"), use], {
    stdio: ["ignore", "pipe", "pipe"],
  });
}

async function begun(child: ChildProcess): Promise<void> {
  await new Promise((resolve) => child.stdout?.once("data", resolve));
}

async function endOf(child: ChildProcess): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const [out, errors]: [Buffer[], Buffer[]] = [[], []];
  child.stdout?.on("data", (chunk: Buffer) => out.push(chunk));
  child.stderr?.on("data", (chunk: Buffer) => errors.push(chunk));
  const code = await new Promise<number | null>((resolve) => child.once("close", resolve));
  return { code, stdout: Buffer.concat(out).toString(), stderr: Buffer.concat(errors).toString() };
}

function sum(seen: readonly Record<string, number>[], what: string): number {
  return seen.reduce((total, one) => total + (one[what] ?? 0), 0);
}

/** So that what is there was left long ago. */
function age(...folders: readonly string[]): void {
  const hourAgo = Date.now() / 1000 - 3600;
  for (const folder of folders) for (const name of namesIn(folder)) utimesSync(join(folder, name), hourAgo, hourAgo);
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
