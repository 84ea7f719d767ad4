import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { userInfo } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import {
  cleanEnvironment,
  git,
  markProcesses,
  nixVersions,
  openTerminal,
  type RepoRun,
  repoCommand,
  runRepo,
  temporaryFolder,
  until,
} from "@nix-repo/testkit";
import { inNamespace } from "./in-namespace.ts";
import { type NixWorkspace, nixWorkspaceOf } from "./nix-workspace.ts";
import { runProgram } from "./run-program.ts";
import { workspaceOf } from "./workspace.ts";

interface Finding {
  readonly check: string;
  readonly severity: string;
  readonly what: string;
  readonly details?: readonly string[];
  readonly why?: string;
  readonly fix?: string;
  readonly command?: string;
}

function findingsOf({ stdout }: RepoRun): readonly Finding[] {
  const told = JSON.parse(stdout) as { version: number; kind: string; findings: readonly Finding[] };
  expect(told).toMatchObject({ version: 1, kind: "doctor" });
  return told.findings;
}

/** What is said of one thing: `warning: shallow …`. */
function about(run: RepoRun, check: string): readonly string[] {
  return findingsOf(run).flatMap((each) => (each.check === check ? [`${each.severity}: ${each.what}`] : []));
}

async function freePort(): Promise<number> {
  const closed = createServer();
  await new Promise<void>((resolve) => closed.listen(0, "127.0.0.1", resolve));
  const { port } = closed.address() as AddressInfo;
  await new Promise((resolve) => closed.close(resolve));
  return port;
}

/** All that is in a folder, but what git itself keeps. */
function contentsOf(folder: string): Record<string, string> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter(
    (entry) => entry.isFile() && !entry.parentPath.includes("/.git"),
  );
  return Object.fromEntries(files.map(({ parentPath, name }) => [join(parentPath, name), readFileSync(join(parentPath, name), "latin1")]));
}

const registry = {
  services: { web: { path: "web", shell: "web", verbs: { build: "true" } }, api: { path: "api", shell: "api", verbs: { build: "true" } } },
};
const flake = { shells: { web: {}, api: {}, default: {} } };

