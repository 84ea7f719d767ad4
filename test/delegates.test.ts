import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { cleanEnvironment, nixVersions, runRepo, type TemporaryFolder } from "@nix-repo/testkit";
import { FAKE_TASK } from "../packages/tasks/test/delegates/fake-task.ts";
import { justFolder } from "./example.ts";
import { type NixWorkspace, nixWorkspaceOf } from "./nix-workspace.ts";
import { ON_HOST, workspaceOf } from "./workspace.ts";

const JUSTFILE = "# Says who\nwho *args:\n  @echo just {{args}}\nbuild:\n  @echo just build\n";
const TASKFILE = "version: 3\ntasks:\n  who:\n    cmd: echo\n  lint:\n    cmd: echo\n";
const MAKEFILE = ".PHONY: who test\nwho:\n\t@echo make\ntest:\n\t@echo make test\n";

const onHost = (
  workspace: TemporaryFolder,
  args: readonly string[],
  path = `${justFolder}:${join(workspace.path, "bin")}:${process.env.PATH}`,
) => runRepo([...args, ...ON_HOST], { cwd: workspace.path, env: cleanEnvironment({ PATH: path }) });

describe("which definition of a verb wins", () => {
  const override = JSON.stringify({ verbs: { who: "echo override" } });
  const layers = {
    override: { "web/repo.config.json": override },
    just: { "web/justfile": JUSTFILE },
    task: { "web/Taskfile.yml": TASKFILE },
    make: { "web/Makefile": MAKEFILE },
    registry: {},
    stack: {},
  };

  test.each([
    ["the team's override", ["override", "just", "task", "make", "registry", "stack"], "override\n"],
    ["the justfile", ["just", "task", "make", "registry", "stack"], "just\n"],
    ["the Taskfile", ["task", "make", "registry", "stack"], "task called with [--taskfile] [WEB/Taskfile.yml] [who]\n"],
    ["the Makefile", ["make", "registry", "stack"], "make\n"],
    ["the registry", ["registry", "stack"], "registry\n"],
    ["the stack", ["stack"], "stack\n"],
    ["the registry over a justfile without such a recipe", ["registry", "stack", "other justfile"], "registry\n"],
  ] as const)("%s", async (_what, present, output) => {
    const web = { path: "web", stack: "ours", ...(has(present, "registry") ? { verbs: { who: "echo registry" } } : {}) };
    const registry = { services: { web }, stacks: { ours: { verbs: { who: "echo stack" } } } };
    const files = present.flatMap((name) =>
      Object.entries(name === "other justfile" ? { "web/justfile": "other:\n  @echo other\n" } : layers[name]),
    );
    using workspace = workspaceOf(registry, { ...Object.fromEntries(files), "bin/task": FAKE_TASK });
    const run = await onHost(workspace, ["who", "web"]);
    expect(run.stdout.replaceAll(join(workspace.path, "web"), "WEB")).toBe(output);
    expect(run.exitCode).toBe(0);

    // A task file that loses anyway is not asked; here it is, so that all can be told.
    await onHost(workspace, ["list", "--ask"]);
    const explained = await onHost(workspace, ["explain", "web:who", "--json"]);
    const [task] = (
      JSON.parse(explained.stdout) as { tasks: { source: { kind: string; tool?: string }; shadowed: { source: { kind: string } }[] }[] }
    ).tasks;
    expect(
      [task?.source, ...(task?.shadowed.map(({ source }) => source) ?? [])].map(
        (source) => (source as { tool?: string }).tool ?? source?.kind,
      ),
    ).toEqual(present.filter((name) => name !== "other justfile"));
  });

  test("explain names the file and the line of the winner, and what it won over", async () => {
    const registry = { services: { web: { path: "web", verbs: { who: "echo registry" } } } };
    using workspace = workspaceOf(registry, { "web/justfile": JUSTFILE });
    const run = await onHost(workspace, ["explain", "web:who"]);
    expect(run.stdout).toMatch(/^web:who +just who +web\/justfile:2, before echo registry \(services\.config\.json:6:9\)$/m);
  });

  test("options of the registry hold for a recipe: dependsOn, env", async () => {
    const verbs = { who: { dependsOn: ["build"], env: { MODE: "from the registry" } } };
    using workspace = workspaceOf(
      { services: { web: { path: "web", verbs } } },
      { "web/justfile": 'who:\n  @echo "$MODE"\nbuild:\n  @echo built\n' },
    );
    const run = await onHost(workspace, ["who", "web"]);
    expect(run.stdout).toBe("web:build | built\nweb:who   | from the registry\n");
  });

  test("a recipe runs in the folder of its file, in an environment of ours", async () => {
    using workspace = workspaceOf({ services: { web: { path: "web" } } }, { "web/justfile": "where:\n  @pwd\n", "web/deep/.keep": "" });
    expect(
      (
        await runRepo(["-C", "web/deep", "where", ...ON_HOST], {
          cwd: workspace.path,
          env: cleanEnvironment({ PATH: `${justFolder}:${process.env.PATH}` }),
        })
      ).stdout,
    ).toBe(`${workspace.path}/web\n`);
  });

  test("a recipe of the workspace's own justfile is a verb of the workspace", async () => {
    using workspace = workspaceOf({ services: { web: { path: "web" } } }, { justfile: "fmt:\n  @echo formatted\n" });
    expect((await onHost(workspace, ["run", "//:fmt"])).stdout).toBe("formatted\n");
    expect((await onHost(workspace, ["fmt"])).stdout).toBe("formatted\n");
  });
});

