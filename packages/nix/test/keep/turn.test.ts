import { execFile, spawn } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "@jest/globals";
import { temporaryFolder } from "@nix-repo/testkit";
import { takeTurn } from "../../src/keep/turn.ts";

test("one process at a time has it, however many want it", async () => {
  using folder = temporaryFolder();
  const takers = Array.from({ length: 8 }, () =>
    promisify(execFile)(process.execPath, [join(import.meta.dirname, "take-turns.ts"), folder.path, "40"]),
  );
  const overlaps = (await Promise.all(takers)).map(({ stdout }) => stdout);
  expect(overlaps).toEqual(takers.map(() => "0"));
  expect(readdirSync(folder.path)).toEqual(["turn-320"]);
});

test("it is free when it has ended, or the process that had it", async () => {
  using folder = temporaryFolder();
  const turn = takeTurn(folder.path);
  expect(takeTurn(folder.path)).toBeUndefined();
  turn?.end();
  expect(takeTurn(folder.path)).toBeDefined();

  const child = spawn("sleep", ["1000"]);
  const held = `${child.pid} ${startOf(child.pid)}`;
  writeFileSync(join(folder.path, "turn-9"), held);
  expect(takeTurn(folder.path)).toBeUndefined();
  // Another process has been given the same number since.
  writeFileSync(join(folder.path, "turn-9"), `${held}0`);
  expect(takeTurn(folder.path)).toBeDefined();
  writeFileSync(join(folder.path, "turn-19"), held);
  expect(takeTurn(folder.path)).toBeUndefined();
  child.kill();
  await new Promise((resolve) => child.once("exit", resolve));
  expect(takeTurn(folder.path)).toBeDefined();
  expect(readdirSync(folder.path)).toEqual(["turn-20"]);
});

test("a folder that cannot be made is an error", () => {
  using folder = temporaryFolder({ file: "" });
  expect(() => takeTurn(join(folder.path, "file/shell"))).toThrow("ENOTDIR");
});

/** In clock ticks since the machine was started: the 22nd field, and the 20th behind the name. */
function startOf(pid: number | undefined): string | undefined {
  return readFileSync(`/proc/${pid}/stat`, "utf8")
    .replace(/^.*\) /, "")
    .split(" ")[19];
}
