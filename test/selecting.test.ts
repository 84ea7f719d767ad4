import { describe, expect, test } from "@jest/globals";
import { cleanEnvironment, openTerminal, repoCommand, runRepo, type TemporaryFolder } from "@nix-repo/testkit";
import { ON_HOST, workspaceOf } from "./workspace.ts";

const who = (name: string) => ({ who: `echo ${name}` });
const registry = {
  root: "code",
  services: {
    "lib-a": { path: "libs/a", verbs: who("lib-a"), tags: ["lib"] },
    "lib-b": { path: "libs/b", verbs: who("lib-b"), tags: ["lib"], dependsOn: ["lib-a"] },
    api: {
      path: "backend/api",
      verbs: { ...who("api"), list: "echo mine", "db:seed": "echo seeded" },
      tags: ["backend"],
      dependsOn: ["lib-b"],
    },
    web: { path: "client/web", verbs: who("web"), tags: ["client"], dependsOn: ["api"] },
    "admin-web": { path: "client/admin", verbs: who("admin-web"), tags: ["client"], dependsOn: ["api"] },
    docs: { path: "docs", verbs: { other: "echo docs" } },
  },
  workspace: { verbs: { fmt: "echo formatted", dev: { run: "echo workspace dev" } } },
};

/** Names of the services that ran, in the registry's order. */
async function ran(workspace: TemporaryFolder, args: readonly string[], cwd = workspace.path): Promise<readonly string[]> {
  const run = await runRepo([...args, ...ON_HOST, "--json"], { cwd });
  const { tasks } = JSON.parse(run.stdout || '{ "tasks": [] }') as { tasks: { task: string }[] };
  return tasks.map(({ task }) => task);
}

describe("which services are meant", () => {
  test.each([
    ["a name", ["web"], ["web"]],
    ["several, in the registry's order", ["web", "lib-a"], ["lib-a", "web"]],
    ["the same twice", ["web", "web"], ["web"]],
    ["a path", ["backend/api"], ["api"]],
    ["a path with dots and slashes", ["./backend/api/"], ["api"]],
    ["a glob on names", ["lib-*"], ["lib-a", "lib-b"]],
    ["a glob on paths", ["client/*"], ["web", "admin-web"]],
    ["a glob and a name", ["*web", "lib-a"], ["lib-a", "web", "admin-web"]],
    ["a tag", ["--tag", "client"], ["web", "admin-web"]],
    ["tags and names add up", ["--tag", "lib", "--tag=client", "api"], ["lib-a", "lib-b", "api", "web", "admin-web"]],
    ["all that have the verb", ["--all"], ["lib-a", "lib-b", "api", "web", "admin-web"]],
    ["with what it depends on", ["api", "--with-dependencies"], ["lib-a", "lib-b", "api"]],
    ["with what depends on it", ["api", "--with-dependents"], ["api", "web", "admin-web"]],
    ["both", ["lib-b", "--with-dependents", "--with-dependencies"], ["lib-a", "lib-b", "api", "web", "admin-web"]],
  ])("%s", async (_what, args, names) => {
    using workspace = workspaceOf(registry);
    expect(await ran(workspace, ["who", ...args])).toEqual(names.map((name) => `${name}:who`));
  });

  test.each([
    ["inside a service's folder", ["who"], "client/web/src", ["web:who"]],
    [". there", ["who", "."], "client/web", ["web:who"]],
    [". and another", ["who", ".", "api"], "client/web", ["api:who", "web:who"]],
    ["a name counts for more than the folder", ["who", "api"], "client/web", ["api:who"]],
  ])("%s", async (_what, args, folder, tasks) => {
    using workspace = workspaceOf(registry, { "code/client/web/src/.keep": "" });
    expect(await ran(workspace, args, `${workspace.path}/code/${folder}`)).toEqual(tasks);
  });

  test.each([
    ["who-all", ["lib-a:who", "lib-b:who", "api:who", "web:who", "admin-web:who"]],
    ["who-web", ["web:who"]],
    ["who-admin-web", ["admin-web:who"]],
    ["who-lib-a", ["lib-a:who"]],
  ])("the old spelling %s", async (word, tasks) => {
    using workspace = workspaceOf(registry);
    expect(await ran(workspace, [word])).toEqual(tasks);
  });

  test.each([
    ["a verb of the workspace", ["fmt"], "formatted\n"],
    ["the same as a task", ["run", "//:fmt"], "formatted\n"],
    ["a verb that a command of ours hides", ["run", "api:list"], "mine\n"],
    ["a verb with a colon", ["db:seed", "api"], "seeded\n"],
    ["the same as a task", ["run", "api:db:seed"], "seeded\n"],
  ])("%s", async (_what, args, stdout) => {
    using workspace = workspaceOf(registry);
    expect(await runRepo([...args, ...ON_HOST], { cwd: workspace.path })).toMatchObject({ stdout, exitCode: 0 });
  });

  test("a command of ours wins over a verb of the same name", async () => {
    using workspace = workspaceOf(registry);
    const run = await runRepo(["list"], { cwd: workspace.path });
    expect(run.stdout).toMatch(/^service +path/);
  });
});