describe("list", () => {
  const services = { web: { path: "web", verbs: { lint: "true" } }, make: { path: "make" }, task: { path: "task" } };
  const files = { "web/justfile": JUSTFILE, "make/Makefile": MAKEFILE, "task/Taskfile.yml": TASKFILE, "bin/task": FAKE_TASK };
  /** No folder at all: whoever starts a program fails. */
  const NO_TOOLS = "/no/such/folder";

  test("starts no tool, and says what is not known yet; afterwards it knows", async () => {
    using workspace = workspaceOf({ services }, files);
    const before = await onHost(workspace, ["list"], NO_TOOLS);
    expect(columnsOf(before.stdout)).toEqual([
      ["service", "path", "stack", "shell", "verbs"],
      ["make", "make", "make?", "Makefile: not read yet"],
      ["task", "task", "task?", "Taskfile.yml: not read yet"],
      ["web", "web", "web?", "justfile: not read yet; registry: lint"],
    ]);
    expect(before).toMatchObject({ exitCode: 0, stderr: "" });

    expect((await onHost(workspace, ["list", "--ask"])).exitCode).toBe(0);
    const after = await onHost(workspace, ["list"], NO_TOOLS);
    expect(columnsOf(after.stdout)).toEqual([
      ["service", "path", "stack", "shell", "verbs"],
      ["make", "make", "make?", "Makefile: who, test"],
      ["task", "task", "task?", "Taskfile.yml: who, who-alias, lint, lint-alias"],
      ["web", "web", "web?", "justfile: build, who; registry: lint"],
    ]);

    workspace.write({ "web/justfile": `${JUSTFILE}new:\n  @echo new\n` });
    expect((await onHost(workspace, ["list"], NO_TOOLS)).stdout).toMatch(/^web +web +web\? +justfile: not read yet; registry: lint$/m);
  });

  test("help and completion start none either", async () => {
    using workspace = workspaceOf({ services }, files);
    expect(await onHost(workspace, ["who", "--help"], NO_TOOLS)).toMatchObject({ exitCode: 0, stderr: "" });
    const words = await runRepo(["__complete", "--", "wh"], { cwd: workspace.path, env: cleanEnvironment({ PATH: NO_TOOLS }) });
    expect(words).toMatchObject({ exitCode: 0, stdout: "", stderr: "" });
    await onHost(workspace, ["list", "--ask"]);
    const known = await runRepo(["__complete", "--", "wh"], { cwd: workspace.path, env: cleanEnvironment({ PATH: NO_TOOLS }) });
    expect(known.stdout).toBe("who\tSays who\nwho-alias\tdoes who\n");
    expect((await onHost(workspace, ["who", "--help"], NO_TOOLS)).stdout).toMatch(/^ {2}web +Says who \*args \(web\/justfile:2\)$/m);
  });
});

describe("a task file that its tool cannot read", () => {
  test.each([
    ["just", "justfile", "test\n  echo x\n", /^repo: just cannot read web\/justfile\n {4}error: .*\n/],
    [
      "make",
      "Makefile",
      "test: ; echo\nnonsense\n",
      /^repo: make cannot read web\/Makefile\n {4}Makefile:2: \*\*\* missing separator\. {2}Stop\.\n$/,
    ],
    [
      "task",
      "Taskfile.yml",
      "BROKEN\n",
      /^repo: task cannot read web\/Taskfile\.yml\n {4}task: Failed to parse Taskfile\.yml: yaml: line 3\n$/,
    ],
  ])("%s: its own words, and nothing runs", async (_tool, file, text, message) => {
    using workspace = workspaceOf({ services: { web: { path: "web" } } }, { [`web/${file}`]: text, "bin/task": FAKE_TASK });
    const run = await onHost(workspace, ["test", "web"]);
    expect(run.exitCode).toBe(2);
    expect(withoutNotice(run.stderr)).toMatch(message);
    expect(run.stdout).toBe("");
  });
});

