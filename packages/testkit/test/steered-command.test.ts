import { spawn } from "node:child_process";
import { once } from "node:events";
import { describe, expect, test } from "@jest/globals";
import { startSteering } from "../src/index.ts";

describe("a steered command", () => {
  test("reports its start with its arguments, does what it is told, and exits when told", async () => {
    await using steering = await startSteering();
    const { argv } = steering.command("one");
    const child = spawn(argv[0] ?? "", [...argv.slice(1), "a b", ""], { stdio: ["ignore", "pipe", "inherit"] });
    const output: Buffer[] = [];
    child.stdout.on("data", (chunk: Buffer) => output.push(chunk));
    const closed = once(child, "close");
    const process = await steering.started("one");
    expect([process.pid, process.args, steering.startedSoFar]).toEqual([child.pid, ["a b", ""], ["one"]]);
    await process.ask("echo told");
    process.tell("exit 6");
    expect(await closed).toEqual([6, null]);
    await process.gone;
    expect(Buffer.concat(output).toString()).toBe("told\n");
  });

  test("ends by itself when the test is over", async () => {
    const steering = await startSteering();
    const { argv } = steering.command("one");
    const child = spawn(argv[0] ?? "", argv.slice(1), { stdio: "ignore" });
    await steering.started("one");
    const exited = once(child, "exit");
    await steering[Symbol.asyncDispose]();
    expect(await exited).toEqual([98, null]);
  });
});
