import { describe, expect, test } from "@jest/globals";
import {
  cleanEnvironment,
  markProcesses,
  openTerminal,
  repoCommand,
  runRepo,
  type TemporaryFolder,
  temporaryFolder,
  until,
} from "@nix-repo/testkit";
import { ON_HOST, workspaceOf } from "./workspace.ts";

const registry = {
  services: {
    api: { path: "backend/api", verbs: { test: "echo tested api", logs: "echo hidden" } },
    web: {
      path: "client/web",
      verbs: {
        test: "echo tested web",
        ask: { run: 'read -r line; echo "got $line"', interactive: true, description: "waits for somebody" },
        deploy: {
          run: 'echo "to $WHERE times $TIMES wait $WAIT note $NOTE"',
          params: {
            where: { kind: "choice", choices: ["dev", "prod"], required: true, description: "the cluster" },
            times: { kind: "number", required: true },
            wait: { kind: "boolean", required: true },
            note: { required: true },
          },
        },
      },
    },
  },
  workspace: { verbs: { fmt: "echo formatted" } },
};

/** In a shell, so that it shows whether the terminal is as it was. */
function open(
  workspace: TemporaryFolder,
  { words = [], folder = "", env = {} }: { words?: readonly string[]; folder?: string; env?: Record<string, string> } = {},
) {
  const script = '"$@"; echo "ended with $?"; stty -a | grep -ow -- "-\\?icanon\\|-\\?echo" | sort | tr "\\n" " "; echo';
  return openTerminal({
    command: ["bash", "-c", script, "bash", ...repoCommand(), ...words],
    cwd: `${workspace.path}/${folder}`,
    env: cleanEnvironment({ TERM: "screen-256color", ...env }),
  });
}

const AS_IT_WAS = /^echo icanon$/m;

