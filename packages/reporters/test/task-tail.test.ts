import { expect, test } from "@jest/globals";
import { TaskTail } from "../src/task-tail.ts";

const bytes = (text: string) => Buffer.from(text);

test("keeps the last lines of both streams in the order in which they came", () => {
  const tail = new TaskTail();
  tail.write("stdout", bytes("\n  one\ntwo\n"));
  tail.write("stderr", bytes("oops\n"));
  tail.write("stdout", bytes("three\n\n"));
  expect(tail.last()).toEqual({ lines: ["  one", "two", "oops", "three"], isWhole: true });
});

test("of much output only twelve lines, and says so", () => {
  const tail = new TaskTail();
  for (let i = 1; i <= 13; i++) tail.write("stdout", bytes(`line ${i}\n`));
  expect(tail.last()).toEqual({ lines: Array.from({ length: 12 }, (_, i) => `line ${i + 2}`), isWhole: false });
});

test("of a hundred thousand chunks no half line", () => {
  const tail = new TaskTail();
  for (let i = 0; i < 100_000; i++) tail.write("stdout", bytes(`日${i}é `));
  tail.write("stdout", bytes("\nthe end"));
  const { lines, isWhole } = tail.last();
  expect([lines.at(-1), isWhole]).toEqual(["the end", false]);
  expect(tail.now).toBe("the end");
  const big = new TaskTail();
  big.write("stdout", bytes(`${"日本\n".repeat(50_000)}`));
  expect(big.last().lines).toEqual(Array.from({ length: 12 }, () => "日本"));
});

test("says what the task is writing, else its last line that is not blank", () => {
  const tail = new TaskTail();
  expect(tail.now).toBe("");
  tail.write("stdout", bytes("  \x1b[32mdone\x1b[0m\t1\n\n"));
  expect(tail.now).toBe("done  1");
  tail.write("stderr", bytes("10%\r20%"));
  expect(tail.now).toBe("20%");
});

test("of nothing is nothing", () => {
  expect(new TaskTail().last()).toEqual({ lines: [], isWhole: true });
});
