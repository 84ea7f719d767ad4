import { describe, expect, test } from "@jest/globals";
import type { Event, ReportedTask, RunReport, TaskId } from "@nix-repo/model";
import {
  type RunReportView,
  renderJobSummary,
  renderReportAnnotations,
  renderReportOutputs,
  renderRunReport,
  UNICODE,
  writeReportJunit,
} from "@nix-repo/reporters";
import { mistakesInJunit } from "@nix-repo/testkit";
import { exited, output, passed, retrying, runFinished, runStarted, taskFinished, taskStarted } from "./fake-terminal.ts";
import { written } from "./file-contents.ts";

const DAY = 86_400_000;
const quiet = { attempts: 1, tail: [], problems: [] } as const;

const REPORT: RunReport = {
  version: 1,
  kind: "run-report",
  head: "0f3c9a1",
  provider: "nix",
  startedAt: 3 * DAY,
  durationMs: 370_000,
  tasks: [
    { ...quiet, task: "api:lint", outcome: passed(1200), shell: "backend-api", command: "eslint ." },
    { ...quiet, task: "api:build", outcome: { kind: "kept", durationMs: 2_460_000, keptAt: DAY }, attempts: 0 },
    {
      task: "web:test",
      outcome: { kind: "failed", durationMs: 3400, status: { kind: "code", code: 1 }, attempts: 2 },
      attempts: 2,
      shell: "front|end",
      command: "jest `x`",
      tail: ["oh <b>no</b>", "```", "</details>", "````x"],
      problems: [
        { level: "error", file: "web/src/a (1).ts", line: 3, column: 5, message: "TS1: *bold* <x> | @you #1" },
        { level: "warning", file: "web/src/b.ts", message: "careful" },
      ],
    },
    {
      ...quiet,
      task: "web:build",
      outcome: { kind: "not-started", because: { kind: "dependency-failed", task: "web:test" } },
      attempts: 0,
    },
    {
      ...quiet,
      task: "web:flaky",
      outcome: { ...(exited(7, 3) as object), kind: "failed", allowed: true } as ReportedTask["outcome"] & object,
    },
    {
      ...quiet,
      task: "web:e2e",
      outcome: { kind: "unavailable", failure: { code: "host-tool-missing", tool: "docker", task: "web:e2e" } },
    },
    { ...quiet, task: "web:again", outcome: passed(50), attempts: 3 },
    { ...quiet, task: "web:dev", outcome: { kind: "stopped", durationMs: 12_000, because: "not-needed" } },
    { ...quiet, task: "web:slow" },
  ],
};

const SHARDED: RunReportView = {
  report: REPORT,
  shardOf: (task) => (task.startsWith("web:") ? { index: 2, of: 3 } : { index: 1, of: 3 }),
  missing: [{ index: 3, of: 3 }],
};

const PLACES = { root: "/w/code", repositoryRoot: "/w" };

