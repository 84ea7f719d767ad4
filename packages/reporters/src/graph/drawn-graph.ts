/** What is to be drawn, in words that know neither services nor tasks. Whatever depends on something points at it. */
export interface DrawnGraph {
  /** In the order in which a reader expects them. */
  readonly nodes: readonly DrawnNode[];
  readonly edges: readonly DrawnEdge[];
  /** The groups, where each begins when the one before has ended. Left out, groups only say what belongs together. */
  readonly sequence?: readonly string[];
}

export interface DrawnNode {
  /** Of this node alone. Never shown. */
  readonly id: string;
  /** `service`, `task`: for programs, which read it from the JSON. */
  readonly kind: string;
  readonly label: string;
  /** Nodes of one group stand in one box. */
  readonly group?: string;
  readonly attributes?: Readonly<Record<string, string | readonly string[]>>;
  /** One word that makes it stand out: `affected`. */
  readonly mark?: string;
  /** Not all that it points at is drawn. */
  readonly partial?: true;
  /** A box where left out. */
  readonly shape?: "box" | "round" | "cylinder";
}

export interface DrawnEdge {
  readonly from: string;
  readonly to: string;
  readonly kind: string;
  readonly label?: string;
  /** Solid where left out. */
  readonly line?: "solid" | "dashed";
}

export const GRAPH_FORMATS = ["text", "mermaid", "dot", "json"] as const;

export type GraphFormat = (typeof GRAPH_FORMATS)[number];

/** What `repo graph --format json` prints: all but what only says how it is drawn. */
export function graphJson({ nodes, edges, sequence }: DrawnGraph): object {
  return {
    version: 1,
    kind: "graph",
    ...(sequence === undefined ? {} : { sequence }),
    nodes: nodes.map(({ shape: _, ...node }) => node),
    edges: edges.map(({ line: _, ...edge }) => edge),
  };
}
