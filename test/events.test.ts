import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { describe, expect, test } from "@jest/globals";
import { cleanEnvironment, runRepo, startRepo, type TemporaryFolder } from "@nix-repo/testkit";
import { ON_HOST, withoutDurations, workspaceOf } from "./workspace.ts";

const registry = {
  services: {
    api: { path: "api", verbs: { test: "printf 'caf\\303\\251 \\033[1mbold\\n'; echo oh >&2" } },
    web: { path: "web", verbs: { test: { run: "exit 3", dependsOn: ["api:test"] } } },
    docs: { path: "docs", verbs: { test: { run: "true", dependsOn: ["web:test"] } } },
  },
};

interface SeenEvent {
  readonly type?: string;
  readonly task?: string;
  readonly stream?: string;
  readonly text?: string;
  readonly [key: string]: unknown;
}

const eventsIn = (text: string): SeenEvent[] =>
  text
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as SeenEvent);
const run = (workspace: TemporaryFolder, args: readonly string[]) => runRepo([...args, ...ON_HOST], { cwd: workspace.path });

describe("--events", () => {
  test("writes everything that happens, in order", async () => {
    using workspace = workspaceOf(registry);
    const { exitCode, stdout } = await run(workspace, ["test", "--all", "--events", "events.ndjson"]);
    expect([exitCode, stdout.startsWith("api:test  | café")]).toEqual([1, true]);
    const [head, ...events] = eventsIn(readFileSync(join(workspace.path, "events.ndjson"), "utf8"));
    expect(head).toEqual({ version: 1, kind: "events", repo: expect.any(String), run: 1 });
    expect(events.filter(({ type }) => type !== "task-output").map(({ type, task }) => [type, task])).toEqual([
      ["notice", undefined],
      ["run-started", undefined],
      ["task-started", "api:test"],
      ["task-finished", "api:test"],
      ["task-started", "web:test"],
      ["task-finished", "web:test"],
      ["task-finished", "docs:test"],
      ["run-finished", undefined],
    ]);
    const text = (stream: string) => events.flatMap((event) => (event.stream === stream ? [event.text] : [])).join("");
    expect([text("stdout"), text("stderr")]).toEqual(["café \u001b[1mbold\n", "oh\n"]);
    expect(events.find(({ type, task }) => type === "task-finished" && task === "web:test")).toMatchObject({
      outcome: "failed",
      exitCode: 3,
    });
    expect(events.at(-1)).toMatchObject({
      counts: { failed: 1, notStarted: 1, passed: 1, kept: 0 },
      logs: join(workspace.path, ".repo/runs/1"),
    });
  });

  test("on stdout leaves nothing else there, and can be followed while tasks run; no character is cut", async () => {
    const verbs = { test: "printf 'caf\\303'; read -r _ <../go; printf '\\251\\n'" };
    using workspace = workspaceOf({ services: { web: { path: "web", verbs } } });
    execFileSync("mkfifo", [join(workspace.path, "go")]);
    const child = startRepo(["test", "web", "--events", "-", ...ON_HOST], { cwd: workspace.path });
    let said = "";
    child.stderr?.on("data", (chunk) => (said += chunk));
    const seen: SeenEvent[] = [];
    if (child.stdout === null) throw new Error("no stdout");
    for await (const line of createInterface({ input: child.stdout })) {
      const event = JSON.parse(line) as SeenEvent;
      seen.push(event);
      if (event.text === "caf") execFileSync("bash", ["-c", "echo >go"], { cwd: workspace.path });
    }
    expect(seen.map(({ type, kind }) => type ?? kind)).toEqual([
      "events",
      "notice",
      "run-started",
      "task-started",
      "task-output",
      "task-output",
      "task-finished",
      "run-finished",
    ]);
    expect(seen.filter(({ type }) => type === "task-output").map(({ text }) => text)).toEqual(["caf", "é\n"]);
    expect(withoutDurations(said.split("\n").slice(1).join("\n"))).toBe("café\n✓ web:test   TIME   .repo/runs/1/web-test.log\n");
  });

  test("into a named pipe can be followed, too", async () => {
    using workspace = workspaceOf(registry);
    const pipe = join(workspace.path, "pipe");
    execFileSync("mkfifo", [pipe]);
    const reader = spawn("cat", [pipe], { stdio: ["ignore", "pipe", "inherit"] });
    let text = "";
    reader.stdout.on("data", (chunk) => (text += chunk));
    const closed = once(reader, "close");
    const { exitCode } = await run(workspace, ["test", "api", "--events", "pipe"]);
    await closed;
    expect([exitCode, eventsIn(text).at(-1)?.type]).toEqual([0, "run-finished"]);
    expect(existsSync(pipe)).toBe(true);
  });

  test("masks secrets", async () => {
    using workspace = workspaceOf({ services: { web: { path: "web", verbs: { test: 'echo "it is $API_TOKEN"' } } } });
    const env = cleanEnvironment({ API_TOKEN: "hunter2hunter2" });
    await runRepo(["test", "web", "--events", "events", ...ON_HOST, "--", "hunter2hunter2"], { cwd: workspace.path, env });
    const text = readFileSync(join(workspace.path, "events"), "utf8");
    expect(text).toContain("it is ***");
    expect(text).not.toContain("hunter2");
    expect(readFileSync(join(workspace.path, ".repo/runs/1/record.json"), "utf8")).not.toContain("hunter2");
  });
});