describe("the summary of a job", () => {
  test("has the totals, a row for each task, what went wrong first, and what failed", () => {
    const files = "https://github.com/acme/shop/blob/0f3c9a1";
    expect(renderJobSummary(SHARDED, { ...PLACES, files }).split("\n")).toEqual([
      "2 failed, 1 failed (allowed), 1 not started, 3 passed, 1 kept, 1 did not end · 6m 10s (41m 00s saved)",
      "",
      "✗ No report of shard 3/3: its tasks are not counted.",
      "",
      "",
      "| task | result | time | devShell | shard |",
      "| --- | --- | --- | --- | --- |",
      "| `web:test` | ✗ exit 1, tried twice | 3.4s | <code>front&#124;end</code> | 2/3 |",
      "| `web:e2e` | ✗ could not start |  |  | 2/3 |",
      "| `web:flaky` | ! exit 3, allowed to fail | 7ms |  | 2/3 |",
      "| `web:slow` | – did not end |  |  | 2/3 |",
      "| `web:build` | – not started: web:test failed |  |  | 2/3 |",
      "| `api:lint` | ✓ passed | 1.2s | `backend-api` | 1/3 |",
      "| `api:build` | ● kept from 2 days ago | 41m 00s |  | 1/3 |",
      "| `web:again` | ✓ passed at attempt 3 | 50ms |  | 2/3 |",
      "| `web:dev` | – stopped: nothing needs it any more | 12s |  | 2/3 |",
      "",
      "<details open>",
      "<summary>web:test: ✗ exit 1, tried twice</summary>",
      "",
      "`` jest `x` ``",
      "",
      "- [`web/src/a (1).ts:3:5`](https://github.com/acme/shop/blob/0f3c9a1/code/web/src/a%20%281%29.ts#L3) TS1: &#42;bold&#42; &#60;x&#62; &#124; &#64;you &#35;1",
      "- [`web/src/b.ts`](https://github.com/acme/shop/blob/0f3c9a1/code/web/src/b.ts) warning: careful",
      "",
      "`````text",
      "oh <b>no</b>",
      "```",
      "</details>",
      "````x",
      "`````",
      "",
      "</details>",
      "",
      "<details open>",
      "<summary>web:e2e: ✗ could not start</summary>",
      "",
      "```text",
      'web:e2e: hostTools names "docker", which is not on your PATH; install it, or add it to the devShell instead',
      "```",
      "",
      "</details>",
      "",
      "<details>",
      "<summary>web:flaky: ! exit 3, allowed to fail</summary>",
      "",
      "</details>",
      "",
    ]);
  });

  test("of one run has no shards, and places are no links where nobody knows where files are shown", () => {
    const [web] = REPORT.tasks.slice(2);
    expect(
      renderJobSummary({ report: { ...REPORT, tasks: [web as ReportedTask] } }, PLACES)
        .split("\n")
        .slice(0, 13),
    ).toEqual([
      "1 failed · 6m 10s",
      "",
      "",
      "| task | result | time | devShell |",
      "| --- | --- | --- | --- |",
      "| `web:test` | ✗ exit 1, tried twice | 3.4s | <code>front&#124;end</code> |",
      "",
      "<details open>",
      "<summary>web:test: ✗ exit 1, tried twice</summary>",
      "",
      "`` jest `x` ``",
      "",
      "- `web/src/a (1).ts:3:5` TS1: &#42;bold&#42; &#60;x&#62; &#124; &#64;you &#35;1",
    ]);
  });

  test("of a run without tasks is a line", () => {
    expect(renderJobSummary({ report: { ...REPORT, tasks: [] } }, PLACES)).toBe("nothing to do · 6m 10s\n\n");
  });

  test("of very many tasks lists those that did not pass, and counts the rest", () => {
    const many = Array.from(
      { length: 300 },
      (_, i): ReportedTask => ({ ...quiet, task: `s${i}:x`, outcome: i === 299 ? exited(5, 1) : passed(1) }),
    );
    expect(
      renderJobSummary({ report: { ...REPORT, tasks: many } }, PLACES)
        .split("\n")
        .slice(0, 10),
    ).toEqual([
      "1 failed, 299 passed · 6m 10s",
      "",
      "",
      "| task | result | time | devShell |",
      "| --- | --- | --- | --- |",
      "| `s299:x` | ✗ exit 1 | 5ms |  |",
      "",
      "299 more tasks are not listed here.",
      "",
      "<details open>",
    ]);
  });

  test("stays below what GitHub takes, and says what it left out", () => {
    const tail = Array.from({ length: 20 }, () => "日".repeat(1000));
    const name = (i: number): TaskId => `${"long-name-".repeat(10)}${i}:x`;
    const many = Array.from({ length: 5000 }, (_, i): ReportedTask => ({ ...quiet, task: name(i), outcome: exited(5, 1), tail }));
    const summary = renderJobSummary({ report: { ...REPORT, tasks: many } }, PLACES);
    expect(Buffer.byteLength(summary)).toBeLessThan(900 * 1024);
    expect(Buffer.byteLength(summary)).toBeGreaterThan(700 * 1024);
    const rows = summary.split("\n").filter((line) => line.startsWith("| `")).length;
    const details = summary.split("<details open>").length - 1;
    expect(rows).toBeGreaterThan(1000);
    expect(details).toBeGreaterThan(5);
    expect(summary).toContain(`\n${5000 - rows} more tasks are not listed here.\n`);
    expect(summary.endsWith(`\nThe output of ${5000 - details} more that failed is left out here.\n`)).toBe(true);
  });

  test("keeps its table whole, whatever names and shells hold", () => {
    const task: ReportedTask = { ...quiet, task: "a|b`c\n</table>:``x``" as TaskId, outcome: passed(1), shell: "|\\|" };
    const summary = renderJobSummary({ report: { ...REPORT, tasks: [task] } }, PLACES);
    expect(summary.split("\n")[5]).toBe(
      "| <code>a&#124;b&#96;c &#60;/table&#62;:&#96;&#96;x&#96;&#96;</code> | ✓ passed | 1ms | <code>&#124;&#92;&#124;</code> |",
    );
  });
});