describe.each(nixVersions())("$label: task files in their devShells", (nix) => {
  const services = {
    full: { path: "full", shell: "full" },
    empty: { path: "empty", shell: "empty" },
    named: { path: "named", shell: "empty", hostTools: ["just"] },
    hooked: { path: "hooked", shell: "hooked" },
    make: { path: "make", shell: "empty" },
    task: { path: "task", shell: "empty" },
  };
  const flake = {
    shells: {
      full: { env: { FROM_SHELL: "yes" }, programs: { just: `#!/bin/sh\nexec ${justFolder}/just "$@"\n` } },
      empty: { bare: true },
      hooked: { bare: true, shellHook: `export PATH=${justFolder}:$PATH` },
    },
  };
  const justfile = 'who:\n  @echo "just, FROM_SHELL=${FROM_SHELL-}"\n';
  const files = {
    "full/justfile": justfile,
    "empty/justfile": justfile,
    "named/justfile": justfile,
    "hooked/justfile": justfile,
    "make/Makefile": MAKEFILE,
    "task/Taskfile.yml": TASKFILE,
  };
  let workspace: NixWorkspace;
  beforeAll(() => {
    workspace = nixWorkspaceOf(nix, { registry: { services }, flake, files });
  });
  afterAll(() => workspace.dispose());
  /** just, make and task are all on the caller's PATH. */
  const run = (args: readonly string[]) =>
    workspace.run(args, { env: { PATH: `${justFolder}:${join(workspace.path, "bin")}:${workspace.env.PATH}` } });

  test("the tool and the recipe are those of the devShell", async () => {
    expect(await run(["who", "full"])).toMatchObject({ stdout: "just, FROM_SHELL=yes\n", exitCode: 0 });
  });

  test("a tool that a hook puts on the PATH counts", async () => {
    expect(await run(["who", "hooked"])).toMatchObject({ stdout: "just, FROM_SHELL=\n", exitCode: 0 });
  });

  test.each([
    ["just", "empty", "empty/justfile", "just"],
    ["make", "make", "make/Makefile", "gnumake"],
    ["task", "task", "task/Taskfile.yml", "go-task"],
  ])("%s on the caller's PATH alone: which package to add to which shell", async (tool, service, file, nixPackage) => {
    workspace.write({ "bin/task": FAKE_TASK });
    const failed = await run(["who", service]);
    expect(failed).toMatchObject({
      exitCode: 3,
      stdout: "",
      stderr: `repo: ${file} needs "${tool}", which the devShell empty does not have\n  add pkgs.${nixPackage} to empty\n`,
    });
  });

  test("unless the registry names it under hostTools", async () => {
    expect(await run(["who", "named"])).toMatchObject({ stdout: "just, FROM_SHELL=\n", exitCode: 0 });
  });

  test("the same where the recipes were known before: the devShell has lost its tool", async () => {
    expect((await run(["who", "full"])).exitCode).toBe(0);
    const lost = { ...services, full: { ...services.full, shell: "empty" } };
    workspace.write({ "services.config.json": JSON.stringify({ services: lost }) });
    for (const command of [
      ["who", "full"],
      ["dev", "full"],
    ]) {
      workspace.write({ "full/justfile": `${justfile}dev:\n  @echo dev\n` });
      await nameShell("full");
      await run(["list", "--ask"]);
      await nameShell("empty");
      const failed = await run(command);
      expect({ command, stdout: failed.stdout, exitCode: failed.exitCode }).toEqual({ command, stdout: "", exitCode: 3 });
      expect(failed.stderr).toContain('full/justfile needs "just", which the devShell empty does not have\n');
      expect(failed.stderr).toContain("add pkgs.just to empty\n");
    }
  });

  const nameShell = async (shell: string) =>
    workspace.write({ "services.config.json": JSON.stringify({ services: { full: { path: "full", shell } } }) });
});

function has(present: readonly string[], name: string): boolean {
  return present.includes(name);
}

/** The rows of a table as cells, rows behind the header sorted by name. */
function columnsOf(table: string): string[][] {
  const [header = [], ...rows] = table
    .trimEnd()
    .split("\n")
    .map((line) => line.trim().split(/ {2,}/));
  return [header, ...rows.sort(([a = ""], [b = ""]) => a.localeCompare(b))];
}

function withoutNotice(stderr: string): string {
  return stderr
    .split("\n")
    .filter((line) => !line.startsWith("repo: tools come from"))
    .join("\n");
}
