import { execFileSync } from "node:child_process";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { cleanEnvironment, nixVersions, openTerminal, repoCommand, type Terminal } from "@nix-repo/testkit";
import { type NixWorkspace, nixWorkspaceOf } from "./nix-workspace.ts";
import { ON_HOST, workspaceOf } from "./workspace.ts";

const registry = {
  services: { web: { path: "client/web", shell: "web", env: { OF_SERVICE: "yes" } } },
};
const flake = {
  shells: {
    default: { env: { WHO: "default" }, programs: { tool: "#!/bin/sh\necho the default shell\\'s tool\n" } },
    web: { env: { WHO: "web" }, programs: { tool: "#!/bin/sh\necho the devShell\\'s tool\n" }, shellHook: "export HOOKED=yes; cd /" },
  },
};

/** Start-up files that put a folder of the user's own in front, as many do, and set a prompt. */
const files = {
  "user/bin/tool": { content: "#!/bin/sh\necho the user\\'s tool\n", mode: 0o755 },
  "user/bin/mine": { content: "#!/bin/sh\necho mine\n", mode: 0o755 },
  ".bashrc": 'export PATH=$HOME/user/bin:$PATH\nalias greet="echo from the rc file"\nPS1="user> "\n',
  ".zshrc": 'export PATH=$HOME/user/bin:$PATH\nalias greet="echo from the rc file"\nPROMPT="user> "\n',
  ".zshenv": "export FROM_ZSHENV=yes\n",
  ".config/fish/config.fish":
    'set -gx PATH $HOME/user/bin $PATH\nalias greet="echo from the rc file"\nfunction fish_prompt; echo -n "user> "; end\nset -g fish_greeting\n',
};

describe.each(nixVersions())("$label: repo shell", (nix) => {
  let workspace: NixWorkspace;
  beforeAll(() => {
    workspace = nixWorkspaceOf(nix, { registry, flake, files });
  });
  afterAll(() => workspace.dispose());

  const open = (shell: string, args: readonly string[], cwd = workspace.path) => {
    const program = execFileSync("bash", ["-c", 'type -P "$0"', shell], { encoding: "utf8" }).trim();
    return openTerminal({
      command: [...repoCommand(), "shell", ...args],
      cwd,
      env: { ...workspace.env, SHELL: program, TERM: "screen-256color" },
    });
  };

  test.each(["bash", "zsh", "fish"])("%s: the user's own, the devShell's tools first, in the service's folder", async (shell) => {
    using terminal = open(shell, ["web"]);
    await terminal.waitFor(/^\(web\) user> *$/m);
    await said(terminal, "tool", "the devShell's tool");
    await said(terminal, "mine", "mine");
    await said(terminal, "greet", "from the rc file");
    await said(terminal, "pwd", `${workspace.path}/client/web`);
    await said(terminal, 'echo "$WHO $HOOKED $OF_SERVICE"', "web yes yes");
    await said(terminal, "printenv SHELL", /\/(bash|zsh|fish)$/);
    // Nothing of ours is left for the user to see but the name of where one is.
    await said(terminal, "env | grep -c '^REPO_'", "1");
    terminal.type("exit 5");
    terminal.press("Enter");
    expect(await terminal.exitCode()).toBe(5);
  });

  test("without a service: the default devShell, where the caller is", async () => {
    using terminal = open("bash", [], `${workspace.path}/client/web`);
    await terminal.waitFor(/^\(repo\) user> *$/m);
    await said(terminal, "tool", "the default shell's tool");
    await said(terminal, "pwd", `${workspace.path}/client/web`);
    terminal.press("C-d");
    expect(await terminal.exitCode()).toBe(0);
  });

  test(". is the service whose folder we are in", async () => {
    using terminal = open("bash", ["."], `${workspace.path}/client/web`);
    await terminal.waitFor(/^\(web\) user> *$/m);
    await said(terminal, "echo $WHO", "web");
  });

  test("a shell that we know nothing of is started as it is", async () => {
    using terminal = open("sh", ["web"]);
    terminal.type("tool");
    terminal.press("Enter");
    await terminal.waitFor(/^(# )?the devShell's tool$/m);
  });
});

describe("a verb that has the terminal", () => {
  test("is a terminal's foreground process: tty, size, keys, raw mode", async () => {
    const dev = 'tty; stty size; test -t 0 -a -t 1 -a -t 2 && echo three terminals; read -rsn1 key; echo "key $key"; exit 3';
    using workspace = workspaceOf({ services: { web: { path: "web", verbs: { dev } } } });
    using terminal = openTerminal({
      command: [...repoCommand(), "dev", "web", ...ON_HOST],
      cwd: workspace.path,
      env: cleanEnvironment({ TERM: "screen-256color" }),
      columns: 91,
      rows: 23,
    });
    await terminal.waitFor(/^\/dev\/pts\/\d+\n23 91\nthree terminals$/m);
    terminal.type("k");
    expect(await terminal.exitCode()).toBe(3);
    expect(terminal.screen()).toContain("key k");
  });

  test("has its dependencies run before, captured; where one fails it does not start", async () => {
    const verbs = {
      setup: "echo set up",
      broken: "exit 4",
      dev: { run: "test -t 1 && echo dev", dependsOn: ["setup"] },
      bad: { run: "echo never", persistent: true, dependsOn: ["broken"] },
    };
    using workspace = workspaceOf({ services: { web: { path: "web", verbs } } });
    const open = (verb: string) =>
      openTerminal({
        command: [...repoCommand(), verb, "web", ...ON_HOST],
        cwd: workspace.path,
        env: cleanEnvironment({ TERM: "screen-256color" }),
      });
    using dev = open("dev");
    expect(await dev.exitCode()).toBe(0);
    expect(dev.screen()).toMatch(/set up\n✓ web:setup .*\ndev$/m);
    using bad = open("bad");
    expect(await bad.exitCode()).toBe(4);
    expect(bad.screen()).not.toContain("never");
  });
});

/** Types a line and waits until its output stands on a line of its own. */
async function said(terminal: Terminal, line: string, output: string | RegExp): Promise<void> {
  terminal.type(line);
  terminal.press("Enter");
  const escaped = typeof output === "string" ? output.replaceAll(/[$()*+.?[\\\]^{|}]/g, "\\$&") : output.source.replace(/\$$/, "");
  await terminal.waitFor(
    new RegExp(`user> ${line.replaceAll(/[$()*+.?[\\\]^{|}]/g, "\\$&")}\n${typeof output === "string" ? "" : ".*"}${escaped}$`, "m"),
  );
}
