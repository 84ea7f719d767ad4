import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { cleanEnvironment, runRepo, type TemporaryFolder } from "@nix-repo/testkit";
import { graphvizDraws } from "../packages/reporters/test/graph/graphviz-draws.ts";
import { mermaidReads } from "../packages/reporters/test/graph/mermaid-reads.ts";
import { workspaceOf } from "./workspace.ts";

const registry = {
  services: {
    web: { path: "web", dependsOn: ["api"], verbs: { dev: "true" } },
    api: {
      path: "api",
      verbs: { dev: { run: "true", readyWhen: { line: "up" } } },
      processes: {
        dev: {
          dependsOn: [
            { unit: "migrate", until: "completed" },
            { unit: "worker", until: "started" },
          ],
        },
        migrate: { run: "true", restart: "never" },
        worker: { run: "true", replicas: 3, ports: { metrics: "auto" } },
      },
    },
    docs: { path: "docs", verbs: { dev: "true" } },
  },
};

const compose = {
  services: {
    seed: { image: "busybox", depends_on: { db: { condition: "service_healthy" } } },
    db: { image: "postgres:15", ports: ["45672:5432"] },
  },
};

function workspace(): TemporaryFolder {
  return workspaceOf(registry, { "api/compose.yaml": JSON.stringify(compose) });
}

/** Without an engine, without Nix. */
async function drawn({ path }: TemporaryFolder, ...args: readonly string[]): Promise<string> {
  const run = await runRepo(["graph", "--up", ...args], { cwd: path, env: cleanEnvironment({ PATH: "/usr/bin:/bin", CI: "true" }) });
  expect({ exitCode: run.exitCode, stderr: run.stderr }).toEqual({ exitCode: 0, stderr: "" });
  return run.stdout;
}

describe("repo graph --up", () => {
  test("processes and containers, each with what it waits for, and until when; replicas are one", async () => {
    using folder = workspace();
    expect(await drawn(folder)).toBe(`web
└─ api (ready)
   ├─ api:migrate (completed)
   │  ├─ api@seed (ready)   busybox
   │  │  └─ api@db (ready)   postgres:15
   │  └─ api@db (ready) (*)
   ├─ api:worker ×3 (started)
   │  ├─ api@seed (ready) (*)
   │  └─ api@db (ready) (*)
   ├─ api@seed (ready) (*)
   └─ api@db (ready) (*)
docs
`);
  });

  test("of names, as repo up takes them, with all that they need; nothing is started, nor chosen", async () => {
    using folder = workspace();
    expect(await drawn(folder, "api:migrate")).toBe(`api:migrate
├─ api@seed (ready)   busybox
│  └─ api@db (ready)   postgres:15
└─ api@db (ready) (*)
`);
    expect(await drawn(folder, "web", "docs")).toBe(await drawn(folder));
    const env = cleanEnvironment({ PATH: "/usr/bin:/bin" });
    const here = await runRepo(["graph", "--up", "."], { cwd: join(folder.path, "docs"), env });
    expect(here.stdout).toBe("docs\n");
    for (const trace of [".repo/up", ".repo/runs"]) expect([trace, existsSync(join(folder.path, trace))]).toEqual([trace, false]);
  });

  test("as JSON: kinds, services as groups, conditions", async () => {
    using folder = workspace();
    expect(JSON.parse(await drawn(folder, "api:worker", "--json"))).toEqual({
      version: 1,
      kind: "graph",
      nodes: [
        { id: "api@seed", kind: "container", label: "api@seed", group: "api", attributes: { image: "busybox" } },
        { id: "api@db", kind: "container", label: "api@db", group: "api", attributes: { image: "postgres:15" } },
        { id: "api:worker", kind: "process", label: "api:worker ×3", group: "api" },
      ],
      edges: [
        { from: "api@seed", to: "api@db", kind: "ready", label: "ready" },
        { from: "api:worker", to: "api@seed", kind: "ready", label: "ready" },
        { from: "api:worker", to: "api@db", kind: "ready", label: "ready" },
      ],
    });
  });

  test("for mermaid, which reads it as it is meant", async () => {
    using folder = workspace();
    const text = await drawn(folder, "web", "--format", "mermaid");
    expect(text).toBe(`flowchart LR
  subgraph g0["api"]
    n0[("api#64;seed")]
    n1[("api#64;db")]
    n3("api")
    n4("api:migrate")
    n5("api:worker #215;3")
  end
  subgraph g1["web"]
    n2("web")
  end
  n0 -->|"ready"| n1
  n2 -->|"ready"| n3
  n3 -->|"completed"| n4
  n3 -->|"started"| n5
  n3 -->|"ready"| n0
  n3 -->|"ready"| n1
  n4 -->|"ready"| n0
  n4 -->|"ready"| n1
  n5 -->|"ready"| n0
  n5 -->|"ready"| n1
`);
    const { nodes, edges, boxes } = await mermaidReads(text);
    expect([...nodes.values()].map(({ label, shape }) => [label, shape]).sort()).toEqual([
      ["api", "round"],
      ["api:migrate", "round"],
      ["api:worker ×3", "round"],
      ["api@db", "cylinder"],
      ["api@seed", "cylinder"],
      ["web", "round"],
    ]);
    expect(edges.map(({ label }) => label).sort()).toEqual([...Array<string>(8).fill("ready"), "completed", "started"].sort());
    expect(boxes.map(({ title, nodes: inside }) => [title, inside.length]).sort()).toEqual([
      ["api", 5],
      ["web", 1],
    ]);
  });

  test("for Graphviz, which draws it", async () => {
    using folder = workspace();
    const dot = await drawn(folder, "web", "--format", "dot");
    expect(dot).toContain('n0 [label="api@seed", shape="cylinder", tooltip="busybox"]');
    const { nodes, edges, clusters, texts } = graphvizDraws(dot);
    expect({ nodes, edges, clusters }).toEqual({ nodes: 6, edges: 10, clusters: 2 });
    expect([...new Set(texts)].sort()).toEqual(
      ["api", "api:migrate", "api:worker ×3", "api@db", "api@seed", "completed", "ready", "started", "web"].sort(),
    );
  });

  test.each([
    [
      "a name",
      ["wbe"],
      'repo: there is no process or container "wbe"; did you mean "web"?\n  try: repo up --dry-run shows all that there are',
    ],
    ["tasks", ["--tasks", "build"], "repo: --up draws what repo up starts: it goes with neither --tasks nor --ci"],
    ["the pipeline", ["--ci"], "repo: --up draws what repo up starts: it goes with neither --tasks nor --ci"],
    [
      "more than is needed",
      ["web", "--with-dependents"],
      "repo: --up draws whatever is needed: it goes with neither --with-dependencies nor --with-dependents",
    ],
  ])("does not understand %s", async (_what, args, message) => {
    using folder = workspace();
    const run = await runRepo(["graph", "--up", ...args], { cwd: folder.path });
    expect(run).toEqual({ exitCode: 2, signal: null, stdout: "", stderr: `${message}\n` });
  });
});
