import { expect, test } from "@jest/globals";
import { exited, output, passed, runFinished, runStarted, showHeld, taskFinished, taskStarted } from "./fake-terminal.ts";

test("each task is a section of its own, closed unless it failed, and all goes to stdout", async () => {
  const { stdout, stderr } = await showHeld("gitlab", [
    runStarted("//:fmt", "web:db:seed", "web:db_seed", "web:e2e", "web:test", "web:build"),
    { type: "notice", level: "warning", text: "PORT is not set" },
    taskStarted("//:fmt"),
    taskStarted("web:db:seed"),
    taskStarted("web:db_seed"),
    output("//:fmt", "\x1b[0Ksection_start:1:mine[collapsed=true]\r\x1b[0Kheader\n\x1b[0Ksection_end:1:mine\r\x1b[0K\n"),
    taskFinished("//:fmt", passed(1200)),
    output("web:db:seed", "one"),
    taskFinished("web:db:seed", passed(5)),
    output("web:db_seed", "two\n"),
    taskFinished("web:db_seed", exited(2000, 3)),
    taskStarted("web:e2e"),
    taskFinished("web:e2e", passed(5)),
    taskFinished("web:test", { kind: "unavailable", failure: { code: "host-tool-missing", tool: "docker", task: "web:test" } }),
    taskFinished("web:build", { kind: "not-started", because: { kind: "dependency-failed", task: "web:test" } }),
    runFinished,
  ]);
  expect(stderr).toBe("");
  expect(stdout.split("\n")).toEqual([
    "repo: PORT is not set",
    "\x1b[0Ksection_start:0:___fmt[collapsed=true]\r\x1b[0K✓ //:fmt        1.2s",
    "header",
    "",
    "\x1b[0Ksection_end:2:___fmt\r\x1b[0K",
    "\x1b[0Ksection_start:1:web_db_seed[collapsed=true]\r\x1b[0K✓ web:db:seed   5ms",
    "one",
    "\x1b[0Ksection_end:2:web_db_seed\r\x1b[0K",
    "\x1b[0Ksection_start:0:web_db_seed_2\r\x1b[0K✗ web:db_seed   2.0s    exit 3",
    "two",
    "\x1b[0Ksection_end:2:web_db_seed_2\r\x1b[0K",
    "✓ web:e2e       5ms",
    "\x1b[0Ksection_start:2:web_test\r\x1b[0K✗ web:test      could not start",
    '    web:test: hostTools names "docker", which is not on your PATH; install it, or add it to the devShell instead',
    "\x1b[0Ksection_end:2:web_test\r\x1b[0K",
    "",
    "✗ web:db_seed   2.0s    exit 3",
    "✗ web:test      could not start",
    "– web:build     not started: web:test failed",
    "",
    "2 failed, 1 not started, 3 passed   6.1s   logs: .repo/runs/12",
    "",
  ]);
});