describe("what selects nothing, or something else", () => {
  test.each([
    ["an unknown service", ["who", "wep"], 'repo: there is no service "wep"; did you mean "web"? (repo list shows all 6)\n'],
    [
      "an unknown service among known ones",
      ["who", "api", "zzz"],
      'repo: there is no service "zzz" (repo list shows all 6)\n  to pass it to the command: repo who api -- zzz\n',
    ],
    ["an unknown verb", ["whu", "web"], 'repo: web has no verb "whu"; did you mean "who"? (it has who)\n'],
    ["a verb that nobody has", ["whu", "--all"], "repo: whu selects nothing (repo list shows what there is)\n"],
    ["a glob", ["who", "x*"], "repo: x* selects nothing (repo list shows what there is)\n"],
    ["a tag", ["who", "--tag", "clint"], "repo: --tag clint selects nothing (repo list shows what there is)\n"],
    ["no task", ["run", "web"], 'repo: "web" is not a task: a task is written service:verb\n'],
    [
      "arguments for several",
      ["who", "api", "web", "--", "x"],
      "repo: what stands behind -- is for one command, and 2 services are selected\n  try: repo who api -- x\n",
    ],
    ["no service at the root, without a terminal", ["who"], "repo: who which service?\n  try: repo who lib-a, or repo who --all\n"],
  ])("%s", async (_what, args, message) => {
    using workspace = workspaceOf(registry);
    const separator = args.indexOf("--") < 0 ? args.length : args.indexOf("--");
    const run = await runRepo([...args.slice(0, separator), ...ON_HOST, ...args.slice(separator)], { cwd: workspace.path });
    expect(run).toEqual({ exitCode: 2, signal: null, stdout: "", stderr: message });
  });
});

describe("on a terminal, without a service", () => {
  const open = (workspace: TemporaryFolder) =>
    openTerminal({
      command: [...repoCommand(), "who", ...ON_HOST],
      cwd: workspace.path,
      env: cleanEnvironment({ TERM: "screen-256color" }),
    });

  test("it asks, and runs those that are chosen", async () => {
    using workspace = workspaceOf(registry);
    using terminal = open(workspace);
    await terminal.waitFor(/who which services\?/);
    terminal.press("Down", "Space", "Down", "Down", "Space", "Enter");
    expect(await terminal.exitCode()).toBe(0);
    const screen = terminal.screen();
    expect(screen).toMatch(/✓ lib-b:who/);
    expect(screen).toMatch(/✓ web:who/);
    expect(screen).toMatch(/2 passed/);
  });

  test("Ctrl-C chooses none", async () => {
    using workspace = workspaceOf(registry);
    using terminal = open(workspace);
    await terminal.waitFor(/who which services\?/);
    terminal.press("C-c");
    expect(await terminal.exitCode()).toBe(2);
    expect(terminal.screen()).toContain("try: repo who lib-a, or repo who --all");
  });
});
