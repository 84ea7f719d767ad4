import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import type { TaskId } from "@nix-repo/model";
import { temporaryFolder } from "@nix-repo/testkit";
import { type FailedAction, failureHint } from "../src/failure-hint.ts";

function hint(stderr: string, more: Partial<FailedAction> & { code?: number } = {}) {
  const { code = 127, ...rest } = more;
  return failureHint({
    task: "web:test",
    status: { kind: "code", code },
    stderr,
    shell: "web",
    keepable: false,
    callerEnv: {},
    env: {},
    cwd: "/",
    ...rest,
  });
}

describe("a command that is missing", () => {
  test.each([
    ["bash", "bash: line 1: vite: command not found\n", 127],
    ["bash, older", "/bin/bash: line 12: vite: command not found\n", 127],
    ["bash in a script", "./run.sh: line 3: vite: command not found\n", 127],
    ["bash in German", "bash: Zeile 1: vite: Kommando nicht gefunden.\n", 127],
    ["dash", "sh: 1: vite: not found\n", 127],
    ["busybox", "sh: vite: not found\n", 127],
    ["zsh", "zsh: command not found: vite\n", 127],
    ["env", "env: 'vite': No such file or directory\n", 127],
    ["env of coreutils in UTF-8", "/usr/bin/env: ‘vite’: No such file or directory\n", 127],
    ["npm", "\n> test\n> vite\n\nsh: 1: vite: not found\n", 127],
    ["make, in a shell", "/bin/sh: 1: vite: not found\nmake: *** [Makefile:2: test] Error 127\n", 2],
    ["make, without a shell", "make: vite: No such file or directory\nmake: *** [Makefile:2: test] Error 127\n", 2],
    ["just", "bash: line 1: vite: command not found\nerror: Recipe `test` failed on line 2 with exit code 127\n", 127],
    ["task", '"vite": executable file not found in $PATH\ntask: Failed to run task "test": exit status 127\n', 201],
  ])("is named: %s", (_, stderr, code) => {
    expect(hint(stderr, { code })).toEqual({ code: "command-not-found", command: "vite", shell: "web", task: "web:test", keepable: false });
  });

  test("is not installed yet, where package.json names packages and none are there", () => {
    using folder = temporaryFolder({ "web/package.json": "{}", "api/go.mod": "" });
    const missing = (service: string, setup?: TaskId) => hint("sh: 1: jest: not found\n", { cwd: join(folder.path, service), setup });
    expect(missing("web", "web:setup")).toMatchObject({ command: "jest", installedBy: "repo run web:setup" });
    expect(missing("web")).toMatchObject({ installedBy: "npm install, or what takes its place here" });
    expect(missing("api")).not.toHaveProperty("installedBy");
    folder.write({ "node_modules/.package-lock.json": "{}" });
    expect(missing("web", "web:setup")).not.toHaveProperty("installedBy");
  });

  test("is not seen where a test only mentions one", () => {
    expect(hint("expected: vite: not found\n", { code: 1 })).toBeUndefined();
    expect(hint("something else\n")).toBeUndefined();
    expect(
      failureHint({
        task: "web:test",
        status: { kind: "signal", signal: "SIGTERM" },
        stderr: "sh: 1: vite: not found",
        shell: "web",
        keepable: false,
        callerEnv: {},
        env: {},
        cwd: "/",
      }),
    ).toBeUndefined();
  });

  test("is looked for on the caller's PATH where the task may not see that", () => {
    expect(hint("sh: 1: bash: not found\n", { keepable: true, callerEnv: { PATH: "/bin" } })).toMatchObject({
      onHost: "/bin/bash",
      keepable: true,
    });
    expect(hint("sh: 1: bash: not found\n", { keepable: false, callerEnv: { PATH: "/bin" } })).not.toHaveProperty("onHost");
  });
});

describe("a variable that is missing", () => {
  const stderr = "bash: line 1: DATABASE_URL: unbound variable\n";

  test("is named where the caller has it and the task may not see it", () => {
    expect(hint(stderr, { code: 1, keepable: true, callerEnv: { DATABASE_URL: "x" } })).toEqual({
      code: "variable-not-passed",
      variable: "DATABASE_URL",
      task: "web:test",
    });
  });

  test("is the script's own matter otherwise", () => {
    expect(hint(stderr, { code: 1, keepable: true })).toBeUndefined();
    expect(hint(stderr, { code: 1, keepable: false, callerEnv: { DATABASE_URL: "x" } })).toBeUndefined();
  });
});