describe("repo alone on a terminal", () => {
  test("offers services and verbs, finds by any letters of them, prints the command and runs it", async () => {
    using workspace = workspaceOf(registry);
    using terminal = open(workspace, { words: ON_HOST });
    const all = await terminal.waitFor(/^❯ [\s\S]*select$/m);
    expect(all.match(/^[❯ ] \w.*$/gm)).toEqual([
      "❯ fmt",
      "  test api",
      "  run api:logs",
      "  test web",
      "  ask web",
      "  deploy web",
      "  test --all",
    ]);
    terminal.type("tstw");
    await terminal.waitFor(/tstw\n❯ test web\n\n/);
    terminal.press("Enter");
    const screen = await terminal.waitFor(AS_IT_WAS);
    expect(screen).toMatch(/^repo --provider host test web$/m);
    expect(screen).toMatch(/^tested web$/m);
    expect(screen).toMatch(/^ended with 0$/m);
  });

  test("what it prints can be typed instead", async () => {
    using workspace = workspaceOf(registry);
    using terminal = open(workspace, { env: { REPO_PROVIDER: "host" } });
    await terminal.waitFor(/^❯ [\s\S]*select$/m);
    terminal.type("all");
    await terminal.waitFor(/^❯ test --all$/m);
    terminal.press("Enter");
    const screen = await terminal.waitFor(AS_IT_WAS);
    expect(screen).toMatch(/^repo test --all$/m);
    expect(screen).toMatch(/^2 passed/m);
  });

  test("descriptions are shown, and searched", async () => {
    using workspace = workspaceOf(registry);
    using terminal = open(workspace, { words: ON_HOST });
    await terminal.waitFor(/^❯ [\s\S]*select$/m);
    terminal.type("somebody");
    await terminal.waitFor(/^❯ ask web\n\nwaits for somebody$/m);
    terminal.press("Enter");
    await terminal.waitFor(/^repo --provider host ask web$/m);
    // The command has the terminal, as if it had been typed.
    terminal.type("hello");
    terminal.press("Enter");
    await terminal.waitFor(/^got hello$/m);
    await terminal.waitFor(AS_IT_WAS);
  });

  test("the service whose folder it is stands first", async () => {
    using workspace = workspaceOf(registry);
    using terminal = open(workspace, { words: ON_HOST, folder: "client/web" });
    const screen = await terminal.waitFor(/^❯ [\s\S]*select$/m);
    expect(screen.match(/^[❯ ] \w.*$/gm)?.slice(0, 4)).toEqual(["❯ test web", "  ask web", "  deploy web", "  fmt //"]);
  });

  test("asks for parameters that are required and that nothing gives", async () => {
    using workspace = workspaceOf(registry, { "client/web/.env": "NOTE=from a file\n" });
    using terminal = open(workspace, { words: ON_HOST });
    await terminal.waitFor(/^❯ [\s\S]*select$/m);
    terminal.type("deploy");
    await terminal.waitFor(/deploy\n❯ deploy web\n\n/);
    terminal.press("Enter");
    await terminal.waitFor(/where \(the cluster\):\n❯ dev\n {2}prod/);
    terminal.press("Down");
    await terminal.waitFor(/^❯ prod$/m);
    terminal.press("Enter");
    await terminal.waitFor(/times:$/m);
    terminal.type("many");
    terminal.press("Enter");
    await terminal.waitFor(/expected a number/);
    terminal.press("C-u");
    terminal.type("-2");
    await terminal.waitFor(/times: -2$/m);
    terminal.press("Enter");
    await terminal.waitFor(/wait:\n❯ true\n {2}false/);
    terminal.type("fal");
    await terminal.waitFor(/fal\n❯ false/);
    terminal.press("Enter");
    const screen = await terminal.waitFor(AS_IT_WAS);
    expect(screen).toMatch(/^repo --provider host deploy web --where prod --times=-2 --no-wait$/m);
    expect(screen).toMatch(/^to prod times -2 wait false note from a file$/m);
  });

  test.each([
    ["Escape", ["Escape"]],
    ["Ctrl-C", ["C-c"]],
    ["Escape at a parameter", ["Enter", "Escape"]],
  ])("%s leaves, with the terminal as it was", async (_what, keys) => {
    using workspace = workspaceOf(registry);
    using terminal = open(workspace, { words: ON_HOST });
    await terminal.waitFor(/^❯ [\s\S]*select$/m);
    terminal.type("deploy");
    await terminal.waitFor(/deploy\n❯ deploy web\n\n/);
    for (const key of keys) {
      terminal.press(key);
      if (key === "Enter") await terminal.waitFor(/where \(the cluster\)/);
    }
    expect(await terminal.waitFor(AS_IT_WAS)).toMatch(/^ended with 130$/m);
  });

  test("it ends with its terminal, also where no signal reaches it", async () => {
    using workspace = workspaceOf(registry);
    const mark = markProcesses();
    using terminal = open(workspace, { words: ON_HOST, env: mark.env });
    await terminal.waitFor(/^❯ [\s\S]*select$/m);
    expect(mark.processes().length).toBeGreaterThan(0);
    terminal.close();
    await until(() => mark.processes().length === 0, "the end of what ran in the terminal");
  });

  test.each([
    ["outside a workspace", temporaryFolder, {}],
    ["on a terminal that can do nothing", () => workspaceOf(registry), { TERM: "dumb" }],
    ["where nothing can be run", () => workspaceOf({ services: { api: { path: "api" } } }), {}],
  ])("%s it prints help", async (_where, make, env) => {
    using workspace = make();
    using terminal = open(workspace, { env });
    const screen = await terminal.waitFor(AS_IT_WAS);
    expect(screen).toMatch(/the chores of a Nix monorepo/);
    expect(screen).toMatch(/^ended with 0$/m);
  });

  test("a registry that is wrong is told of", async () => {
    using workspace = workspaceOf({ services: { api: { path: "api", dependsOn: ["apo"] } } });
    using terminal = open(workspace);
    const screen = await terminal.waitFor(AS_IT_WAS);
    expect(screen).toMatch(/there is no service "apo"/);
    expect(screen).toMatch(/^ended with 2$/m);
  });
});

test("not on a terminal it prints help", async () => {
  using workspace = workspaceOf(registry);
  const run = await runRepo([], { cwd: workspace.path });
  expect(run).toMatchObject({ exitCode: 0, stderr: "" });
  expect(run.stdout).toMatch(/^repo \S+: the chores of a Nix monorepo/);
});