describe("a report that cannot be written", () => {
  test.each([
    ["events in no folder", ["--events", "no/events"], "--events no/events cannot be written: the folder WS/no does not exist"],
    ["a folder", ["--junit", "api"], "--junit api cannot be written: it is a folder"],
    ["two in one", ["--junit", "out", "--trace", "./out"], "--trace ./out: another report goes there too"],
    ["stdout for a report", ["--junit", "-"], "--junit needs a file"],
    [
      "two on stdout",
      ["--json", "--events", "-"],
      "--json and --events - both want stdout\n  try: --events FILE, or no --json: the last event holds the counts",
    ],
    ["nothing to show", ["--json", "--output", "grouped"], "--json prints the result alone, and leaves nothing for --output to show"],
  ])("is told before anything starts: %s", async (_what, flags, message) => {
    using workspace = workspaceOf(registry);
    const before = readdirSync(workspace.path);
    const { stdout, stderr, exitCode } = await run(workspace, ["test", "--all", ...flags]);
    expect({ stdout, stderr, exitCode }).toEqual({ stdout: "", stderr: `repo: ${message.replace("WS", workspace.path)}\n`, exitCode: 2 });
    // What is kept of the registry may be there already; of a run there is nothing.
    expect(readdirSync(workspace.path).filter((name) => name !== ".repo")).toEqual(before);
    expect(existsSync(join(workspace.path, ".repo/runs"))).toBe(false);
  });

  test("is told, too, where the task gets the terminal and nothing is captured", async () => {
    using workspace = workspaceOf({ services: { web: { path: "web", verbs: { dev: { run: "echo never", persistent: true } } } } });
    const refused = await run(workspace, ["dev", "web", "--output", "lve", "--junit", "no/x"]);
    expect(refused).toMatchObject({ stdout: "", stderr: expect.stringContaining("did you mean live?"), exitCode: 2 });
    const ran = await run(workspace, ["dev", "web", "--junit", "junit.xml"]);
    expect([ran.stdout, ran.exitCode]).toEqual(["never\n", 0]);
    expect(readdirSync(workspace.path).sort()).toEqual([".repo", "services.config.json", "web"]);
  });

  test("in the end is said, and nothing of it is left", async () => {
    using workspace = workspaceOf(registry);
    const { stderr, exitCode } = await run(workspace, ["test", "api", "--events", "/dev/full"]);
    expect(stderr).toMatch(/✓ api:test .*\nrepo: --events \/dev\/full could not be written: the disk is full\n$/);
    expect(exitCode).toBe(0);
  });

  test("because the run never began stays as it was", async () => {
    using workspace = workspaceOf(registry, { events: "before" });
    const { exitCode } = await runRepo(["test", "api", "--events", "events", "--provider", "nix"], {
      cwd: workspace.path,
      env: cleanEnvironment({ PATH: "/nowhere" }),
    });
    expect(exitCode).toBe(3);
    expect(readFileSync(join(workspace.path, "events"), "utf8")).toBe("before");
    expect(readdirSync(workspace.path).filter((name) => name.includes(".tmp"))).toEqual([]);
    expect(readdirSync(join(workspace.path, ".repo/runs"))).toEqual([]);
  });
});