describe.each(nixVersions())("$label: repo doctor", (nix) => {
  let workspace: NixWorkspace;
  let server: Server;
  let cache: string;
  beforeAll(async () => {
    workspace = nixWorkspaceOf(nix, { registry, flake, within: "repository", files: { ".gitignore": ".env.local\n" } });
    git(workspace.path, "add", "--all");
    git(workspace.path, "commit", "--quiet", "--message=all");
    server = createServer((request, response) => {
      // One that takes a connection and says nothing.
      if (!request.url?.startsWith("/silent")) response.end("StoreDir: /nix/store\n");
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    cache = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    await workspace.run(["env", "refresh"]);
    await workspace.run(["hooks", "install"]);
  });
  afterAll(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    workspace.dispose();
  });
  const doctor = (env: Record<string, string | undefined> = {}) => workspace.run(["doctor", "--json"], { env });

  test("says that all is well, and changes nothing", async () => {
    const before = contentsOf(workspace.path);
    const run = await workspace.run(["doctor"]);
    expect(run).toMatchObject({ exitCode: 0, stderr: "" });
    expect(run.stdout.replaceAll(/[\d.]+ [GT]B|\d+(?=, for)/g, "N")).toBe(`✓ nix           ${run.stdout.match(/[\d.]+/)?.[0]}
✓ flakes        enabled
✓ nix store     local
✓ trusted user  the store is opened directly
✓ binary cache  none is set
✓ disk space    N free for Nix's store, the cache, .repo
✓ registry      2 services
✓ devShells     the flake has all 2 that are used
✓ manifests     dependsOn has what manifests name
✓ environments  all 2 captured
✓ stale roots   none
✓ .env.local    there is no .env.example
✓ direnv        there is no .envrc to load
✓ git hooks     .git/hooks/pre-commit lints what is staged
✓ clone         has its whole history
✓ left running  nothing of earlier runs
✓ clock         agrees with commits and files
✓ file watches  N, for 11 files and folders

18 fine
`);
    expect(contentsOf(workspace.path)).toEqual(before);
  });

  test("takes less than two seconds", async () => {
    const took: number[] = [];
    for (let i = 0; i < 3; i++) {
      const started = performance.now();
      await workspace.run(["doctor"]);
      took.push(performance.now() - started);
    }
    expect(Math.min(...took)).toBeLessThan(2_000);
  });

  test("binary caches are asked as Nix is set, all at once; who says nothing is not waited for", async () => {
    const config = (urls: string) => ({ NIX_CONFIG: `substituters = ${urls}` });
    expect(about(await doctor(config(`${cache} file://${workspace.path}`)), "binary cache")).toEqual([
      `fine: ${cache} reachable`,
      `warning: file://${workspace.path} cannot be reached: there is no ${workspace.path}/nix-cache-info`,
    ]);
    const nobody = await freePort();
    const started = performance.now();
    const silent = await doctor(config(`${cache}/silent/a ${cache}/silent/b http://127.0.0.1:${nobody}`));
    expect(about(silent, "binary cache")).toEqual([
      `warning: ${cache}/silent/a cannot be reached: no answer in 3 s`,
      `warning: ${cache}/silent/b cannot be reached: no answer in 3 s`,
      `warning: http://127.0.0.1:${nobody} cannot be reached: the connection is refused`,
    ]);
    expect(performance.now() - started).toBeLessThan(6_000);
    expect(silent.exitCode).toBe(0);
  });

  test("flakes that are not enabled, and a daemon that is not there", async () => {
    const plain = join(workspace.folder.path, "plain-etc");
    mkdirSync(plain, { recursive: true });
    writeFileSync(join(plain, "nix.conf"), "substituters =\nbuild-users-group =\n");
    expect(about(await doctor({ NIX_CONF_DIR: plain }), "flakes")).toEqual(["warning: not enabled: nix-command, flakes"]);
    const closed = await doctor({ NIX_REMOTE: "daemon" });
    expect(about(closed, "nix store")).toEqual([expect.stringMatching(/^problem: cannot be opened: cannot connect to socket at /)]);
    expect(closed.exitCode).toBe(1);
  });

  test.each([
    ["somebody else", "nobody", "warning: Nix's daemon does not trust you"],
    ["you", userInfo().username, "fine: Nix's daemon trusts you"],
  ])("a real daemon that trusts %s", async (_whom, trusted, expected) => {
    const env = { ...workspace.env, NIX_CONFIG: `trusted-users = ${trusted}` };
    const socket = join(workspace.env.NIX_STATE_DIR ?? "", "daemon-socket/socket");
    const daemon = spawn(join(nix.bin, "nix"), ["--extra-experimental-features", "nix-command", "daemon"], { env, stdio: "ignore" });
    try {
      await until(() => existsSync(socket), "the daemon's socket");
      const run = await doctor({ NIX_REMOTE: "daemon", NIX_CONFIG: env.NIX_CONFIG });
      expect(about(run, "nix store")).toEqual(["fine: daemon"]);
      expect(about(run, "trusted user")).toEqual([expected]);
    } finally {
      daemon.kill();
      await once(daemon, "exit");
      rmSync(socket, { force: true });
    }
  });

  test("what manifests and the flake know of, and the registry does not, and the other way round", async () => {
    const config = { services: { ...registry.services, jobs: { path: "jobs", shell: "job" } } };
    workspace.write({
      "services.config.json": JSON.stringify(config, undefined, 2),
      "jobs/.keep": "",
      "web/package.json": JSON.stringify({ dependencies: { api: "file:../api" } }),
      "api/go.mod": "module example.com/api\n",
    });
    const run = await doctor();
    expect(findingsOf(run).filter(({ check }) => check === "devShells" || check === "manifests")).toEqual([
      {
        check: "devShells",
        severity: "problem",
        what: "the flake lacks what a service wants",
        details: ["jobs (services.config.json:19:16) wants job"],
        why: "Their verbs cannot start.",
        fix: "Add it to the flake, or name one that it has: api, default, web.",
      },
      {
        check: "manifests",
        severity: "warning",
        what: "dependsOn of one service lacks what its manifest names",
        details: [`web (services.config.json:3:5): add "api", as web/package.json says`],
        why: "A change of the one does not count as affecting the other, kept results do not notice it, and ^build does not come first.",
        fix: "Add each to dependsOn, there or in the team's repo.config.",
      },
    ]);
    expect(run.exitCode).toBe(1);
    const { web } = registry.services;
    workspace.write({ "services.config.json": JSON.stringify({ services: { web } }, undefined, 2) });
    const fewer = await doctor();
    expect(about(fewer, "devShells")).toEqual(["warning: no service uses api"]);
    expect(about(fewer, "stale roots")).toEqual(["warning: kept, though no service uses it: api"]);
    await workspace.run(["env", "prune"]);
    expect(about(await doctor(), "stale roots")).toEqual(["fine: none"]);
  });

  test("a broken registry is a finding, and the rest is looked at", async () => {
    workspace.write({ "services.config.json": '{ "services": { "web": { "path": 7 } } }' });
    const run = await doctor();
    expect(run.exitCode).toBe(1);
    const [finding] = findingsOf(run).filter(({ check }) => check === "registry");
    expect(finding).toMatchObject({ severity: "problem", command: "repo config validate" });
    expect(finding?.what).toMatch(/^services\.config\.json:1:34 {2}services\.web\.path: expected /);
    expect(about(run, "nix store")).toEqual(["fine: local"]);
    expect(about(run, "clone")).toEqual(["fine: has its whole history"]);
    workspace.write({ "services.config.json": JSON.stringify(registry, undefined, 2) });
  });

  test("a flake that cannot be evaluated is a problem", async () => {
    const text = workspace.read("flake.nix");
    workspace.write({ "flake.nix": '{ outputs = { self }: throw "no shells today"; }\n' });
    const [finding] = findingsOf(await doctor()).filter(({ check }) => check === "devShells");
    expect(finding).toMatchObject({ severity: "problem", what: "the flake's devShells cannot be evaluated" });
    expect(finding?.details?.join("\n")).toContain("no shells today");
    workspace.write({ "flake.nix": text });
  });
});

describe("repo doctor without Nix", () => {
  const somewhere = (extra: Record<string, string | undefined> = {}) => cleanEnvironment({ PATH: "/usr/bin:/bin", ...extra });

  test("outside of a workspace it looks at the machine alone", async () => {
    using folder = temporaryFolder();
    const run = await runRepo(["doctor", "--json"], { cwd: folder.path, env: somewhere({ HOME: folder.path }) });
    expect(findingsOf(run).map(({ check, severity }) => [check, severity])).toEqual([
      ["nix", "problem"],
      ["disk space", "fine"],
      ["registry", "fine"],
      ["direnv", "fine"],
    ]);
    expect(run.exitCode).toBe(1);
    const host = await runRepo(["doctor", "--provider", "host"], { cwd: folder.path, env: somewhere({ HOME: folder.path }) });
    expect(host).toMatchObject({ exitCode: 0, stderr: "" });
    expect(host.stdout).toContain("✓ nix         not installed, and the host's tools were asked for\n");
  });

  test("flags that make no sense are refused", async () => {
    expect(await runRepo(["doctor", "-C", "/no/such/folder"], { cwd: "/", env: somewhere() })).toMatchObject({
      exitCode: 2,
      stderr: "repo: there is no folder /no/such/folder\n",
    });
    expect(await runRepo(["doctor", "--provider", "docker"], { cwd: "/", env: somewhere() })).toMatchObject({ exitCode: 2 });
  });

  test("a real shallow clone, and files of the future", async () => {
    using origin = workspaceOf({ services: { web: { path: "web" } } });
    origin.track();
    for (const message of ["one", "two"]) git(origin.path, "commit", "--quiet", "--allow-empty", `--message=${message}`);
    using folder = temporaryFolder();
    git(folder.path, "clone", "--quiet", "--depth=1", `file://${origin.path}`, "clone");
    const clone = join(folder.path, "clone");
    const env = somewhere({ HOME: folder.path, REPO_PROVIDER: "host" });
    const run = await runRepo(["doctor", "--json"], { cwd: clone, env });
    expect(about(run, "clone")).toEqual(["warning: shallow: its history is cut off"]);
    expect(about(run, "clock")).toEqual(["fine: agrees with commits and files"]);
    git(clone, "fetch", "--quiet", "--unshallow");
    const tomorrow = Date.now() / 1_000 + 86_400;
    utimesSync(join(clone, "services.config.json"), tomorrow, tomorrow);
    const later = await runRepo(["doctor", "--json"], { cwd: join(clone, "web"), env });
    expect(about(later, "clone")).toEqual(["fine: has its whole history"]);
    const [clock] = findingsOf(later).filter(({ check }) => check === "clock");
    expect(clock).toMatchObject({
      severity: "warning",
      what: `files that were changed in the future: ${join(clone, "services.config.json")}`,
      command: `touch -c ${join(clone, "services.config.json")}`,
    });
  });

  test("a commit of the future is a clock that is behind", async () => {
    using workspace = workspaceOf({ services: { web: { path: "web" } } });
    workspace.track();
    git(workspace.path, "commit", "--quiet", "--message=now");
    const env = somewhere({ HOME: workspace.path, REPO_PROVIDER: "host" });
    const inDays = `${Math.round(Date.now() / 1_000) + 10 * 86_400} +0000`;
    const later = { ...env, GIT_COMMITTER_DATE: inDays, GIT_AUTHOR_DATE: inDays };
    const commit = [
      "git",
      "-c",
      "user.name=test",
      "-c",
      "user.email=test@localhost",
      "commit",
      "--quiet",
      "--allow-empty",
      "--message=later",
    ];
    expect(await runProgram(commit, { cwd: workspace.path, env: later })).toMatchObject({ exitCode: 0 });
    const run = await runRepo(["doctor", "--json"], { cwd: workspace.path, env });
    expect(about(run, "clock")).toEqual(["problem: 10 days behind the newest commit"]);
    expect(run.exitCode).toBe(1);
  });

  test("a full disk is a problem: a small one is mounted where the cache is", async () => {
    using workspace = workspaceOf({ services: { web: { path: "web" } } });
    const cache = join(workspace.path, "cache");
    mkdirSync(cache);
    const env = somewhere({ HOME: workspace.path, XDG_CACHE_HOME: cache, REPO_PROVIDER: "host" });
    const command = [...repoCommand(), "doctor", "--json"];
    const run = await inNamespace({ cwd: workspace.path, env, mount: `mount -t tmpfs -o size=1m tmpfs "${cache}"`, command });
    expect(about(run, "disk space")).toContainEqual(expect.stringMatching(/^problem: 1 MB free for the cache/));
    expect(run.exitCode).toBe(1);
  });

  test("a Nix that hangs (a stand-in: real ones hang only when something else does) is ended with all that it has started, and named", async () => {
    using workspace = workspaceOf({ services: { web: { path: "web", shell: "web" } } }, { "flake.nix": "{ }" });
    mkdirSync(join(workspace.path, "bin"));
    const hanging = join(workspace.path, "bin/nix");
    writeFileSync(hanging, "#!/bin/sh\ncase $* in *eval*) exec sleep 300 ;; esac\nsleep 300 &\nsleep 300\n");
    chmodSync(hanging, 0o755);
    const mark = markProcesses();
    const env = somewhere({ ...mark.env, PATH: `${join(workspace.path, "bin")}:/usr/bin:/bin`, HOME: workspace.path });
    const started = performance.now();
    const run = await runRepo(["doctor", "--json"], { cwd: workspace.path, env });
    expect(about(run, "nix")).toEqual([`problem: ${hanging} does not say its version: no answer in time`]);
    expect(about(run, "devShells")).toEqual(["warning: nothing was found out in 8 s"]);
    expect(performance.now() - started).toBeLessThan(20_000);
    expect(run.exitCode).toBe(1);
    expect(mark.processes()).toEqual([]);
  });

  test("in CI nothing that is for people is looked at", async () => {
    using workspace = workspaceOf({ services: { web: { path: "web" } } }, { ".envrc": "", ".env.example": "A=\n" });
    workspace.track();
    const env = somewhere({ HOME: workspace.path, REPO_PROVIDER: "host", CI: "true" });
    const run = await runRepo(["doctor", "--json"], { cwd: workspace.path, env });
    expect(run.exitCode).toBe(0);
    expect(findingsOf(run).filter(({ check }) => ["direnv", "direnv hook", "git hooks", ".env.local"].includes(check))).toEqual([]);
  });

  test("on a terminal sentences fit its width", async () => {
    using workspace = workspaceOf({ services: { web: { path: "web" } } });
    const env = somewhere({ HOME: workspace.path, REPO_PROVIDER: "host" });
    using terminal = openTerminal({ command: [...repoCommand(), "doctor"], cwd: workspace.path, env, columns: 70 });
    expect(await terminal.exitCode()).toBe(0);
    const screen = terminal.screen();
    expect(screen).toContain(`! clone         the workspace is in no repository of git
                why  What a change affects cannot be told, and a
                     flake outside of git is copied whole, whatever
                     is ignored.
                fix  Make it one:
                run  git init && git add --all`);
    expect(Math.max(...screen.split("\n").map((line) => line.length))).toBeLessThan(70);
  });
});
