import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { cleanEnvironment, mistakesInJunit, openTerminal, repoCommand, runRepo, type TemporaryFolder } from "@nix-repo/testkit";
import { ON_HOST, withoutDurations, workspaceOf } from "./workspace.ts";

const NOTICE =
  "repo: tools come from this machine's PATH, not from the flake (host provider): results may differ elsewhere, and none are kept\n";

const registry = {
  services: {
    api: { path: "api", verbs: { test: "echo one; printf 'no newline'" } },
    web: { path: "web", verbs: { test: { run: "echo why >&2; exit 3", dependsOn: ["api:test"] } } },
    docs: { path: "docs", verbs: { test: { run: "true", dependsOn: ["web:test"] } } },
  },
};

const run = (workspace: TemporaryFolder, args: readonly string[], env: Record<string, string> = {}) =>
  runRepo([...args, ...ON_HOST], { cwd: workspace.path, env: cleanEnvironment(env) });

describe("--output grouped", () => {
  test("shows each task in one block when it has ended, and at the end what did not pass", async () => {
    using workspace = workspaceOf(registry);
    const { stdout, stderr, exitCode } = await run(workspace, ["test", "--all", "--output", "grouped"]);
    expect(withoutDurations(stdout)).toBe("✓ api:test    TIME\n    one\n    no newline\n\n✗ web:test    TIME   exit 3\n    why\n\n");
    expect(withoutDurations(stderr)).toBe(
      `${NOTICE}✗ web:test    TIME   exit 3\n– docs:test   not started: web:test failed\n\n1 failed, 1 not started, 1 passed   TIME   repo logs --run 1 web:test\n`,
    );
    expect(exitCode).toBe(1);
  });

  test("on a terminal too, with the tasks' colours, none of which reaches another line", async () => {
    const colours = 'printf "\\033[31m$FORCE_COLOR open\\nnext\\n"; printf "\\033[2Jgone\\n"';
    using workspace = workspaceOf({ services: { web: { path: "web", verbs: { test: colours } } } });
    using terminal = openTerminal({
      command: [...repoCommand(), "test", "web", "--output", "grouped", ...ON_HOST],
      cwd: workspace.path,
      env: cleanEnvironment({ TERM: "screen-256color" }),
    });
    expect(await terminal.exitCode()).toBe(0);
    expect(terminal.screen()).toMatch(/✓ web:test .*\n {4}1 open\n {4}next\n {4}gone\n\n1 passed/);
  });
});

describe("--output failures", () => {
  test("shows nothing of what passes, and what fails whole", async () => {
    using workspace = workspaceOf(registry);
    const { stdout, stderr } = await run(workspace, ["test", "--all", "--output", "failures"]);
    expect(withoutDurations(stdout)).toBe("✗ web:test    TIME   exit 3\n    why\n\n");
    expect(withoutDurations(stderr)).toBe(
      `${NOTICE}✗ web:test    TIME   exit 3\n– docs:test   not started: web:test failed\n\n1 failed, 1 not started, 1 passed   TIME   repo logs --run 1 web:test\n`,
    );
    const passing = await run(workspace, ["test", "api", "--output", "failures"]);
    expect(passing.stdout).toBe("");
    expect(withoutDurations(passing.stderr)).toBe(`${NOTICE}1 passed   TIME   logs: .repo/runs/2\n`);
  });
});

describe("--output prefixed", () => {
  test("prefixes the lines of a single task, too", async () => {
    using workspace = workspaceOf(registry);
    const { stdout } = await run(workspace, ["test", "api", "--output", "prefixed"]);
    expect(stdout).toBe("api:test | one\napi:test | no newline\n");
  });

  test("is what --output live shows in a pipe", async () => {
    using workspace = workspaceOf(registry);
    const { stdout } = await run(workspace, ["test", "api", "--output", "live"]);
    expect(stdout).toBe("api:test | one\napi:test | no newline\n");
  });
});

