import { describe, expect, test } from "@jest/globals";
import { renderGraphDot } from "@nix-repo/reporters";
import fc from "fast-check";
import { plainLabel } from "../../src/graph/graph-parts.ts";
import { graphvizDraws } from "./graphviz-draws.ts";
import { largeGraph, someGraph } from "./some-graphs.ts";

describe("renderGraphDot", () => {
  test("clusters, edges, attributes and the order of groups", () => {
    const dot = renderGraphDot({
      nodes: [
        { id: "root", kind: "task", label: "//:schema", shape: "round" },
        { id: "web", kind: "service", label: "web", group: "client", mark: "affected", attributes: { stack: "node", tags: ["ui"] } },
        { id: "api", kind: "service", label: "api", group: "backend", partial: true },
        { id: "db", kind: "container", label: 'db "15" \\ &amp;', group: "backend", shape: "cylinder" },
      ],
      edges: [
        { from: "web", to: "api", kind: "service" },
        { from: "api", to: "db", kind: "process", label: "ready", line: "dashed" },
      ],
      sequence: ["backend", "client"],
    });
    expect(dot).toBe(`digraph {
  compound=true
  rankdir=LR
  node [shape=box]
  n0 [label="//:schema", style="rounded"]
  subgraph cluster_1 {
    label="backend"
    n2 [label="api …"]
    n3 [label="db \\"15\\" \\\\ &amp;amp;", shape="cylinder"]
  }
  subgraph cluster_2 {
    label="client"
    n1 [label="web", color="#d97706", penwidth="3", tooltip="node, #ui"]
  }
  n1 -> n2
  n2 -> n3 [label="ready", style="dashed"]
  n2 -> n1 [ltail="cluster_1", lhead="cluster_2", style="bold"]
}
`);
    expect(graphvizDraws(dot)).toMatchObject({ nodes: 4, edges: 3, clusters: 2 });
    expect(graphvizDraws(dot).texts.sort()).toEqual(["//:schema", "api …", "backend", "client", 'db "15" \\ &amp;', "ready", "web"]);
  });

  test("the Graphviz that the others are held against rejects what is none of its language", () => {
    expect(() => graphvizDraws("digraph { a -> ; }")).toThrow(/syntax error/);
  });

  test("Graphviz draws any graph as it was meant, whatever its names are", () => {
    fc.assert(
      fc.property(someGraph, (graph) => {
        const { nodes, edges, clusters, texts } = graphvizDraws(renderGraphDot(graph));
        const groups = new Set(graph.nodes.flatMap(({ group }) => group ?? []));
        const hasBoxes = graph.sequence !== undefined && groups.size > 1;
        expect({ nodes, edges, clusters }).toEqual({
          nodes: graph.nodes.length,
          edges: graph.edges.length + (hasBoxes ? groups.size - 1 : 0),
          clusters: groups.size,
        });
        const labels = [
          ...graph.nodes.map(({ label, partial }) => (partial ? `${label} …` : label)),
          ...graph.edges.flatMap(({ label }) => label ?? []),
          ...groups,
        ];
        expect(texts.map(comparable).sort()).toEqual(
          labels
            .map(plainLabel)
            .filter((label) => label !== "")
            .map(comparable)
            .sort(),
        );
      }),
      { numRuns: 300 },
    );
  });

  test("a thousand nodes", () => {
    const graph = largeGraph();
    expect(graphvizDraws(renderGraphDot(graph))).toMatchObject({ nodes: 1_000, edges: graph.edges.length, clusters: 20 });
  });
});

/** A blank at an end, or beside another, is drawn as one that does not break. */
function comparable(text: string): string {
  return text.replaceAll("\u00a0", " ");
}
