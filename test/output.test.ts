import { execFileSync } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { once } from "node:events";
import { readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { cleanEnvironment, openTerminal, repoCommand, runRepo, startRepo, type TemporaryFolder } from "@nix-repo/testkit";
import { ON_HOST, withoutDurations, workspaceOf } from "./workspace.ts";

const NOTICE =
  "repo: tools come from this machine's PATH, not from the flake (host provider): results may differ elsewhere, and none are kept\n";

const run = (workspace: TemporaryFolder, args: readonly string[], env: Record<string, string> = {}) =>
  runRepo([...args, ...ON_HOST], { cwd: workspace.path, env: cleanEnvironment(env) });

describe("one service", () => {
  const verbs = { talk: "echo out; echo err >&2; printf 'no newline'", fail: "echo why >&2; exit 7" };
  const registry = { services: { web: { path: "web", verbs } } };

  test("streams: stdout to stdout, stderr to stderr, then one line with the log", async () => {
    using workspace = workspaceOf(registry);
    const talked = await run(workspace, ["talk", "web"]);
    expect(talked.stdout).toBe("out\nno newline");
    expect(withoutDurations(talked.stderr)).toBe(`${NOTICE}err\n✓ web:talk   TIME   .repo/runs/1/web-talk.log\n`);
    const failed = await run(workspace, ["fail", "web"]);
    expect(withoutDurations(failed.stderr)).toBe(`${NOTICE}why\n✗ web:fail   TIME   exit 7   .repo/runs/2/web-fail.log\n`);
  });

  test("its lines arrive while it runs", async () => {
    using workspace = workspaceOf({ services: { web: { path: "web", verbs: { wait: "echo first; read -r _ <../go; echo last" } } } });
    execFileSync("mkfifo", [join(workspace.path, "go")]);
    const child = startRepo(["wait", "web", ...ON_HOST], { cwd: workspace.path });
    child.stderr?.resume();
    let text = "";
    await new Promise<void>((resolve) =>
      child.stdout?.on("data", (chunk) => {
        text += chunk;
        if (text === "first\n") resolve();
      }),
    );
    execFileSync("bash", ["-c", "echo >go"], { cwd: workspace.path });
    await once(child, "close");
    expect(text).toBe("first\nlast\n");
  });

  test("any bytes pass through untouched, and lie in the log as they came", async () => {
    const bytes = Buffer.concat([randomBytes(200_000), Buffer.from("\r\n\u0000ü\u001b[31m")]);
    using workspace = workspaceOf({ services: { web: { path: "web", verbs: { bytes: ["cat", "data"] } } } });
    // Before it starts: it is quick to read it.
    writeFileSync(join(workspace.path, "web/data"), bytes);
    const child = startRepo(["bytes", "web", ...ON_HOST], { cwd: workspace.path });
    const chunks: Buffer[] = [];
    child.stdout?.on("data", (chunk: Buffer) => chunks.push(chunk));
    child.stderr?.resume();
    await once(child, "close");
    expect(Buffer.concat(chunks).equals(bytes)).toBe(true);
    expect(readFileSync(join(workspace.path, ".repo/runs/1/web-bytes.log")).equals(bytes)).toBe(true);
  });
});

describe("several services", () => {
  const registry = {
    services: {
      web: { path: "web", verbs: { talk: "echo out; echo err >&2; echo; printf 'no newline'", fail: "echo why >&2; exit 7" } },
      "long-name": { path: "long", verbs: { talk: "echo hello", fail: { run: "true", dependsOn: ["web:fail"] } } },
    },
  };

  test("each line whole, with its task in front, on the stream that it came on; then a summary", async () => {
    using workspace = workspaceOf(registry);
    const talked = await run(workspace, ["talk", "--all", "--concurrency", "1"]);
    expect(talked.stdout).toBe("web:talk       | out\nweb:talk       |\nweb:talk       | no newline\nlong-name:talk | hello\n");
    expect(withoutDurations(talked.stderr)).toBe(
      `${NOTICE}web:talk       | err\n\n✓ web:talk         TIME\n✓ long-name:talk   TIME\n\n2 passed   TIME   logs: .repo/runs/1\n`,
    );
    // The two streams come through two pipes: in the log they are whole, and near each other.
    const log = readFileSync(join(workspace.path, ".repo/runs/1/web-talk.log"), "utf8");
    expect(log.replace("err\n", "")).toBe("out\n\nno newline");
  });

  test("what failed, and what was not started because of it", async () => {
    using workspace = workspaceOf(registry);
    const failed = await run(workspace, ["fail", "--all"]);
    expect(failed.exitCode).toBe(1);
    expect(withoutDurations(failed.stderr)).toBe(
      `${NOTICE}web:fail       | why\n\n✗ web:fail         TIME   exit 7\n– long-name:fail   not started: web:fail failed\n\n1 failed, 1 not started   TIME   repo logs --run 1 web:fail\n`,
    );
  });

  test("lines of tasks that write at the same time are never mixed", async () => {
    const lines = (letter: string) => `for i in $(seq 300); do printf '%s' ${letter.repeat(40)}; printf '%s\\n' ${letter.repeat(40)}; done`;
    const services = Object.fromEntries(["a", "b", "c", "d"].map((name) => [name, { path: name, verbs: { talk: lines(name) } }]));
    using workspace = workspaceOf({ services });
    const { stdout } = await run(workspace, ["talk", "--all", "--concurrency", "4"]);
    const expected = new Set(["a", "b", "c", "d"].map((name) => `${name}:talk | ${name.repeat(80)}`));
    const all = stdout.trimEnd().split("\n");
    expect(all).toHaveLength(1200);
    expect(new Set(all)).toEqual(expected);
  });

  test("--json: one object with a version, output in the logs alone", async () => {
    using workspace = workspaceOf(registry);
    const { stdout, stderr, exitCode } = await run(workspace, ["fail", "--all", "--json"]);
    expect({ stderr, exitCode }).toEqual({ stderr: "", exitCode: 1 });
    const view = JSON.parse(stdout) as { logs: string; tasks: { log?: string }[] };
    expect(view).toMatchObject({
      version: 1,
      kind: "run",
      provider: "host",
      counts: { failed: 1, notStarted: 1, passed: 0, kept: 0 },
      tasks: [
        { task: "web:fail", outcome: "failed", exitCode: 7, durationMs: expect.any(Number) },
        { task: "long-name:fail", outcome: "not-started", because: { kind: "dependency-failed", task: "web:fail" } },
      ],
      notices: [{ level: "warning", text: expect.stringContaining("host provider") }],
    });
    expect(readFileSync(view.tasks[0]?.log ?? "", "utf8")).toBe("why\n");
  });
});

describe("colour", () => {
  const verbs = { show: 'echo "${FORCE_COLOR-unset} ${CLICOLOR_FORCE-unset} ${NO_COLOR-unset}"' };
  test.each<[string, readonly string[], Record<string, string>, boolean, string]>([
    ["no terminal", [], {}, false, "unset unset unset"],
    ["--color", ["--color"], {}, true, "1 1 unset"],
    ["FORCE_COLOR", [], { FORCE_COLOR: "1" }, true, "1 1 unset"],
    ["FORCE_COLOR keeps its value", [], { FORCE_COLOR: "3" }, true, "3 1 unset"],
    ["FORCE_COLOR=0", [], { FORCE_COLOR: "0" }, false, "0 unset unset"],
    ["NO_COLOR before FORCE_COLOR", [], { NO_COLOR: "1", FORCE_COLOR: "1" }, false, "1 unset 1"],
    ["--color before NO_COLOR, which the task still gets", ["--color"], { NO_COLOR: "1" }, true, "unset unset 1"],
    ["--no-color before FORCE_COLOR", ["--no-color"], { FORCE_COLOR: "1" }, false, "1 unset unset"],
  ])("%s", async (_what, flags, env, coloured, shown) => {
    using workspace = workspaceOf({ services: { web: { path: "web", verbs } } });
    const { stdout, stderr } = await run(workspace, ["show", "web", ...flags], env);
    expect(stdout).toBe(`${shown}\n`);
    expect(stderr.includes("\u001b[")).toBe(coloured);
  });
});

describe("a reader", () => {
  const registry = {
    services: {
      web: { path: "web", verbs: { many: "seq 100000; touch ../ended", big: "head -c 100000000 /dev/urandom | tee ../data" } },
      api: { path: "api", verbs: { many: "seq 100000" } },
    },
  };

  test.each([
    ["list", ["list"]],
    ["one task", ["many", "web"]],
    ["several tasks", ["many", "--all"]],
  ])("that goes away after a line is no error of ours: %s", async (_what, command) => {
    using workspace = workspaceOf(registry);
    const words = [...repoCommand(), ...command, ...(command[0] === "list" ? [] : ON_HOST)].map((word) => `'${word}'`).join(" ");
    const script = `${words} 2>errors | head -1 >/dev/null; echo "\${PIPESTATUS[0]}"`;
    const status = execFileSync("bash", ["-c", script], { cwd: workspace.path, encoding: "utf8" });
    expect(["0\n", "141\n"]).toContain(status);
    expect(readFileSync(join(workspace.path, "errors"), "utf8")).not.toMatch(/EPIPE|bug in repo|at .*:\d+/);
  });

  test("that is slow gets all of 100 MB, and our memory does not grow with it", async () => {
    using workspace = workspaceOf(registry);
    const child = startRepo(["big", "web", ...ON_HOST], { cwd: workspace.path });
    child.stderr?.resume();
    const hash = createHash("sha256");
    let peak = 0;
    let bytes = 0;
    for await (const chunk of child.stdout ?? []) {
      hash.update(chunk as Buffer);
      bytes += (chunk as Buffer).length;
      await new Promise((resolve) => setTimeout(resolve, bytes < 5_000_000 ? 10 : 0));
      peak = Math.max(peak, residentMegabytes(child.pid));
    }
    expect(bytes).toBe(100_000_000);
    const written = createHash("sha256")
      .update(readFileSync(join(workspace.path, "data")))
      .digest("hex");
    expect(hash.digest("hex")).toBe(written);
    expect(statSync(join(workspace.path, ".repo/runs/1/web-big.log")).size).toBe(100_000_000);
    expect(peak).toBeLessThan(200);
  });
});

describe("the live view on a terminal", () => {
  const until = (name: string) => `echo "${name} says this"; read -r _ <../${name}.go; `;
  const registry = {
    services: {
      a: { path: "a", verbs: { test: `${until("a")}echo a is done` } },
      b: { path: "b", verbs: { test: `${until("b")}echo b cannot >&2; exit 3` } },
      c: { path: "c", verbs: { test: { run: "true", dependsOn: ["b:test"] } } },
    },
  };

  test("shows what runs and what it says now; at the end what passed, failed and was not started, and why", async () => {
    using workspace = workspaceOf(registry);
    for (const name of ["a", "b"]) execFileSync("mkfifo", [join(workspace.path, `${name}.go`)]);
    using terminal = openTerminal({
      command: [...repoCommand(), "test", "--all", ...ON_HOST, "--concurrency", "2"],
      cwd: workspace.path,
      env: cleanEnvironment({ TERM: "screen-256color" }),
    });
    // What others wait for starts first.
    await terminal.waitFor(/b:test .*b says this[\s\S]*a:test .*a says this[\s\S]*0 of 3 done, 2 running/);
    execFileSync("bash", ["-c", "echo >a.go"], { cwd: workspace.path });
    await terminal.waitFor(/✓ a:test [\s\S]*1 of 3 done, 1 running/);
    execFileSync("bash", ["-c", "echo >b.go"], { cwd: workspace.path });
    expect(await terminal.exitCode()).toBe(1);
    const screen = withoutDurations(terminal.screen().replace(/\n+Pane is dead[^\n]*$/, ""));
    expect(screen).toBe(
      `${NOTICE}✓ a:test   TIME
✗ b:test   TIME   exit 3
– c:test   not started: b:test failed

b:test   .repo/runs/1/b-test.log
    b says this
    b cannot

1 failed, 1 not started, 1 passed   TIME   repo logs --run 1 b:test`,
    );
  });

  test("one task streams there too, in colour", async () => {
    using workspace = workspaceOf({ services: { web: { path: "web", verbs: { test: 'echo "colour ${FORCE_COLOR-none}"' } } } });
    using terminal = openTerminal({
      command: [...repoCommand(), "test", "web", ...ON_HOST],
      cwd: workspace.path,
      env: cleanEnvironment({ TERM: "screen-256color" }),
    });
    expect(await terminal.exitCode()).toBe(0);
    expect(terminal.screen()).toContain("colour 1\n✓ web:test ");
  });

  test.each([
    ["CI is set", { CI: "true" }],
    ["the terminal is dumb", { TERM: "dumb" }],
  ])("lines with prefixes where %s", async (_what, env) => {
    const services = { a: { path: "a", verbs: { test: "echo a" } }, b: { path: "b", verbs: { test: "echo b" } } };
    using workspace = workspaceOf({ services });
    using terminal = openTerminal({
      command: [...repoCommand(), "test", "--all", ...ON_HOST],
      cwd: workspace.path,
      env: cleanEnvironment({ TERM: "screen-256color", ...env }),
    });
    expect(await terminal.exitCode()).toBe(0);
    expect(terminal.screen()).toMatch(/^a:test \| a$/m);
  });
});

function residentMegabytes(pid: number | undefined): number {
  try {
    return Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0) / 1024;
  } catch {
    return 0;
  }
}
