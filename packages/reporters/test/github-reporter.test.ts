import { describe, expect, test } from "@jest/globals";
import type { Event, TaskId } from "@nix-repo/model";
import { temporaryFolder } from "@nix-repo/testkit";
import {
  exited,
  output,
  passed,
  retrying,
  runFinished,
  runStarted,
  type Shown,
  showHeld,
  taskFinished,
  taskStarted,
} from "./fake-terminal.ts";

const NOW = 86_400_000;
const show = (events: readonly Event[], options: Parameters<typeof showHeld>[2] = {}): Promise<Shown> =>
  showHeld("github", events, { commandToken: "TOKEN", now: () => NOW, ...options });

const allowed = { kind: "failed", durationMs: 5, status: { kind: "code", code: 1 }, allowed: true } as const;

test("what passed is folded away, what failed is open, and all goes to stdout", async () => {
  const { stdout, stderr } = await show([
    runStarted("api:lint", "web:test", "web:build", "web:e2e", "web:docs"),
    { type: "notice", level: "warning", text: "PORT is not set" },
    taskStarted("api:lint"),
    taskStarted("web:test"),
    output("api:lint", "\x1b[32mone\x1b[2J\ntw"),
    output("web:test", "first\r\n\n"),
    retrying("web:test", 1),
    taskStarted("web:test"),
    output("web:test", "oh no", "stderr"),
    output("api:lint", "o\n10%\r100%"),
    taskFinished("web:test", exited(3400, 1)),
    taskFinished("web:build", { kind: "not-started", because: { kind: "dependency-failed", task: "web:test" } }),
    taskFinished("api:lint", passed(1200)),
    taskStarted("web:e2e"),
    taskFinished("web:e2e", passed(5)),
    output("web:docs", "kept words\n"),
    taskFinished("web:docs", { kind: "kept", durationMs: 5, keptAt: 0 }),
    runFinished,
  ]);
  expect(stderr).toBe("");
  expect(stdout.split("\n")).toEqual([
    "repo: PORT is not set",
    "↻ web:test    exit 1, again in 2.0s (attempt 2 of 3)",
    "✗ web:test    3.4s    exit 1",
    "::stop-commands::TOKEN",
    "first",
    "",
    "oh no",
    "::TOKEN::",
    "",
    "::group::✓ api:lint    1.2s",
    "::stop-commands::TOKEN",
    "\x1b[32mone\x1b[0m",
    "two",
    "100%",
    "::TOKEN::",
    "::endgroup::",
    "✓ web:e2e     5ms",
    "::group::● web:docs    kept from 1 day ago",
    "::stop-commands::TOKEN",
    "kept words",
    "::TOKEN::",
    "::endgroup::",
    "::error title=web%3Atest::exit 1: oh no",
    "",
    "✗ web:test    3.4s    exit 1",
    "– web:build   not started: web:test failed",
    "",
    "1 failed, 1 not started, 2 passed, 1 kept   6.1s   logs: .repo/runs/12",
    "",
  ]);
});

describe("commands to the runner", () => {
  test("of a task are none, but for what it asks to be masked, which is sent before anything of it is shown", async () => {
    const { stdout } = await show([
      runStarted("a:x"),
      taskStarted("a:x"),
      output("a:x", "the word is s3cret\n::endgroup::\n::error file=a.ts::s3cret\n::add-mask::s3cret\n  ::add-mask::100%25 %0Asecond\n"),
      output("a:x", "##[error]old\n::add-mask::\n::stop-commands::other\n::TOKE::\nlast"),
      taskFinished("a:x", passed(5)),
      runFinished,
    ]);
    expect(stdout.split("\n").slice(0, 17)).toEqual([
      "::add-mask::s3cret",
      "::add-mask::100%25 %0Asecond",
      "::group::✓ a:x   5ms",
      "::stop-commands::TOKEN",
      "the word is s3cret",
      "::endgroup::",
      "::error file=a.ts::s3cret",
      "::add-mask::s3cret",
      "  ::add-mask::100%25 %0Asecond",
      "##[error]old",
      "::add-mask::",
      "::stop-commands::other",
      "::TOKE::",
      "last",
      "::TOKEN::",
      "::endgroup::",
      "",
    ]);
  });

  test("are none in what is known of why a task failed, and in notices", async () => {
    const { stdout } = await show([
      runStarted("a:x", "b:x"),
      { type: "notice", level: "info", text: "it says ::error::x" },
      taskFinished("a:x", {
        kind: "unavailable",
        failure: { code: "nix-failed", installable: ".#a", message: "::error::of nix\n::set-output::x" },
      }),
      runFinished,
    ]);
    expect(stdout.split("\n").slice(0, 11)).toEqual([
      "::stop-commands::TOKEN",
      "repo: it says ::error::x",
      "✗ a:x   could not start",
      "    Nix cannot give the environment .#a",
      "        ::error::of nix",
      "        ::set-output::x",
      "::TOKEN::",
      "",
      "::error title=a%3Ax::Nix cannot give the environment .#a%0A    ::error::of nix%0A    ::set-output::x",
      "",
      "✗ a:x   could not start",
    ]);
  });

  test("are none in what the disk has no room for", async () => {
    const { stdout } = await show(
      [
        runStarted("a:x", "b:x"),
        taskStarted("a:x"),
        taskStarted("b:x"),
        output("a:x", "one\ntw"),
        output("b:x", "b\n"),
        output("a:x", "o ##[error]x\n::add-mask::s3cret\nthree"),
        taskFinished("b:x", passed(1)),
        taskFinished("a:x", passed(1)),
        runFinished,
      ],
      { spilled: ["a:x"] },
    );
    expect(stdout.split("\n")).toEqual([
      "::stop-commands::TOKEN",
      "a:x | one",
      "::TOKEN::",
      "::add-mask::s3cret",
      "::stop-commands::TOKEN",
      "a:x | two ##[error]x",
      "a:x | ::add-mask::s3cret",
      "a:x | three",
      "::TOKEN::",
      "::group::✓ b:x   1ms",
      "::stop-commands::TOKEN",
      "b",
      "::TOKEN::",
      "::endgroup::",
      "✓ a:x   1ms",
      "",
      "2 passed   6.1s   logs: .repo/runs/12",
      "",
    ]);
  });

  test("are heard again where a run is broken off; the word for that is another one in each run", async () => {
    const broken = [runStarted("a:x"), taskStarted("a:x"), output("a:x", "1\n"), output("a:x", "2\n")];
    const words = new Set<string>();
    for (const _ of [1, 2]) {
      const { stdout } = await showHeld("github", broken, { spilled: ["a:x"] });
      const word = /^::stop-commands::([\w-]{20,})\na:x \| 1\na:x \| 2\n::\1::\n$/.exec(stdout)?.[1];
      expect(word).toBeDefined();
      words.add(word ?? "");
    }
    expect(words.size).toBe(2);
  });
});

