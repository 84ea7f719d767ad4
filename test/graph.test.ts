import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { cleanEnvironment, git, openTerminal, repoCommand, runRepo, type TemporaryFolder } from "@nix-repo/testkit";
import { ON_HOST, workspaceOf } from "./workspace.ts";

const registry = {
  root: "code",
  services: {
    tokens: { path: "shared/tokens", shell: "node", tags: ["library"], verbs: { build: "true" } },
    api: {
      path: "backend/api",
      shell: "backend-api",
      dependsOn: ["tokens"],
      verbs: { build: { run: "true", dependsOn: ["^build"] }, lint: "true", dev: { run: "true", readyWhen: { tcp: 1 } } },
    },
    web: {
      path: "client/web",
      stack: "plain",
      tags: ["ui", "fast"],
      dependsOn: ["api", "tokens"],
      verbs: {
        build: { run: "true", dependsOn: ["^build", "//:schema"] },
        e2e: { run: "true", dependsOn: ["build", "api:dev", "worker:queue:up"] },
        "e2e:all": { run: "true", dependsOn: ["api:dev"] },
      },
    },
    worker: { path: "worker", shell: false, verbs: { lint: "true", "queue:up": { run: "true", persistent: true } } },
  },
  stacks: { plain: { verbs: { lint: "true" } } },
  workspace: { verbs: { schema: { run: "true", dependsOn: ["fetch"] }, fetch: "true" } },
};

function graph(workspace: TemporaryFolder, ...args: readonly string[]) {
  return runRepo(["graph", ...args], { cwd: workspace.path });
}

async function drawn(workspace: TemporaryFolder, ...args: readonly string[]): Promise<string> {
  const run = await graph(workspace, ...args);
  expect({ exitCode: run.exitCode, stderr: run.stderr }).toEqual({ exitCode: 0, stderr: "" });
  return run.stdout;
}

