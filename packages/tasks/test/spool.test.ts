import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname } from "node:path";
import { expect, test } from "@jest/globals";
import type { Event } from "@nix-repo/model";
import { createSpool } from "../src/index.ts";

test("holds the output of each task in a temporary file until it is closed", () => {
  const spool = createSpool();
  const task = "a:x";
  const started: Event = { type: "task-started", task, at: 1, command: "x", shell: "s" };
  const said = (text: string): Event => ({ type: "task-output", task, stream: "stdout", chunk: Buffer.from(text) });
  expect(spool.held(task)).toBeUndefined();
  // The second attempt goes on in the same file.
  for (const event of [started, said("one\n"), started, said("two\n")]) spool.sink(event);
  spool.sink({ type: "task-finished", task, at: 2, outcome: { kind: "passed", durationMs: 1 } });
  const held = spool.held(task);
  expect(held).toMatchObject({ bytes: 8, isWhole: true });
  expect(readFileSync(held?.file ?? "", "utf8")).toBe("one\ntwo\n");
  const folder = dirname(held?.file ?? "");
  expect(readdirSync(folder)).toHaveLength(1);
  spool.close();
  expect(existsSync(folder)).toBe(false);
});