test("the text is what a terminal shows at a run's end", () => {
  const lines = renderRunReport(SHARDED, { root: "/w/code", colour: false, symbols: UNICODE });
  expect(lines).toEqual([
    "✓ api:lint    1.2s",
    "● api:build   kept from 2 days ago",
    "✗ web:test    3.4s    exit 1, tried twice",
    "– web:build   not started: web:test failed",
    "! web:flaky   7ms     exit 3, allowed to fail",
    "✗ web:e2e     could not start",
    '    web:e2e: hostTools names "docker", which is not on your PATH; install it, or add it to the devShell instead',
    "✓ web:again   50ms    at attempt 3",
    "– web:dev     12s     stopped: nothing needs it any more",
    "",
    "✗ no report of shard 3/3: its tasks are not counted",
    "",
    "2 failed, 1 failed (allowed), 1 not started, 3 passed, 1 kept   6m 10s (41m 00s saved)",
  ]);
});

test("its JUnit is that of the run itself", async () => {
  const events: readonly Event[] = [
    runStarted("api:lint", "web:test", "web:build", "web:e2e", "web:docs"),
    taskStarted("api:lint"),
    taskFinished("api:lint", passed(1200)),
    taskStarted("web:test"),
    output("web:test", 'first \x1b[31m<red>\x1b[0m & "quoted"\n\nlast\n'),
    retrying("web:test", 1),
    taskStarted("web:test"),
    taskFinished("web:test", { kind: "failed", durationMs: 3400, status: { kind: "code", code: 1 }, attempts: 2 }),
    taskFinished("web:build", { kind: "not-started", because: { kind: "dependency-failed", task: "web:test" } }),
    taskFinished("web:e2e", { kind: "unavailable", failure: { code: "host-tool-missing", tool: "docker", task: "web:e2e" } }),
    taskFinished("web:docs", { kind: "kept", durationMs: 5, keptAt: 1 }),
    runFinished,
  ];
  const report = JSON.parse(await written("report", events)) as RunReport;
  const parts: string[] = [];
  const target = { write: (content: string | Uint8Array) => void parts.push(content as string) };
  writeReportJunit(report, { target, root: "/workspace", version: "1.2.3", hostname: "box" });
  expect(parts.join("")).toBe(await written("junit", events));
  expect(parts.join("")).toContain(
    '<failure type="exit" message="exit 1, tried twice">first &lt;red&gt; &amp; &quot;quoted&quot;\n\nlast\n</failure>',
  );
  expect(mistakesInJunit(parts.join(""))).toEqual([]);
});

test("its annotations are those of the run itself, and one for each machine that left no report", () => {
  expect(renderReportAnnotations(SHARDED, PLACES)).toEqual([
    "::error title=shard 3/3::no report of it: its tasks are not counted",
    "::error file=code/web/src/a (1).ts,line=3,col=5,title=web%3Atest::TS1: *bold* <x> | @you #1",
    '::error title=web%3Ae2e::web:e2e: hostTools names "docker", which is not on your PATH; install it, or add it to the devShell instead',
    "::warning file=code/web/src/b.ts,title=web%3Atest::careful",
  ]);
});

test("its outputs are counts", () => {
  expect(renderReportOutputs(SHARDED)).toBe(
    "failed=2\nallowed=1\nstopped=0\nnot_started=1\nunfinished=1\npassed=3\nkept=1\nmissing_shards=1\n",
  );
});
