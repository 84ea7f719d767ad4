import { createHash, randomBytes } from "node:crypto";
import { describe, expect, test } from "@jest/globals";
import { runRepo } from "@nix-repo/testkit";
import { ON_HOST, workspaceOf } from "./workspace.ts";

const registry = { services: { web: { path: "web", verbs: { dev: "cat", test: "cat; echo end" } } } };

describe("stdin", () => {
  test("20 MB reach the command of exec whole", async () => {
    using workspace = workspaceOf(registry);
    const stdin = randomBytes(20_000_000);
    const run = await runRepo(["exec", ...ON_HOST, "web", "--", "sha256sum"], { cwd: workspace.path, stdin });
    expect(run.stdout.split(" ")[0]).toBe(createHash("sha256").update(stdin).digest("hex"));
  });

  test("a verb on the terminal reads it", async () => {
    using workspace = workspaceOf(registry);
    const run = await runRepo(["dev", "web", ...ON_HOST], { cwd: workspace.path, stdin: "typed" });
    expect(run.stdout).toBe("typed");
  });

  test("a captured task has none: it sees the end of the file at once", async () => {
    using workspace = workspaceOf(registry);
    const run = await runRepo(["test", "web", ...ON_HOST], { cwd: workspace.path, stdin: "typed" });
    expect(run.stdout).toBe("end\n");
  });

  test("the command of exec gets blocking pipes, with no flag of ours left on them", async () => {
    using workspace = workspaceOf(registry);
    const flags = "for fd in 0 1 2; do grep flags: /proc/self/fdinfo/$fd; done";
    const run = await runRepo(["exec", ...ON_HOST, "web", "--", "bash", "-c", flags], { cwd: workspace.path, stdin: "x" });
    // O_NONBLOCK is 04000.
    const nonBlocking = run.stdout
      .trim()
      .split("\n")
      .filter((line) => (Number.parseInt(line.split(/\s+/)[1] ?? "0", 8) & 0o4000) !== 0);
    expect(nonBlocking).toEqual([]);
  });

  test("SIGPIPE is as it was: yes | head ends quietly", async () => {
    using workspace = workspaceOf(registry);
    const run = await runRepo(["exec", ...ON_HOST, "web", "--", "bash", "-c", "yes | head -1"], { cwd: workspace.path });
    expect(run).toMatchObject({ stdout: "y\n", exitCode: 0 });
    expect(run.stderr).not.toContain("Broken pipe");
  });
});