describe("repo graph", () => {
  test("services and what they depend on, through tasks too, with stack, devShell and tags", async () => {
    using workspace = workspaceOf(registry);
    expect(await drawn(workspace)).toBe(`web   plain, client-web?, #ui, #fast
├─ api (e2e, e2e:all need api:dev)   backend-api
│  └─ tokens   node, #library
├─ tokens (*)
├─ //:schema (build needs //:schema)
│  └─ //:fetch
└─ worker (e2e needs worker:queue:up)
`);
  });

  test("services that are named: the next ones, or the whole way in either direction", async () => {
    using workspace = workspaceOf(registry);
    expect(await drawn(workspace, "web")).toBe(`web   plain, client-web?, #ui, #fast
├─ api (e2e, e2e:all need api:dev)   backend-api
│  └─ tokens   node, #library
├─ tokens (*)
├─ //:schema (build needs //:schema) …
└─ worker (e2e needs worker:queue:up)
`);
    expect(await drawn(workspace, "backend/api", "--with-dependencies")).toBe("api   backend-api\n└─ tokens   node, #library\n");
    expect(await drawn(workspace, "worker", "--with-dependents")).toBe(`web …   plain, client-web?, #ui, #fast
└─ worker (e2e needs worker:queue:up)
`);
  });

  test("the tasks of a verb, or single ones, and what each waits for", async () => {
    using workspace = workspaceOf(registry);
    expect(await drawn(workspace, "--tasks", "build", "--tasks", "lint")).toBe(`web:build   client-web?
├─ api:build   backend-api
│  └─ tokens:build   node
├─ tokens:build (*)
└─ //:schema   default?
   └─ //:fetch   default?
api:lint   backend-api
web:lint   client-web?
worker:lint
`);
    expect(await drawn(workspace, "tokens", "--tasks", "build")).toBe("tokens:build   node\n");
    expect(await drawn(workspace, "api", "--tasks", "build", "--with-dependents", "--format", "dot")).toContain('label="web:build"');
    expect(await drawn(workspace, "web:e2e:all", "worker:lint")).toBe(`web:e2e:all   client-web?
└─ api:dev (ready)   backend-api
worker:lint
`);
    expect(await drawn(workspace, "web:e2e")).toContain("└─ worker:queue:up (started)\n");
  });

  test("what repo ci runs, in its stages", async () => {
    using workspace = workspaceOf({ ...registry, ci: { stages: [["lint", "//:fetch"], "build"] } });
    expect(await drawn(workspace, "--ci")).toBe(`lint, //:fetch
  api:lint   backend-api
  web:lint   client-web?
  worker:lint
  //:fetch   default?

build
  web:build   client-web?
  ├─ api:build   backend-api
  │  └─ tokens:build   node
  ├─ tokens:build (*)
  └─ //:schema   default?
     └─ //:fetch (*)
`);
  });

  test("for mermaid, by folders", async () => {
    using workspace = workspaceOf(registry);
    expect(await drawn(workspace, "web", "--format", "mermaid")).toBe(`flowchart LR
  n3["worker"]
  n4("#47;/:schema …")
  subgraph g1["shared"]
    n0["tokens"]
  end
  subgraph g2["backend"]
    n1["api"]
  end
  subgraph g3["client"]
    n2["web"]
  end
  n1 --> n0
  n2 --> n1
  n2 --> n0
  n2 -.->|"build needs //:schema"| n4
  n2 -.->|"e2e, e2e:all need api:dev"| n1
  n2 -.->|"e2e needs worker:queue:up"| n3
`);
  });

  test("for Graphviz, and as JSON", async () => {
    using workspace = workspaceOf(registry);
    expect(await drawn(workspace, "web:e2e:all", "--format", "dot")).toBe(`digraph {
  compound=true
  rankdir=LR
  node [shape=box]
  subgraph cluster_0 {
    label="backend"
    n0 [label="api:dev", style="rounded", tooltip="backend-api"]
  }
  subgraph cluster_1 {
    label="client"
    n1 [label="web:e2e:all", style="rounded", tooltip="client-web?"]
  }
  n1 -> n0 [label="ready", style="dashed"]
}
`);
    const json = {
      version: 1,
      kind: "graph",
      nodes: [
        { id: "tokens", kind: "service", label: "tokens", group: "shared", attributes: { shell: "node", tags: ["library"] } },
        { id: "api", kind: "service", label: "api", group: "backend", attributes: { shell: "backend-api" } },
      ],
      edges: [{ from: "api", to: "tokens", kind: "service" }],
    };
    expect(JSON.parse(await drawn(workspace, "api", "--format", "json"))).toEqual(json);
    expect(JSON.parse(await drawn(workspace, "api", "--json"))).toEqual(json);
  });

  test("--affected marks what a change concerns (of the workspace itself all that reads everything), and leaves nothing out", async () => {
    using workspace = workspaceOf(registry, { ".gitignore": ".repo\n" });
    git(workspace.path, "init", "--quiet", "--initial-branch=main");
    git(workspace.path, "add", "--all");
    git(workspace.path, "commit", "--quiet", "-m", "1");
    git(workspace.path, "checkout", "--quiet", "-b", "feature");
    workspace.write({ "code/backend/api/main.c": "1" });
    const run = await graph(workspace, "--affected=main", ...ON_HOST);
    expect(run).toEqual({
      exitCode: 0,
      signal: null,
      stderr: "affected since main: api, web (2 of 4 services)\n\n",
      stdout: `web [affected]   plain, client-web?, #ui, #fast
├─ api [affected] (e2e, e2e:all need api:dev)   backend-api
│  └─ tokens   node, #library
├─ tokens (*)
├─ //:schema [affected] (build needs //:schema)
│  └─ //:fetch [affected]
└─ worker (e2e needs worker:queue:up)
`,
    });
    const { stdout } = await graph(workspace, "api", "--tasks", "build", "--affected", "--format", "mermaid", ...ON_HOST);
    expect(stdout).toMatch(/ {2}class n1 marked\n$/);
  });

  test("on a terminal: no line is wider than it", async () => {
    using workspace = workspaceOf(registry);
    using terminal = openTerminal({
      command: [...repoCommand(), "graph", "--no-color"],
      cwd: workspace.path,
      env: cleanEnvironment({ TERM: "screen-256color", LANG: "C.UTF-8" }),
      columns: 30,
    });
    await terminal.waitFor(/^└─ worker \(e2e needs worker:q…$/m);
    await terminal.waitFor(/^web {3}plain, client-web\?, #ui…$/m);
  });

  test("five hundred services that need each other are as many lines as there are needs", async () => {
    const names = Array.from({ length: 500 }, (_, index) => `s${index}`);
    const services = Object.fromEntries(
      names.map((name, index) => [
        name,
        { path: name, dependsOn: index === 0 ? [] : [`s${Math.floor(index / 2)}`, "s0"].slice(0, index < 2 ? 1 : 2) },
      ]),
    );
    using workspace = workspaceOf({ services });
    const lines = (await drawn(workspace)).trimEnd().split("\n");
    expect(lines.filter((line) => !line.endsWith("(*)"))).toHaveLength(500);
    const run = await graph(workspace, "--format", "mermaid");
    expect(run.stderr).toMatch(
      /^mermaid draws 500 edges and 50000 characters unless its maxEdges and maxTextSize say more; this has 997 and \d+\n$/,
    );
  });

  test("starts nothing, and says which task file nobody has asked yet", async () => {
    const nix = { "bin/nix": { content: '#!/bin/sh\ntouch "$(dirname "$0")/started"\nexit 1\n', mode: 0o755 } };
    using workspace = workspaceOf(registry, { ...nix, "code/worker/justfile": "lint:\n  true\n" });
    const env = cleanEnvironment({ PATH: `${join(workspace.path, "bin")}:/usr/bin:/bin` });
    for (const args of [["graph"], ["graph", "--ci"]]) {
      const run = await runRepo(args, { cwd: workspace.path, env });
      const unasked = "code/worker/justfile was not asked yet: its recipes would win (repo list --ask asks it)\n";
      expect({ exitCode: run.exitCode, stderr: run.stderr }).toEqual({ exitCode: 0, stderr: args.length === 1 ? "" : unasked });
    }
    for (const trace of ["bin/started", ".repo/runs"]) expect([trace, existsSync(join(workspace.path, trace))]).toEqual([trace, false]);
  });

  test.each([
    ["a format", ["--format", "mermiad"], 'repo: --format is "mermiad", and takes text, mermaid, dot, json; did you mean mermaid?'],
    ["two formats", ["--json", "--format", "dot"], "repo: --json and --format dot contradict each other"],
    ["a service", ["wbe"], 'repo: there is no service "wbe"; did you mean "web"? (repo list shows all 4)'],
    ["a verb", ["web", "--tasks", "biuld"], 'repo: web has no verb "biuld"; did you mean "build"? (it has build, e2e, e2e:all, lint)'],
    ["a verb that nobody has", ["--tasks", "deploy"], "repo: deploy selects nothing (repo list shows what there is)"],
    [
      "a task beside a service",
      ["web:build", "api"],
      "repo: web:build is a task and api is none: which of its tasks?\n  try: repo graph web:build api --tasks build",
    ],
    ["--ci of some", ["web", "--ci"], "repo: --ci is the whole pipeline: it goes with neither services nor tasks"],
    [
      "what is added to nothing",
      ["--with-dependents"],
      "repo: --with-dependents adds to services, and none is named\n  try: repo graph tokens --with-dependents",
    ],
  ])("does not understand %s", async (_what, args, message) => {
    using workspace = workspaceOf(registry);
    expect(await graph(workspace, ...args)).toEqual({ exitCode: 2, signal: null, stdout: "", stderr: `${message}\n` });
  });
});
