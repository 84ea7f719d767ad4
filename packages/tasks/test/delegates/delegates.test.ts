import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import type { TaskFile, TaskFileTool } from "@nix-repo/model";
import { type TemporaryFolder, temporaryFolder } from "@nix-repo/testkit";
import { createHostProvider, createRecipeBook } from "../../src/index.ts";
import { graphOf, startRun, workspaceOf } from "../builders.ts";
import { FAKE_TASK } from "./fake-task.ts";

const SHELL = { kind: "inferred", candidates: ["default"] } as const;

/** A PATH with the real just of npm's `rust-just`, the system's make, and a stand-in for task. */
function pathWith(folder: TemporaryFolder): string {
  const just = createRequire(import.meta.url).resolve(`rust-just-${process.platform}-${process.arch}/package.json`);
  return [join(dirname(just), "bin"), join(folder.path, "bin"), process.env.PATH].join(":");
}

function bookIn(folder: TemporaryFolder, path = pathWith(folder)) {
  return createRecipeBook({
    stateFolder: join(folder.path, ".repo"),
    callerEnv: { PATH: path, HOME: folder.path },
    provider: async () => ({ ok: true, value: createHostProvider() }),
  });
}

function fileIn(folder: TemporaryFolder, tool: TaskFileTool, name: string): TaskFile {
  return { tool, file: join(folder.path, name) };
}

async function recipesOf(folder: TemporaryFolder, taskFile: TaskFile) {
  const answer = await bookIn(folder).ask(taskFile, { shell: SHELL });
  if (!answer.ok) return answer.error;
  return answer.value.map(({ name, doc, parameters, file, line }) => [
    name,
    doc,
    parameters,
    `${file.slice(folder.path.length + 1)}:${line}`,
  ]);
}

/** Runs one verb of a service in the folder and gives what it printed. */
async function output(folder: TemporaryFolder, taskFile: TaskFile, { verb, args }: { verb: string; args: readonly string[] }) {
  const workspace = workspaceOf(folder.path, { web: { folder: dirname(taskFile.file), taskFiles: [taskFile] } });
  const graph = await graphOf(workspace, [{ service: "web", verb, args }], { recipes: bookIn(folder) });
  const run = startRun(workspace, graph, { callerEnv: { PATH: pathWith(folder), HOME: folder.path } });
  expect((await run.outcomes).get(`web:${verb}`)).toMatchObject({ kind: "passed" });
  return run.output(`web:${verb}`);
}

describe("just", () => {
  test("gives public recipes, aliases and modules with docs, parameters and places", async () => {
    using folder = temporaryFolder({
      justfile: `import 'more.just'
mod db
alias t := test
alias _hidden-alias := test
# Runs the tests
test *args: build
    echo test {{args}}
[doc("Builds it")]
build target="all" +rest="x":
    @echo {{target}}
_hidden:
    echo
[private]
secret:
    echo
`,
      "more.just": "\n@extra one:\n    echo {{one}}\n",
      "db/mod.just": "mod deep\n# Fills it\nseed:\n    echo seeded\n",
      "db/deep.just": "run:\n    echo deep\n",
    });
    expect(await recipesOf(folder, fileIn(folder, "just", "justfile"))).toEqual([
      ["build", "Builds it", 'target="all" +rest="x"', "justfile:9"],
      ["extra", undefined, "one", "more.just:2"],
      ["test", "Runs the tests", "*args", "justfile:6"],
      ["t", "Runs the tests", "*args", "justfile:3"],
      ["db::seed", "Fills it", undefined, "db/mod.just:3"],
      ["db::deep::run", undefined, undefined, "db/deep.just:1"],
    ]);
  });

  test("runs a recipe in the service's folder, arguments untouched", async () => {
    using folder = temporaryFolder({
      "a service/justfile": 'set positional-arguments\ntest *args:\n    @pwd; printf "[%s]" "$@"\n',
    });
    const args = ["--help", "--", "a", "b c", "$x", "--flag", "-v", ""];
    expect(await output(folder, fileIn(folder, "just", "a service/justfile"), { verb: "test", args })).toBe(
      `${folder.path}/a service\n[--help][--][a][b c][$x][--flag][-v][]`,
    );
  });

  test("hands on just's own words about a broken justfile", async () => {
    using folder = temporaryFolder({ justfile: "x y\n" });
    expect(await recipesOf(folder, fileIn(folder, "just", "justfile"))).toEqual({
      code: "delegate-failed",
      tool: "just",
      file: `${folder.path}/justfile`,
      message: expect.stringMatching(/^error: expected .*, but found end of line\n.*justfile:1:4/s),
    });
  });

  test("says which package a shell lacks", async () => {
    using folder = temporaryFolder({ justfile: "test:\n    echo\n" });
    expect(await bookIn(folder, "/no/where").ask(fileIn(folder, "just", "justfile"), { shell: SHELL })).toEqual({
      ok: false,
      error: { code: "delegate-tool-missing", tool: "just", file: `${folder.path}/justfile`, shell: "host", nixPackage: "just" },
    });
  });
});

