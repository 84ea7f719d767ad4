import { expect, test } from "@jest/globals";
import type { Event, TaskId, TaskOutcome } from "@nix-repo/model";
import { mistakesInJunit } from "@nix-repo/testkit";
import { exited, output, passed, retrying, runFinished, taskFinished, taskStarted } from "./fake-terminal.ts";
import { written } from "./file-contents.ts";

const started = (...tasks: TaskId[]): Event => ({ type: "run-started", at: 0, provider: "nix", tasks });
const failed = (durationMs: number, more: Partial<Extract<TaskOutcome, { kind: "failed" }>>): TaskOutcome => ({
  kind: "failed",
  durationMs,
  status: { kind: "signal", signal: "SIGKILL" },
  ...more,
});

const EVENTS: readonly Event[] = [
  started("api:lint", "web:test", "web:db:seed", "web:build", "web:e2e", "web:dev", "//:fmt", "x:flaky", "x:slow", "x:server", "x:other"),
  taskStarted("api:lint"),
  output("api:lint", "not in the report\n"),
  taskFinished("api:lint", passed(1200)),
  taskStarted("web:test"),
  output("web:test", 'first \x1b[31m<red>\x1b[0m & "quoted"\n\x00\x07\ufffe]]> é🎉\r\n'),
  retrying("web:test", 1),
  taskStarted("web:test"),
  taskFinished("web:test", failed(3400, { status: { kind: "code", code: 1 }, attempts: 2 })),
  taskFinished("web:db:seed", passed(5)),
  taskFinished("web:build", { kind: "not-started", because: { kind: "dependency-failed", task: "web:test" } }),
  taskFinished("web:e2e", { kind: "unavailable", failure: { code: "host-tool-missing", tool: "docker", task: "web:e2e" } }),
  taskFinished("web:dev", { kind: "stopped", durationMs: 12_000, because: "not-needed" }),
  taskFinished("//:fmt", { kind: "stopped", durationMs: 100, because: "another-failed" }),
  taskFinished("x:flaky", failed(7, { status: { kind: "code", code: 3 }, allowed: true })),
  taskFinished("x:slow", failed(1500, { timeoutMs: 1000 })),
  taskFinished("x:server", failed(1500, { timeoutMs: 1000, unready: true })),
  taskFinished("x:other", failed(1500, {})),
  runFinished,
];

const REPORT = `<?xml version="1.0" encoding="UTF-8"?>
<testsuites>
  <testsuite name="api" package="api" id="0" timestamp="1970-01-01T00:00:00" hostname="box" tests="1" failures="0" errors="0" skipped="0" time="1.200">
    <properties>
      <property name="repo" value="1.2.3"/>
    </properties>
    <testcase classname="api" name="lint" time="1.200"/>
    <system-out/>
    <system-err/>
  </testsuite>
  <testsuite name="web" package="web" id="1" timestamp="1970-01-01T00:00:00" hostname="box" tests="5" failures="1" errors="1" skipped="1" time="15.405">
    <properties>
      <property name="repo" value="1.2.3"/>
      <property name="web:test attempts" value="2"/>
    </properties>
    <testcase classname="web" name="test" time="3.400">
      <failure type="exit" message="exit 1, tried twice">first &lt;red&gt; &amp; &quot;quoted&quot;
\ufffd\ufffd\ufffd]]&gt; é🎉
</failure>
    </testcase>
    <testcase classname="web" name="db:seed" time="0.005"/>
    <testcase classname="web" name="build" time="0.000">
      <skipped>not started: web:test failed</skipped>
    </testcase>
    <testcase classname="web" name="e2e" time="0.000">
      <error type="host-tool-missing" message="web:e2e: hostTools names &quot;docker&quot;, which is not on your PATH; install it, or add it to the devShell instead"></error>
    </testcase>
    <testcase classname="web" name="dev" time="12.000"/>
    <system-out/>
    <system-err/>
  </testsuite>
  <testsuite name="//" package="//" id="2" timestamp="1970-01-01T00:00:00" hostname="box" tests="1" failures="0" errors="0" skipped="1" time="0.100">
    <properties>
      <property name="repo" value="1.2.3"/>
    </properties>
    <testcase classname="//" name="fmt" time="0.100">
      <skipped>stopped: another task failed</skipped>
    </testcase>
    <system-out/>
    <system-err/>
  </testsuite>
  <testsuite name="x" package="x" id="3" timestamp="1970-01-01T00:00:00" hostname="box" tests="4" failures="3" errors="0" skipped="1" time="4.507">
    <properties>
      <property name="repo" value="1.2.3"/>
    </properties>
    <testcase classname="x" name="flaky" time="0.007">
      <skipped>exit 3, allowed to fail</skipped>
    </testcase>
    <testcase classname="x" name="slow" time="1.500">
      <failure type="timeout" message="timed out after 1s"></failure>
    </testcase>
    <testcase classname="x" name="server" time="1.500">
      <failure type="unready" message="not ready within 1s"></failure>
    </testcase>
    <testcase classname="x" name="other" time="1.500">
      <failure type="signal" message="ended by SIGKILL"></failure>
    </testcase>
    <system-out/>
    <system-err/>
  </testsuite>
</testsuites>
`;

test("a suite for each service, a case for each task; valid for all who read such reports", async () => {
  const report = await written("junit", EVENTS);
  expect(report).toBe(REPORT);
  expect(mistakesInJunit(report)).toEqual([]);
});

test("a run without tasks is a report too", async () => {
  const report = await written("junit", [started(), runFinished]);
  expect(report).toBe('<?xml version="1.0" encoding="UTF-8"?>\n<testsuites>\n</testsuites>\n');
  expect(mistakesInJunit(report)).toEqual([]);
});

test("of much output the end is there, from the beginning of a line on", async () => {
  const lines = Array.from({ length: 20_000 }, (_, i) => `日本 ${i}\n`);
  const events = [taskStarted("a:x"), ...lines.map((line) => output("a:x", line)), taskFinished("a:x", exited(1, 1))];
  const report = await written("junit", [started("a:x"), ...events, runFinished]);
  expect(report.length).toBeLessThan(80_000);
  expect(report).toMatch(/>\[only the end of the output is here\]\n日本 \d+\n(日本 \d+\n)*日本 19999\n<\/failure>/);
  expect(mistakesInJunit(report)).toEqual([]);
});

test("names with any characters stay valid", async () => {
  const task: TaskId = 'a<&"\t\x01:b\n';
  const report = await written("junit", [started(task), taskFinished(task, passed(1)), runFinished]);
  expect(report).toContain('classname="a&lt;&amp;&quot;&#9;\ufffd" name="b&#10;"');
  expect(mistakesInJunit(report)).toEqual([]);
});

test("what the schema refuses is seen", () => {
  expect(mistakesInJunit(REPORT.replace(' tests="5"', ""))).toEqual([
    expect.stringContaining("The attribute 'tests' is required but missing."),
  ]);
  expect(mistakesInJunit(REPORT.replace("</testsuites>", ""))).not.toEqual([]);
});
