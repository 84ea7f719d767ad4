import type { DrawnGraph, DrawnNode } from "./drawn-graph.ts";
import { attributesText, groupsOf, plainLabel, shortNames } from "./graph-parts.ts";

/** A digraph as Graphviz reads it, a cluster for each group. With a closing line break. */
export function renderGraphDot(graph: DrawnGraph): string {
  const name = shortNames(graph);
  const groups = groupsOf(graph);
  const boxes = groups.flatMap(({ name: group, nodes }, index) => {
    const lines = nodes.map((node) => `${name(node.id)} ${attributes(nodeAttributes(node))}`);
    if (group === undefined) return lines;
    return [`subgraph cluster_${index} {`, `  label=${quoted(group)}`, ...lines.map((line) => `  ${line}`), "}"];
  });
  const edges = graph.edges.map(({ from, to, label, line }) => {
    const said = { ...(label === undefined ? {} : { label }), ...(line === "dashed" ? { style: "dashed" } : {}) };
    return `${name(from)} -> ${name(to)}${Object.keys(said).length === 0 ? "" : ` ${attributes(said)}`}`;
  });
  const lines = ["compound=true", "rankdir=LR", "node [shape=box]", ...boxes, ...edges, ...orderOf(graph, name)];
  return `${["digraph {", ...lines.map((line) => `  ${line}`), "}"].join("\n")}\n`;
}

/** Clusters cannot be joined, but for two of their nodes, of whose edge only what lies between the clusters is drawn. */
function orderOf(graph: DrawnGraph, name: (id: string) => string): string[] {
  if (graph.sequence === undefined) return [];
  const steps = groupsOf(graph).flatMap((group, index) => (group.name === undefined ? [] : [{ cluster: `cluster_${index}`, ...group }]));
  return steps.slice(1).flatMap((step, index) => {
    const [from, to] = [steps[index]?.nodes[0], step.nodes[0]];
    if (from === undefined || to === undefined) return [];
    const ends = { ltail: steps[index]?.cluster ?? "", lhead: step.cluster, style: "bold" };
    return [`${name(from.id)} -> ${name(to.id)} ${attributes(ends)}`];
  });
}

function nodeAttributes(node: DrawnNode): Readonly<Record<string, string>> {
  const { label, partial, shape = "box", mark } = node;
  const tooltip = attributesText(node);
  return {
    label: partial ? `${label} …` : label,
    ...SHAPES[shape],
    ...(mark === undefined ? {} : { color: "#d97706", penwidth: "3" }),
    ...(tooltip === "" ? {} : { tooltip }),
  };
}

const SHAPES = { box: {}, round: { style: "rounded" }, cylinder: { shape: "cylinder" } } as const;

function attributes(said: Readonly<Record<string, string>>): string {
  return `[${Object.entries(said)
    .map(([key, value]) => `${key}=${quoted(value)}`)
    .join(", ")}]`;
}

/** Graphviz reads backslashes (`\n`, `\N`) and HTML's entities in labels. */
function quoted(text: string): string {
  return `"${plainLabel(text).replaceAll("&", "&amp;").replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`;
}