describe("annotations", () => {
  const files = { "code/services/web/a,b.ts": "", "code/services/web/main.c": "", "code/services/api/main.c": "" };
  const annotated = async (events: readonly Event[], tasks: readonly TaskId[]) => {
    using folder = temporaryFolder(files);
    const { stdout } = await show([runStarted(...tasks), ...tasks.map((task) => taskStarted(task)), ...events, runFinished], {
      root: `${folder.path}/code`,
      repositoryRoot: folder.path,
      folderOf: (task) => `${folder.path}/code/services/${task.split(":")[0]}`,
    });
    return stdout.split("\n").filter((line) => /^::(?:error|warning) /.test(line));
  };

  test("name files from the repository's top, are escaped, and masked", async () => {
    const said = "a,b.ts(3,5): error TS1: 100% s3cret, a:b\n::add-mask::s3cret\nmain.c:7: warning: careful\n";
    expect(await annotated([output("web:test", said), taskFinished("web:test", exited(1, 2))], ["web:test"])).toEqual([
      "::error file=code/services/web/a%2Cb.ts,line=3,col=5,title=web%3Atest::TS1: 100%25 ***, a:b",
      "::warning file=code/services/web/main.c,line=7,title=web%3Atest::careful",
    ]);
  });

  test("are ten of each at most; failed tasks take turns, and one without a place says how it ended", async () => {
    const many = (level: string, count: number) =>
      Array.from({ length: count }, (_, i) => `main.c:${i + 1}:1: ${level}: ${level} ${i + 1}\n`).join("");
    const annotations = await annotated(
      [
        output("web:lint", many("warning", 20) + many("error", 3)),
        taskFinished("web:lint", passed(1)),
        output("web:test", many("error", 30) + many("warning", 8)),
        taskFinished("web:test", exited(1, 1)),
        output("api:test", many("error", 2)),
        taskFinished("api:test", exited(1, 1)),
        output("api:e2e", "all is lost\n\n"),
        taskFinished("api:e2e", exited(1, 3)),
        output("api:flaky", many("error", 1)),
        taskFinished("api:flaky", allowed),
      ],
      ["web:lint", "web:test", "api:test", "api:e2e", "api:flaky"],
    );
    const [web, api] = ["code/services/web/main.c", "code/services/api/main.c"];
    const error = (line: number) => `::error file=${web},line=${line},col=1,title=web%3Atest::error ${line}`;
    const warning = (line: number) => `::warning file=${web},line=${line},col=1,title=web%3Atest::warning ${line}`;
    expect(annotations).toEqual([
      error(1),
      `::error file=${api},line=1,col=1,title=api%3Atest::error 1`,
      "::error title=api%3Ae2e::exit 3: all is lost",
      error(2),
      `::error file=${api},line=2,col=1,title=api%3Atest::error 2`,
      ...[3, 4, 5, 6, 7].map(error),
      ...[1, 2, 3, 4, 5, 6, 7, 8].map(warning),
      `::warning file=${web},line=1,col=1,title=web%3Alint::warning 1`,
      `::warning file=${api},line=1,col=1,title=api%3Aflaky::error 1`,
    ]);
  });
});

test("of a very long output the beginning and the end are read for annotations, and nothing of it is held", async () => {
  using folder = temporaryFolder({ "a.c": "" });
  const filling = `${"x".repeat(99)}\n`.repeat(60_000);
  const said = `a.c:1: error: first\n${filling}a.c:2: error: in between\n${filling}a.c:3: error: last\n`;
  const { stdout } = await show(
    [runStarted("a:x"), taskStarted("a:x"), output("a:x", said), taskFinished("a:x", exited(1, 1)), runFinished],
    {
      root: folder.path,
    },
  );
  expect(stdout.length).toBeGreaterThan(said.length);
  expect(stdout.split("\n").filter((line) => line.startsWith("::error"))).toEqual([
    "::error file=a.c,line=1,title=a%3Ax::first",
    "::error file=a.c,line=3,title=a%3Ax::last",
  ]);
});