describe("make", () => {
  const MAKEFILE = `-include generated.mk
include more.mk
VERSION := $(shell echo 1)
.PHONY: test all fancy.name
all: test
test: build ## Runs the tests
	@echo test
build:
	touch built
fancy.name:
	@echo fancy
out/app: main.c
	cc
main.o: ; cc
%.o: %.c
	cc
lint:: ; echo
generated.mk:
	echo 'generated: ; echo' > $@; touch was-run
Makefile: more.mk
	touch was-run
define TEXT
not-a-target: x
endef
variable = a:b
show: X = 1
show:
	@echo $(X)
first second: ; @echo $@
`;

  test("gives the targets that a person calls, and runs no recipe for it", async () => {
    using folder = temporaryFolder({ Makefile: MAKEFILE, "more.mk": "\nincluded: ; @echo included\n" });
    expect(await recipesOf(folder, fileIn(folder, "make", "Makefile"))).toEqual([
      ["all", undefined, undefined, "Makefile:5"],
      ["test", "Runs the tests", undefined, "Makefile:6"],
      ["build", undefined, undefined, "Makefile:8"],
      ["fancy.name", undefined, undefined, "Makefile:10"],
      ["lint", undefined, undefined, "Makefile:17"],
      ["show", undefined, undefined, "Makefile:26"],
      ["first", undefined, undefined, "Makefile:29"],
      ["second", undefined, undefined, "Makefile:29"],
      ["included", undefined, undefined, "more.mk:2"],
    ]);
    const { existsSync } = await import("node:fs");
    expect(["generated.mk", "was-run", "built"].filter((name) => existsSync(join(folder.path, name)))).toEqual([]);
  });

  test("runs a target, and hands arguments to make", async () => {
    using folder = temporaryFolder({ Makefile: 'test: ; @echo "$(NAME) in $(CURDIR)"\n' });
    expect(await output(folder, fileIn(folder, "make", "Makefile"), { verb: "test", args: ["NAME=a b"] })).toBe(`a b in ${folder.path}\n`);
  });

  test("is not confused by the make that started us", async () => {
    using folder = temporaryFolder({ Makefile: "test: ; @echo\n" });
    const book = createRecipeBook({
      stateFolder: join(folder.path, ".repo"),
      callerEnv: {
        PATH: process.env.PATH ?? "",
        MAKEFLAGS: "s -j2 --jobserver-auth=98,99",
        MAKELEVEL: "1",
        LANG: "de_DE.UTF-8",
        LC_ALL: "de_DE.UTF-8",
      },
      provider: async () => ({ ok: true, value: createHostProvider() }),
    });
    expect(await book.ask(fileIn(folder, "make", "Makefile"), { shell: SHELL })).toMatchObject({
      ok: true,
      value: [{ name: "test", line: 1 }],
    });
  });

  test("hands on make's own words about a broken makefile", async () => {
    using folder = temporaryFolder({ Makefile: "test:\n  spaces\n" });
    expect(await recipesOf(folder, fileIn(folder, "make", "Makefile"))).toEqual({
      code: "delegate-failed",
      tool: "make",
      file: `${folder.path}/Makefile`,
      message: `Makefile:2: *** missing separator.  Stop.`,
    });
  });
});

describe("task, with a stand-in for go-task", () => {
  const TASKFILE = "version: '3'\ntasks:\n  build:\n    cmds: []\n  test:\n    cmds: []\n";

  test("gives tasks and aliases with descriptions and places", async () => {
    using folder = temporaryFolder({ "bin/task": FAKE_TASK, "Taskfile.yml": TASKFILE });
    expect(await recipesOf(folder, fileIn(folder, "task", "Taskfile.yml"))).toEqual([
      ["build", "does build", undefined, "Taskfile.yml:3"],
      ["build-alias", "does build", undefined, "Taskfile.yml:3"],
      ["test", "does test", undefined, "Taskfile.yml:5"],
      ["test-alias", "does test", undefined, "Taskfile.yml:5"],
    ]);
  });

  test("puts what is for the task behind two dashes, and none where there is nothing", async () => {
    using folder = temporaryFolder({ "bin/task": FAKE_TASK, "Taskfile.yml": TASKFILE });
    const file = fileIn(folder, "task", "Taskfile.yml");
    expect(await output(folder, file, { verb: "test", args: ["a b", "--flag"] })).toBe(
      `task called with [--taskfile] [${folder.path}/Taskfile.yml] [test] [--] [a b] [--flag]\n`,
    );
    expect(await output(folder, file, { verb: "test", args: [] })).toBe(
      `task called with [--taskfile] [${folder.path}/Taskfile.yml] [test]\n`,
    );
  });

  test("hands on task's own words about a broken Taskfile", async () => {
    using folder = temporaryFolder({ "bin/task": FAKE_TASK, "Taskfile.yml": "BROKEN" });
    expect(await recipesOf(folder, fileIn(folder, "task", "Taskfile.yml"))).toMatchObject({
      code: "delegate-failed",
      message: "task: Failed to parse Taskfile.yml: yaml: line 3",
    });
  });

  test("says which package a shell lacks", async () => {
    using folder = temporaryFolder({ "Taskfile.yml": TASKFILE });
    expect(await bookIn(folder, "/no/where").ask(fileIn(folder, "task", "Taskfile.yml"), { shell: SHELL })).toMatchObject({
      error: { code: "delegate-tool-missing", nixPackage: "go-task" },
    });
  });
});
