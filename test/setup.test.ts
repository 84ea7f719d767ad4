import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { git, nixVersions, openTerminal, repoCommand, runRepo, temporaryFolder } from "@nix-repo/testkit";
import { type NixWorkspace, nixWorkspaceOf } from "./nix-workspace.ts";
import { runProgram } from "./run-program.ts";

const registry = {
  services: {
    web: { path: "web", shell: "web", verbs: { who: 'echo "$WHO"' } },
    api: { path: "api", shell: "api", verbs: { who: 'echo "$WHO"' } },
  },
};
const flake = { shells: { web: { env: { WHO: "web" } }, api: { env: { WHO: "api" } } } };
const files = {
  ".gitignore": ".env.local\n",
  ".envrc": "export LOADED=yes\n",
  ".env.example": "# ours\nAPI_KEY= # required\nPORT=8080\n",
  "api/.env.example": "LEVEL=info\n",
  ".bashrc": 'eval "$(direnv hook bash)"\n',
};

describe.each(nixVersions())("$label: repo setup", (nix) => {
  let workspace: NixWorkspace;
  let env: Record<string, string>;
  beforeEach(() => {
    workspace = nixWorkspaceOf(nix, { registry, flake, within: "repository", files });
    git(workspace.path, "add", "--all");
    git(workspace.path, "commit", "--quiet", "--message=all");
    // Hooks and direnv look for what is the user's there.
    env = { HOME: workspace.path };
  });
  afterEach(() => workspace.dispose());
  const setUp = (...args: string[]) => workspace.run(["setup", ...args], { env });
  const direnv = (...args: string[]) => runProgram(["direnv", ...args], { cwd: workspace.path, env: { ...workspace.env, ...env } });
  /** The workspace is a folder of its repository. */
  const hook = () => join(workspace.folder.path, ".git/hooks/pre-commit");

  test("--yes does everything, says what, and the second time there is nothing to do", async () => {
    const first = await setUp("--yes");
    expect(first).toMatchObject({ exitCode: 0, stderr: "" });
    expect(first.stdout.replace(/(?<=nix +)[\d.]+/, "VERSION")).toBe(`.env.local: wrote .env.local; to be filled in: API_KEY
.env.local: wrote api/.env.local
environments: captured 2 devShells
direnv: allowed .envrc
git hooks: installed git's pre-commit hook

✓ nix           VERSION
✓ flakes        enabled
✓ nix store     local
✓ trusted user  the store is opened directly
✓ registry      2 services
✓ .env.local    set up in 2 folders
✓ environments  all 2 captured
✓ stale roots   none
✓ direnv        .envrc is allowed
✓ direnv hook   ~/.bashrc
✓ git hooks     .git/hooks/pre-commit lints what is staged

11 fine
`);
    expect(workspace.read(".env.local")).toBe("# ours\n# API_KEY= # required\nPORT=8080\n");
    expect(workspace.read("api/.env.local")).toBe("LEVEL=info\n");
    expect(statSync(join(workspace.path, ".env.local")).mode & 0o777).toBe(0o600);
    // direnv, Nix and git agree.
    expect((await direnv("exec", ".", "printenv", "LOADED")).stdout).toBe("yes\n");
    expect(JSON.parse((await workspace.run(["hooks", "status", "--json"], { env })).stdout)).toMatchObject({ state: "current" });
    expect(await workspace.run(["exec", "web", "--", "printenv", "WHO"], { env })).toMatchObject({
      stdout: "web\n",
      stderr: "repo: required and not set: API_KEY (.env.example:2); set it in .env or .env.local\n",
    });

    const before = ["/.env.local", "/api/.env.local"].map((file) => statSync(workspace.path + file).mtimeMs);
    const second = await setUp("--yes");
    expect(second.stdout).toBe(first.stdout.slice(first.stdout.indexOf("✓")));
    expect(["/.env.local", "/api/.env.local"].map((file) => statSync(workspace.path + file).mtimeMs)).toEqual(before);
    expect(await setUp()).toEqual(second);
  });

  test("without a terminal it does what is in nobody's way, and says what it left and how that is done", async () => {
    const run = await setUp();
    expect(run).toMatchObject({ exitCode: 0, stderr: "" });
    expect(run.stdout).toMatch(
      /^\.env\.local: wrote \.env\.local; to be filled in: API_KEY\n.*\nenvironments: captured 2 devShells\n\n✓ nix/,
    );
    expect(run.stdout).toContain(`! direnv        .envrc is not allowed
                why  direnv loads nothing that has not been allowed as it is now: after each change of it, read it and allow it again.
                fix  Having read it:
                run  direnv allow .envrc
`);
    expect(run.stdout).toMatch(/\n2 warnings, 9 fine\n\nrepo setup --yes does the 2 things that were left\n$/);
    expect(existsSync(hook())).toBe(false);
    expect((await direnv("status")).stdout).toMatch(/^Found RC allowed (false|1)$/m);
    // What is said to be typed does it.
    for (const command of run.stdout.match(/(?<=^ +run {2}).*/gm) ?? []) {
      const PATH = `${join(workspace.folder.path, "bin")}:${workspace.env.PATH}`;
      workspace.folder.write({ "bin/repo": { content: `#!/bin/sh\nexec ${repoCommand().join(" ")} "$@"\n`, mode: 0o755 } });
      expect(await runProgram(["bash", "-c", command], { cwd: workspace.path, env: { ...workspace.env, ...env, PATH } })).toMatchObject({
        exitCode: 0,
      });
    }
    expect((await setUp()).stdout).toMatch(/\n11 fine\n$/);
  });

  test("what git does not ignore is written only when it is asked for", async () => {
    workspace.write({ ".gitignore": "" });
    const run = JSON.parse((await setUp("--json")).stdout);
    expect(run).toMatchObject({ version: 1, kind: "setup" });
    expect(run.steps).toEqual([
      { check: ".env.local", outcome: "left", what: "write .env.local from the example?" },
      { check: ".env.local", outcome: "left", what: "write api/.env.local from the example?" },
      { check: "environments", outcome: "done", what: "captured 2 devShells" },
      { check: "direnv", outcome: "left", what: "let direnv load .envrc, as it is now?" },
      { check: "git hooks", outcome: "left", what: "install git's pre-commit hook, which lints what is staged?" },
    ]);
    expect(existsSync(join(workspace.path, ".env.local"))).toBe(false);
    expect((await setUp("--yes")).stdout).toContain("! .env.local    git does not ignore .env.local\n");
  });

  test("what is there stays as it is: .env, a hook of the user's own", async () => {
    workspace.write({
      ".env": "PORT=1\n",
      "api/.env.local": "LEVEL=debug\n",
    });
    workspace.folder.write({ ".git/hooks/pre-commit": { content: "#!/bin/sh\n", mode: 0o755 } });
    const run = await setUp("--yes");
    expect(run).toMatchObject({ exitCode: 0, stderr: "" });
    expect(run.stdout).toContain("✓ git hooks     .git/hooks/pre-commit is your own, and is left alone\n");
    expect(existsSync(join(workspace.path, ".env.local"))).toBe(false);
    expect(workspace.read("api/.env.local")).toBe("LEVEL=debug\n");
    expect(readFileSync(hook(), "utf8")).toBe("#!/bin/sh\n");
  });

  test("--ci asks nothing, captures devShells, and leaves out what is for people", async () => {
    const run = await setUp("--ci");
    expect(run).toMatchObject({ exitCode: 0, stderr: "" });
    expect(run.stdout).toMatch(/^environments: captured 2 devShells\n\n✓ nix .*\n(✓ .*\n)+\n7 fine\n$/);
    for (const file of [".env.local", "api/.env.local"]) expect(existsSync(join(workspace.path, file))).toBe(false);
    expect(existsSync(hook())).toBe(false);
  });

  test("a devShell that cannot be had is said, and the rest is done", async () => {
    workspace.write({
      "services.config.json": JSON.stringify({ services: { ...registry.services, bad: { path: "web", shell: "bad" } } }, undefined, 2),
    });
    const run = await setUp("--yes");
    expect(run.exitCode).toBe(1);
    expect(run.stderr).toContain('the flake . has no devShell "bad"');
    expect(run.stdout).toContain("! environments  not captured as they are now: bad\n");
    expect(run.stdout).toContain("git hooks: installed git's pre-commit hook\n");
  });

  test("on a terminal it asks before each change, and no is no", async () => {
    using terminal = openTerminal({ command: [...repoCommand(), "setup"], cwd: workspace.path, env: { ...workspace.env, ...env } });
    const answer = async (question: string, typed: string) => {
      await terminal.waitFor(`${question} [y/N]`, 60_000);
      terminal.type(typed);
      terminal.press("Enter");
    };
    await answer(".env.local is missing; write .env.local from the example?", "y");
    await answer("write api/.env.local from the example?", "n");
    await answer("capture the devShells now? (Nix may fetch and build for a while)", "");
    await answer(".envrc is not allowed; let direnv load .envrc, as it is now?", "yes");
    await answer("install git's pre-commit hook, which lints what is staged?", "n");
    expect(await terminal.exitCode()).toBe(0);
    expect(terminal.screen()).toContain("repo setup --yes does the 3 things that were left");
    expect(existsSync(join(workspace.path, ".env.local"))).toBe(true);
    expect(existsSync(join(workspace.path, "api/.env.local"))).toBe(false);
    expect(existsSync(hook())).toBe(false);
    expect((await direnv("status")).stdout).toMatch(/^Found RC allowed (true|0)$/m);
  });
});

test("outside of a workspace setup looks at Nix and direnv", async () => {
  using folder = temporaryFolder();
  const run = await runRepo(["setup", "--provider", "host"], { cwd: folder.path, env: { PATH: "/usr/bin:/bin", HOME: folder.path } });
  expect(run).toMatchObject({
    exitCode: 0,
    stdout: `✓ nix       not installed, and the host's tools were asked for
✓ registry  no services.config here or above: what belongs to a workspace is not looked at
✓ direnv    there is no .envrc to load

3 fine
`,
  });
});
