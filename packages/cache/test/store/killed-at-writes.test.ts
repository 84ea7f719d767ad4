import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { runProgram } from "../../../../test/run-program.ts";
import { type OpenedStore, openStore } from "./open-store.ts";
import { askForTask, keepTask } from "./tasks-of-a-store.ts";

test.each([
  ["mkdir", 5],
  ["write", 20],
  ["rename", 6],
  ["symlink", 1],
  ["link", 5],
  ["unlink", 10],
])("a process that is killed before any call of %s: what it kept is right or missing, and nobody waits for it", async (call, least) => {
  let at = 1;
  for (; ; at++) {
    using opened = openStore();
    await keepTask(opened.store, 1, opened);
    const { signal, stderr, stdout } = await keepAndCollect(opened, [
      "strace",
      `--trace=${call}`,
      "--signal=none",
      `--inject=${call}:signal=KILL:when=${at}`,
    ]);
    if (signal !== "SIGKILL") {
      expect({ call, stdout, signal }).toEqual({ call, stdout: "hit", signal: null });
      break;
    }
    const about = `${call} ${at}: ${stderr.trim().split("\n").at(-2)}`;
    const store = opened.again();
    for (const number of [1, 2]) await askForTask(store, number, opened);
    expect({ about, ...(await store.verify()) }).toMatchObject({ about, damagedResults: 0, damagedBlobs: 0 });
    expect({ about, collected: await store.gc({ maxBytes: 1e9 }) }).toEqual({ about, collected: expect.anything() });
    for (const number of [1, 2]) expect({ about, kept: await keepTask(store, number, opened) }).toEqual({ about, kept: true });
    for (const number of [1, 2])
      expect({ about, answer: await askForTask(opened.again(), number, opened) }).toEqual({ about, answer: "hit" });
    expect({ about, troubles: opened.troubles }).toEqual({ about, troubles: [] });
  }
  expect(at).toBeGreaterThan(least);
});

async function keepAndCollect({ folder, tree }: OpenedStore, strace: readonly string[]) {
  // What it makes in its work tree is not what is asked about.
  mkdirSync(join(tree, "its"), { recursive: true });
  const command = [...strace, process.execPath, join(import.meta.dirname, "keep-and-collect.ts"), folder, join(tree, "its")];
  return await runProgram(command, { cwd: tree, env: { PATH: process.env.PATH } });
}
