import { spawn } from "node:child_process";
import { once } from "node:events";
import { appendFileSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { runRepo } from "@nix-repo/testkit";
import { ON_HOST, workspaceOf } from "./workspace.ts";

const TASKS = 1_000;

describe("what a run costs", () => {
  test("a thousand tasks that do nothing take under a millisecond of our own processor time each, where nobody else keeps the machine busy", async () => {
    const names = Array.from({ length: TASKS }, (_, index) => `t${index}`);
    const noops = Object.fromEntries(names.map((name) => [name, ["true"]]));
    // The parent of a task is repo itself; children that have ended are counted apart.
    const measure = { run: 'cat "/proc/$PPID/stat" >../stat', dependsOn: names };
    using workspace = workspaceOf({ services: { a: { path: "a", verbs: { ...noops, measure } } } });
    const run = await runRepo(["measure", "a", ...ON_HOST], { cwd: workspace.path });
    expect(run).toMatchObject({ exitCode: 0, stdout: "" });
    const stat = readFileSync(join(workspace.path, "stat"), "utf8");
    const [user, system] = stat
      .slice(stat.lastIndexOf(")") + 2)
      .split(" ")
      .slice(11, 13)
      .map(Number);
    const each = (((user ?? 0) + (system ?? 0)) * MS_PER_TICK) / TASKS;
    const ofNode = await costOfStarting();
    closingLine(
      `${each.toFixed(2)} ms of our own for each task that does nothing, where starting a process costs Node ${ofNode.toFixed(2)} ms`,
    );
    expect(each).toBeLessThan(Math.max(1, MORE_THAN_NODE * ofNode));
  });
});

/** On a busy machine everything costs more: then what Node alone takes is the measure. The Node bundle is Node, with all of the rest on top. */
const MORE_THAN_NODE = process.env.REPO_TEST_RUNTIME === "node" ? 3 : 1.5;

/** Among the closing lines of the whole run. */
function closingLine(line: string): void {
  const file = process.env.REPO_CLOSING_LINES;
  if (file !== undefined) appendFileSync(file, `${JSON.stringify({ line, sum: {} })}\n`);
}

/** USER_HZ, on every platform that Node supports. */
const MS_PER_TICK = 10;

/** The same of Node, doing nothing but start processes and read their pipes: how busy the machine is now. In milliseconds. */
async function costOfStarting(): Promise<number> {
  const script = `
    const { spawn } = require("node:child_process");
    let left = 300;
    const next = () => {
      if (left-- <= 0) return;
      const child = spawn("true", { stdio: ["ignore", "pipe", "pipe"], detached: true });
      child.stdout.resume();
      child.stderr.resume();
      child.on("close", next);
    };
    next();
    next();
    process.on("exit", () => {
      const { userCPUTime, systemCPUTime } = process.resourceUsage();
      console.log((userCPUTime + systemCPUTime) / 1000 / 300);
    });`;
  const child = spawn(process.execPath, ["-e", script], { stdio: ["ignore", "pipe", "inherit"] });
  let text = "";
  child.stdout.on("data", (chunk) => {
    text += chunk;
  });
  await once(child, "close");
  return Number(text);
}
