import { describe, expect, test } from "@jest/globals";
import type { Failure } from "@nix-repo/model";
import { createReporter, UNICODE } from "@nix-repo/reporters";
import { exited, FakeStream, output, passed, runFinished, runStarted, show, taskFinished } from "./fake-terminal.ts";

const missing: Failure = { code: "command-not-found", command: "jq", shell: "web", keepable: false };

describe("one task", () => {
  test("passes its bytes through untouched, then says how it went", async () => {
    const { stdout, stderr } = await show("streaming", [
      runStarted("web:test"),
      output("web:test", "a\r\x1b[31mb\n"),
      output("web:test", "warn\n", "stderr"),
      output("web:test", "no line break"),
      taskFinished("web:test", passed(3400)),
      runFinished,
    ]);
    expect(stdout).toBe("a\r\x1b[31mb\nno line break");
    expect(stderr).toBe("warn\n✓ web:test   3.4s   .repo/runs/12/web-test.log\n");
  });

  test("that failed", async () => {
    const { stderr } = await show("streaming", [
      runStarted("web:test"),
      output("web:test", "half a line", "stderr"),
      taskFinished("web:test", exited(40, 3)),
      runFinished,
    ]);
    expect(stderr).toBe("half a line\n✗ web:test   40ms    exit 3   .repo/runs/12/web-test.log\n");
  });

  test("that failed for a reason we know", async () => {
    const outcome = { kind: "failed", durationMs: 40, status: { kind: "signal", signal: "SIGKILL" }, hint: missing } as const;
    const { stderr } = await show("streaming", [runStarted("web:test"), taskFinished("web:test", outcome), runFinished]);
    expect(stderr).toBe(
      [
        "✗ web:test   40ms    ended by SIGKILL   .repo/runs/12/web-test.log",
        '    there is no command "jq" in the devShell web, nor elsewhere on your PATH; add its package to web',
        "",
      ].join("\n"),
    );
  });

  test("that could not start", async () => {
    const { stderr } = await show("streaming", [
      runStarted("web:test"),
      taskFinished("web:test", { kind: "unavailable", failure: missing }),
      runFinished,
    ]);
    expect(stderr).toBe(
      [
        "✗ web:test   could not start",
        '    there is no command "jq" in the devShell web, nor elsewhere on your PATH; add its package to web',
        "",
      ].join("\n"),
    );
  });

  test("says each notice once, and verbose ones only where asked", async () => {
    const events = [
      runStarted("web:test"),
      { type: "notice", level: "warning", text: "the host's own tools are used" },
      { type: "notice", level: "warning", text: "the host's own tools are used" },
      { type: "notice", level: "info", task: "web:test", text: "PORT is not set" },
      { type: "notice", level: "verbose", text: "captured in 3 s" },
    ] as const;
    const notices = "repo: the host's own tools are used\nrepo: web:test: PORT is not set\n";
    expect((await show("streaming", events)).stderr).toBe(notices);
    expect((await show("streaming", events, { verbose: true })).stderr).toBe(`${notices}repo: captured in 3 s\n`);
    expect((await show("streaming", events, { colour: { stdout: true, stderr: true } })).stderr).toContain(
      "\x1b[33mrepo:\x1b[39m the host's",
    );
  });

  test("is slowed down, not kept in memory, while nobody reads", async () => {
    const stdout = new SlowStream();
    const options = { stdout, stderr: new FakeStream() } as unknown as { stdout: NodeJS.WriteStream; stderr: NodeJS.WriteStream };
    const reporter = await createReporter("streaming", {
      ...options,
      colour: { stdout: false, stderr: false },
      symbols: UNICODE,
      root: "/workspace",
    });
    expect(reporter.congestion()).toBeUndefined();
    reporter.sink(output("web:test", "x".repeat(100_000)));
    const congestion = reporter.congestion();
    expect(congestion).toBeInstanceOf(Promise);
    stdout.read();
    await congestion;
    expect(reporter.congestion()).toBeUndefined();
  });

  test("whose reader went away goes on without it", async () => {
    const stdout = new FakeStream();
    const stderr = new FakeStream();
    const options = { stdout, stderr } as unknown as { stdout: NodeJS.WriteStream; stderr: NodeJS.WriteStream };
    const reporter = await createReporter("streaming", {
      ...options,
      colour: { stdout: false, stderr: false },
      symbols: UNICODE,
      root: "/workspace",
    });
    stdout.destroy(Object.assign(new Error("broken pipe"), { code: "EPIPE" }));
    await new Promise((resolve) => stdout.once("close", resolve));
    for (const event of [runStarted("web:test"), output("web:test", "lost\n"), taskFinished("web:test", passed(5)), runFinished])
      reporter.sink(event);
    await reporter.finish();
    expect(stderr.text).toBe("✓ web:test   5ms   .repo/runs/12\n");
  });
});

/** Takes one chunk, and nothing more before it is read. */
class SlowStream extends FakeStream {
  #done: (() => void) | undefined;

  override _write(_chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.#done = done;
  }

  read(): void {
    this.#done?.();
  }
}
