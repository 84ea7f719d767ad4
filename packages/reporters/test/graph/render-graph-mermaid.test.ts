import { describe, expect, test } from "@jest/globals";
import { type DrawnGraph, renderGraphMermaid } from "@nix-repo/reporters";
import fc from "fast-check";
import { plainLabel } from "../../src/graph/graph-parts.ts";
import { mermaidReads } from "./mermaid-reads.ts";
import { largeGraph, someGraph } from "./some-graphs.ts";

describe("renderGraphMermaid", () => {
  test("boxes, edges, marks and the order of groups", async () => {
    const text = renderGraphMermaid({
      nodes: [
        { id: "root", kind: "task", label: "//:schema", shape: "round" },
        { id: "web", kind: "service", label: "web", group: "client", mark: "affected" },
        { id: "api", kind: "service", label: "my api", group: "backend/one", partial: true },
        { id: "db", kind: "container", label: 'db "15"', group: "backend/one", shape: "cylinder" },
      ],
      edges: [
        { from: "web", to: "api", kind: "service" },
        { from: "api", to: "db", kind: "process", label: "ready", line: "dashed" },
        { from: "web", to: "root", kind: "task", label: "build needs //:schema", line: "dashed" },
      ],
      sequence: ["backend/one", "client"],
    });
    expect(text).toBe(`flowchart LR
  n0("#47;/:schema")
  subgraph g1["backend/one"]
    n2["my api …"]
    n3[("db #34;15#34;")]
  end
  subgraph g2["client"]
    n1["web"]
  end
  n1 --> n2
  n2 -.->|"ready"| n3
  n1 -.->|"build needs //:schema"| n0
  g1 ==> g2
  classDef marked stroke:#d97706,stroke-width:3px
  class n1 marked
`);
    const { nodes } = await mermaidReads(text);
    expect(nodes.get("n1")).toEqual({ label: "web", shape: "square", classes: ["marked"] });
  });

  test("the parser that the others are held against rejects what is none of its language", async () => {
    await expect(mermaidReads('flowchart LR\n  n0["a"\n')).rejects.toThrow(/Parse error/);
    await expect(mermaidReads('flowchart LR\n  n0["<b>a</b>"]\n')).rejects.toThrow();
  });

  test("mermaid reads any graph as it was meant, whatever its names are", async () => {
    await fc.assert(
      fc.asyncProperty(someGraph, async (graph) => {
        const { type, nodes, edges, boxes } = await mermaidReads(renderGraphMermaid(graph));
        expect(type).toBe("flowchart-v2");
        expect([...nodes.values()].map(({ label }) => label).sort()).toEqual(graph.nodes.map(labelOf).sort());
        const ids = graph.nodes.map(({ id }) => id);
        const own = edges.filter(({ from }) => nodes.has(from));
        expect(own.map(({ from, to, label }) => [from, to, label])).toEqual(
          graph.edges.map(({ from, to, label }) => [
            `n${ids.indexOf(from)}`,
            `n${ids.indexOf(to)}`,
            label === undefined ? "" : shown(label),
          ]),
        );
        expect(boxes.map(({ title, nodes: inside }) => [title, inside.length]).sort()).toEqual(boxesOf(graph));
      }),
      { numRuns: 300 },
    );
  });

  test("a thousand nodes", async () => {
    const graph = largeGraph();
    const { nodes, edges, boxes } = await mermaidReads(renderGraphMermaid(graph));
    expect([nodes.size, edges.length, boxes.length]).toEqual([1_000, graph.edges.length, 20]);
  });
});

function labelOf({ label, partial }: DrawnGraph["nodes"][number]): string {
  return shown(partial ? `${label} …` : label);
}

/** Blanks at the ends do not show. */
function shown(text: string): string {
  return plainLabel(text).trim();
}

function boxesOf({ nodes }: DrawnGraph): [string, number][] {
  const sizes = new Map<string, number>();
  for (const { group } of nodes) if (group !== undefined) sizes.set(group, (sizes.get(group) ?? 0) + 1);
  return [...sizes].map(([group, size]): [string, number] => [shown(group), size]).sort();
}
