import { describe, expect, test } from "@jest/globals";
import type { Failure, TaskId } from "@nix-repo/model";
import fc from "fast-check";
import { exited, FakeStream, output, passed, retrying, runFinished, runStarted, show, taskFinished, taskStarted } from "./fake-terminal.ts";

describe("several tasks without a terminal", () => {
  test("come as whole lines with their names, then the summary", async () => {
    const { stdout, stderr } = await show("prefixed", [
      runStarted("api:lint", "web:test", "web:build"),
      output("api:lint", "one\ntw"),
      output("web:test", "first\r\n\nsecond"),
      output("api:lint", "o\n"),
      output("web:test", "oh no\n", "stderr"),
      taskFinished("web:test", exited(3400, 1)),
      taskFinished("web:build", { kind: "not-started", because: { kind: "dependency-failed", task: "web:test" } }),
      taskFinished("api:lint", passed(1200)),
      runFinished,
    ]);
    expect(stdout).toBe(["api:lint  | one", "web:test  | first", "web:test  |", "api:lint  | two", "web:test  | second", ""].join("\n"));
    expect(stderr).toBe(
      [
        "web:test  | oh no",
        "",
        "✓ api:lint    1.2s",
        "✗ web:test    3.4s    exit 1",
        "– web:build   not started: web:test failed",
        "",
        "1 failed, 1 not started, 1 passed   6.1s   logs: .repo/runs/12",
        "",
      ].join("\n"),
    );
  });

  test("show of a progress line its last state, and of colours nothing that reaches other lines", async () => {
    const { stdout } = await show("prefixed", [
      runStarted("a:b"),
      output("a:b", "10%\r50%\r100%\n\x1b[2K\x1b[31mred\x1b[1A\nlast\r"),
      taskFinished("a:b", passed(1)),
    ]);
    expect(stdout).toBe("a:b | 100%\na:b | \x1b[31mred\x1b[0m\na:b | last\n");
  });

  test("of a colour that a line leaves open nothing reaches the next line, nor of a link, a title or a cursor that is saved", async () => {
    const link = "\x1b]8;;https://example.org\x1b\\here\x1b]8;;\x1b\\";
    const { stdout } = await show("prefixed", [
      runStarted("a:b"),
      output("a:b", `\x1b[31mopen\nnext\n\x1b]0;title\x07\x1b7${link}\x1b8\x1bc\n\x1b[1mé日\x1b[0m\n`),
      taskFinished("a:b", passed(1)),
    ]);
    expect(stdout.split("\n")).toEqual(["a:b | \x1b[31mopen\x1b[0m", "a:b | next", `a:b | ${link}\x1b[0m`, "a:b | \x1b[1mé日\x1b[0m", ""]);
  });

  test("of bytes that are no text keep every one", async () => {
    const bytes = Buffer.from([0x66, 0xff, 0xc3, 0x28, 0x00, 0x0a, 0x1b, 0x5b, 0x31, 0x6d, 0xfe, 0x0a]);
    const stdout = new FakeStream();
    await show("prefixed", [runStarted("a:b"), output("a:b", bytes), taskFinished("a:b", passed(1))], {
      stdout: stdout as unknown as NodeJS.WriteStream,
    });
    const prefix = Buffer.from("a:b | ");
    const reset = Buffer.from("\x1b[0m\n");
    expect(stdout.bytes).toEqual(Buffer.concat([prefix, bytes.subarray(0, 6), prefix, bytes.subarray(6, 11), reset]));
  });

  test("say when a task is ready, and when it is tried again, between its lines", async () => {
    const { stdout, stderr } = await show("prefixed", [
      runStarted("a:x", "api:dev"),
      taskStarted("a:x"),
      output("a:x", "no line break"),
      retrying("a:x", 1),
      { type: "task-ready", task: "api:dev", at: 5 },
      taskStarted("a:x"),
      taskFinished("a:x", passed(10)),
      taskFinished("api:dev", { kind: "stopped", durationMs: 12_000, because: "not-needed" }),
      runFinished,
    ]);
    expect(stdout).toBe("a:x     | no line break\n");
    expect(stderr).toBe(
      [
        "↻ a:x       exit 1, again in 2.0s (attempt 2 of 3)",
        "> api:dev   ready",
        "",
        "✓ a:x       10ms    at attempt 2",
        "– api:dev   12s     stopped: nothing needs it any more",
        "",
        "2 passed   6.1s   logs: .repo/runs/12",
        "",
      ].join("\n"),
    );
  });

  test("explain one reason once", async () => {
    const failure: Failure = { code: "nix-missing" };
    const { stderr } = await show("prefixed", [
      runStarted("api:test", "web:test"),
      taskFinished("api:test", { kind: "unavailable", failure }),
      taskFinished("web:test", { kind: "unavailable", failure }),
      runFinished,
    ]);
    expect(stderr).toBe(
      [
        "✗ api:test   could not start",
        "    there is no nix on the PATH, and the tools of every service come from it",
        "      install Nix (https://nixos.org/download), or use this machine's own tools: --provider host",
        "✗ web:test   could not start, as api:test",
        "",
        "2 failed   6.1s   logs: .repo/runs/12",
        "",
      ].join("\n"),
    );
  });

  test("of very many list only what did not pass, and once what was not started for one reason", async () => {
    const tasks = Array.from({ length: 100 }, (_, i): TaskId => `s${i}:test`);
    const because = { kind: "dependency-failed", task: "s0:test" } as const;
    const events = tasks.map((task, i) =>
      taskFinished(task, i === 0 ? exited(10, 2) : i < 40 ? { kind: "not-started", because } : passed(10)),
    );
    const { stderr } = await show("prefixed", [runStarted(...tasks), ...events, runFinished]);
    expect(stderr).toBe(
      [
        "✗ s0:test    10ms    exit 2",
        "– 39 tasks   not started: s0:test failed",
        "",
        "1 failed, 39 not started, 60 passed   6.1s   logs: .repo/runs/12",
        "",
      ].join("\n"),
    );
  });

  test("look the same however the bytes were cut", async () => {
    const line = fc.stringMatching(/^[a-zé日🎉 \t\r]{0,12}$/u);
    const text = fc.array(line, { maxLength: 8 }).map((lines) => lines.join("\n"));
    const cuts = fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 20 });
    await fc.assert(
      fc.asyncProperty(text, text, cuts, async (first, second, sizes) => {
        const whole = await shownInChunks([first, second], [Number.MAX_SAFE_INTEGER]);
        const cut = await shownInChunks([first, second], sizes);
        expect(cut).toEqual(whole);
        expect(cut[0]?.join("")).not.toContain("\ufffd");
      }),
      { numRuns: 300 },
    );
  });

  test("a line of megabytes comes in pieces, wherever it was cut, and nothing of it is lost", async () => {
    const text = `${"🎉x".repeat(200_000)}\n`;
    const whole = await shownInChunks([text], [Number.MAX_SAFE_INTEGER]);
    const cut = await shownInChunks([text], [4093]);
    expect(cut).toEqual(whole);
    expect(whole[0]?.map((line) => line.replace(/^t0:x \| /, "")).join("")).toBe(text.trimEnd());
  });
});

/** The lines of each task, when tasks write in turns and in chunks of these sizes. */
async function shownInChunks(texts: readonly string[], sizes: readonly number[]): Promise<string[][]> {
  const tasks = texts.map((_, i): TaskId => `t${i}:x`);
  const rests = texts.map((text) => Buffer.from(text));
  const events = [];
  for (let turn = 0; rests.some((rest) => rest.length > 0); turn++) {
    const i = turn % rests.length;
    const rest = rests[i] ?? Buffer.alloc(0);
    const size = sizes[turn % sizes.length] ?? 1;
    events.push(output(tasks[i] ?? "t0:x", rest.subarray(0, size)));
    rests[i] = rest.subarray(size);
  }
  const ends = tasks.map((task) => taskFinished(task, passed(1)));
  const { stdout } = await show("prefixed", [runStarted(...tasks), ...events, ...ends]);
  const lines = stdout.split("\n").slice(0, -1);
  expect(lines.every((line) => tasks.some((task) => line.startsWith(`${task} |`)))).toBe(true);
  return tasks.map((task) => lines.filter((line) => line.startsWith(task)));
}
