import { dirname } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { cleanEnvironment, openTerminal, repoCommand, runRepo, type TemporaryFolder } from "@nix-repo/testkit";
import { ON_HOST, workspaceOf } from "./workspace.ts";

const registry = {
  services: {
    website: { path: "code/website", verbs: { dev: "true", test: "true", "db:seed": "true" }, tags: ["frontend"] },
    worker: { path: "code/worker", verbs: { test: "true", ship: { run: "true", params: { where: {}, force_it: { kind: "boolean" } } } } },
  },
  workspace: {
    verbs: {
      release: {
        run: "true",
        params: {
          environment: { kind: "choice", choices: ["dev", "prod", "preview"] },
          wait: { kind: "boolean", description: "until it is there" },
        },
      },
    },
  },
};

describe("repo __complete", () => {
  test.each([
    ["verbs and commands", ["te"], ["test"]],
    ["services that have the verb", ["dev", ""], ["website"]],
    ["services not named yet", ["test", "worker", ""], ["website"]],
    ["tasks, with colons", ["run", "website:d"], ["website:dev", "website:db:seed"]],
    ["services for exec", ["exec", "wo"], ["worker"]],
    ["options", ["test", "--with-dep"], ["--with-dependencies", "--with-dependents"]],
    ["values of options", ["test", "--provider", ""], ["nix", "host"]],
    ["ways to show output", ["test", "--output", ""], ["live", "prefixed", "grouped", "failures", "github", "gitlab"]],
    ["files for a report", ["test", "--junit", "code/w"], ["code/website/", "code/worker/"]],
    ["nothing where there are no runs", ["logs", ""], []],
    ["tags", ["test", "--tag", ""], ["frontend"]],
    ["what hooks does", ["hooks", ""], ["install", "uninstall", "status", "print"]],
    ["what hooks prints", ["hooks", "print", ""], ["pre-commit-config"]],
    ["formats to import", ["import", ""], ["justfile", "taskfile", "turbo", "procfile", "process-compose"]],
    ["engines of CI", ["init", "--ci", ""], ["github"]],
    ["templates", ["init", "--template", ""], ["hybrid"]],
    ["stacks of a new service", ["new", "x", "--stack", ""], ["node", "go", "rust", "dotnet", "python", "flutter"]],
    ["options of init", ["init", "--b"], ["--base", "--binary-cache", "--binary-cache-key"]],
    ["shells", ["completion", ""], ["bash", "zsh", "fish"]],
    ["services and tasks to draw", ["graph", "work"], ["worker", "worker:test", "worker:ship"]],
    ["services whose processes are drawn", ["graph", "--up", "work"], ["worker"]],
    ["verbs whose tasks are drawn", ["graph", "--tasks", "t"], ["test"]],
    ["ways to draw", ["graph", "--format", ""], ["text", "mermaid", "dot", "json"]],
    ["nothing behind --", ["test", "website", "--", ""], []],
    ["flags of parameters", ["release", "--wa"], ["--wait", "--watch"]],
    ["flags that say no", ["release", "--no-"], ["--no-wait"]],
    ["what a parameter may be", ["release", "--environment", "p"], ["prod", "preview"]],
    ["the same behind an equals sign", ["release", "--environment=p"], ["--environment=prod", "--environment=preview"]],
    ["the same as a word", ["release", ""], ["dev", "prod", "preview"]],
    ["the next parameter as a word", ["release", "--environment", "dev", ""], ["true", "false"]],
    ["no parameter where none is left", ["release", "dev", "true", ""], []],
    ["nothing for a value that may be anything", ["ship", "--where", ""], []],
    ["what config does", ["config", ""], ["print", "validate", "schema", "editor"]],
    ["whose values are printed", ["config", "print", "--resolved", "work"], ["worker"]],
    ["parameters of a task", ["run", "worker:ship", "--wh"], ["--where"]],
    ["parameters of a service", ["ship", "worker", "--forc"], ["--force_it", "--force"]],
  ])("%s", async (_what, words, expected) => {
    using workspace = workspaceOf(registry);
    const run = await runRepo(["__complete", "--", ...words], { cwd: workspace.path });
    expect(
      run.stdout
        .split("\n")
        .slice(0, -1)
        .map((line) => line.split("\t")[0]),
    ).toEqual(expected);
    expect(run.stderr).toBe("");
  });

  test("runs, and tasks that have a log", async () => {
    using workspace = workspaceOf(registry);
    await runRepo(["test", "--all", ...ON_HOST], { cwd: workspace.path });
    await runRepo(["test", "worker", ...ON_HOST], { cwd: workspace.path });
    const candidates = async (...words: readonly string[]) =>
      (await runRepo(["__complete", "--", ...words], { cwd: workspace.path })).stdout;
    expect(await candidates("runs", "")).toBe("show\n");
    expect(await candidates("runs", "show", "")).toBe("2\ttest worker --provider host\n1\ttest --all --provider host\n");
    expect(await candidates("logs", "--run", "")).toBe("2\ttest worker --provider host\n1\ttest --all --provider host\n");
    expect(await candidates("logs", "w")).toBe("worker:test\nwebsite:test\n");
    expect(await candidates("logs", "--run", "2", "w")).toBe("worker:test\n");
  });

  test("says nothing where there is no workspace, but our own commands", async () => {
    const run = await runRepo(["__complete", "--", "li"], { cwd: "/" });
    expect(run).toMatchObject({ stdout: "list\tcommand\n", stderr: "", exitCode: 0 });
  });
});