describe("what is tried again, takes too long, is allowed to fail, or is not needed any more", () => {
  const services = {
    api: { path: "api", verbs: { dev: { run: "echo listening; exec sleep 300", persistent: true, readyWhen: { line: "listening" } } } },
    web: {
      path: "web",
      verbs: {
        e2e: { run: "echo once more; test -e ../again || { touch ../again; exit 4; }", retries: 2, dependsOn: ["api:dev"] },
        slow: { run: "echo slowly; exec sleep 300", timeout: "100ms", allowFailure: true },
      },
    },
  };
  const command = ["run", "web:e2e", "web:slow"];

  test("is told while it happens and at the end, in the log, for programs and afterwards", async () => {
    using workspace = workspaceOf({ services });
    const { stderr, exitCode } = await run(workspace, [...command, "--junit", "junit.xml", "--trace", "trace.json"]);
    expect(exitCode).toBe(0);
    const lines = withoutDurations(stderr).split("\n");
    expect(lines).toContain("> api:dev    ready");
    expect(lines).toContain("↻ web:e2e    exit 4, again in 1.0s (attempt 2 of 3)");
    const summary = [
      "✓ web:e2e    TIME   at attempt 2",
      "– api:dev    TIME   stopped: nothing needs it any more",
      "! web:slow   TIME   timed out after 100ms, allowed to fail",
    ];
    expect(lines.filter((line) => /^[✓–!]/.test(line)).sort()).toEqual([...summary].sort());
    expect(lines.at(-2)).toBe("1 failed (allowed), 2 passed   TIME   repo logs --run 1 web:slow");
    expect(readFileSync(join(workspace.path, ".repo/runs/1/web-e2e.log"), "utf8")).toBe(
      "once more\nrepo: exit 4, again in 1.0s (attempt 2 of 3)\nonce more\n",
    );
    const shown = withoutDurations((await runRepo(["runs", "show"], { cwd: workspace.path })).stdout).split("\n");
    expect(shown.filter((line) => /^[✓–!]/.test(line)).sort()).toEqual([...summary].sort());
    const kept = JSON.parse((await runRepo(["runs", "show", "--json"], { cwd: workspace.path })).stdout) as { tasks: { task: string }[] };
    expect(kept.tasks.find(({ task }) => task === "web:e2e")).toMatchObject({ outcome: "passed", attempts: 2, retried: [{ exitCode: 4 }] });
    expect(kept.tasks.find(({ task }) => task === "api:dev")).toMatchObject({ outcome: "stopped", readyAt: expect.any(Number) });
    const report = readFileSync(join(workspace.path, "junit.xml"), "utf8");
    expect(mistakesInJunit(report)).toEqual([]);
    expect(report).toContain("<skipped>timed out after 100ms, allowed to fail</skipped>");
    expect(report).toContain('<property name="web:e2e attempts" value="2"/>');
    const { traceEvents } = JSON.parse(readFileSync(join(workspace.path, "trace.json"), "utf8")) as { traceEvents: { name: string }[] };
    expect(traceEvents.map(({ name }) => name)).toEqual(expect.arrayContaining(["attempt 1", "attempt 2", "ready", "web:e2e", "run 1"]));
  });

  test("is one object for programs", async () => {
    using workspace = workspaceOf({ services });
    const { stdout } = await run(workspace, [...command, "--json"]);
    const { counts, tasks } = JSON.parse(stdout) as { counts: object; tasks: { task: string }[] };
    expect(counts).toEqual({ failed: 0, allowed: 1, stopped: 0, notStarted: 0, passed: 2, kept: 0 });
    expect(tasks.find(({ task }) => task === "web:slow")).toMatchObject({ outcome: "failed", timeoutMs: 100, allowed: true });
    expect(tasks.find(({ task }) => task === "api:dev")).toMatchObject({ outcome: "stopped", because: { kind: "not-needed" } });
  });
});

describe("output that is held on disk", () => {
  const many = 'for i in $(seq 3000); do echo "line $i of this task"; done';
  const services = { a: { path: "a", verbs: { test: many } }, b: { path: "b", verbs: { test: `${many}; exit 1` } } };
  const expected = Array.from({ length: 3000 }, (_, i) => `line ${i + 1} of this task`);

  test("is printed as it comes from where the disk is full, and nothing of it is lost", async () => {
    using workspace = workspaceOf({ services });
    // Of files of this size a process may write no more: what a full disk does, without one.
    const words = [...repoCommand(), "test", "--all", "--output", "grouped", ...ON_HOST].map((word) => `'${word}'`).join(" ");
    const script = `trap '' XFSZ; ulimit -f 20; ${words} 2>errors; echo "code $?"`;
    const stdout = execFileSync("bash", ["-c", script], {
      cwd: workspace.path,
      encoding: "utf8",
      env: cleanEnvironment() as NodeJS.ProcessEnv,
    });
    for (const task of ["a:test", "b:test"]) {
      const lines = stdout.split("\n").filter((line) => line.startsWith(`${task} | `));
      expect(lines.map((line) => line.slice(`${task} | `.length))).toEqual(expected);
    }
    expect(stdout).toContain("code 1");
    expect(readFileSync(join(workspace.path, "errors"), "utf8")).toMatch(/repo: this run's logs cannot be written: /);
  });

  test("needs no state in the workspace, and leaves no temporary files", async () => {
    using workspace = workspaceOf({ services });
    workspace.write({ ".repo": "no folder", "tmp/.keep": "" });
    const { stdout, stderr } = await run(workspace, ["test", "--all", "--output", "failures", "--junit", "report.xml"], {
      TMPDIR: join(workspace.path, "tmp"),
    });
    expect(stdout.split("\n").slice(1, -2)).toEqual(expected.map((line) => `    ${line}`));
    expect(stdout).toMatch(/^✗ b:test /);
    expect(stderr).toContain("repo: this run's record cannot be written: ");
    expect(readFileSync(join(workspace.path, "report.xml"), "utf8")).toContain("line 3000 of this task\n</failure>");
    expect(readdirSync(join(workspace.path, "tmp"))).toEqual([".keep"]);
  });
});