describe.each([
  ["bash", ["bash", "--norc", "-i"], 'eval "$(repo completion bash)"'],
  ["zsh", ["zsh", "-f", "-i"], 'autoload -Uz compinit; compinit -u -d $PWD/.zcompdump; eval "$(repo completion zsh)"'],
  ["fish", ["fish", "--no-config", "-i"], "repo completion fish | source"],
])("in a real %s", (_name, command, setup) => {
  const open = (workspace: TemporaryFolder) => {
    const home = `${workspace.path}/home`;
    workspace.write({
      "home/.keep": "",
      "bin/repo": {
        content: `#!/bin/sh\nexec ${repoCommand()
          .map((word) => `'${word}'`)
          .join(" ")} "$@"\n`,
        mode: 0o755,
      },
    });
    const PATH = `${workspace.path}/bin:${dirname(process.execPath)}:${process.env.PATH}`;
    return openTerminal({
      command,
      cwd: workspace.path,
      env: cleanEnvironment({ HOME: home, XDG_CONFIG_HOME: home, XDG_DATA_HOME: home, PATH, PS1: "> ", TERM: "screen-256color" }),
    });
  };

  test("a verb, a service and a task with a colon", async () => {
    using workspace = workspaceOf(registry);
    using terminal = open(workspace);
    terminal.type(`${setup}; echo rea""dy`);
    terminal.press("Enter");
    await terminal.waitFor(/^ready/m);
    terminal.type("repo dev webs");
    terminal.press("Tab");
    await terminal.waitFor(/repo dev website\b/);
    // A key like the others: what is typed behind a Ctrl-C may come before the shell has done with it.
    terminal.press("C-u");
    terminal.type("repo run website:db");
    terminal.press("Tab");
    await terminal.waitFor(/repo run website:db:seed/);
  });

  test("the flag of a parameter, and its value, apart and behind an equals sign", async () => {
    using workspace = workspaceOf(registry);
    using terminal = open(workspace);
    terminal.type(`${setup}; echo rea""dy`);
    terminal.press("Enter");
    await terminal.waitFor(/^ready/m);
    terminal.type("repo release --envi");
    terminal.press("Tab");
    await terminal.waitFor(/repo release --environment/);
    terminal.press("C-u");
    terminal.type("repo release --environment d");
    terminal.press("Tab");
    await terminal.waitFor(/repo release --environment dev\b/);
    terminal.press("C-u");
    terminal.type("repo release --environment=pre");
    terminal.press("Tab");
    await terminal.waitFor(/repo release --environment=preview\b/);
    terminal.press("C-u");
    terminal.type("repo release pro");
    terminal.press("Tab");
    await terminal.waitFor(/repo release prod\b/);
  });
});
