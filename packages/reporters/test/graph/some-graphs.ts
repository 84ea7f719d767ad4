import type { DrawnEdge, DrawnGraph, DrawnNode } from "@nix-repo/reporters";
import fc from "fast-check";

/** What means something to mermaid, to Graphviz, to HTML, to Markdown or to a terminal. */
const TELLING = [
  ..."\"'`\\#;&<>[](){}|%$@*_~^-+=.,:/!? \t\n\u001b",
  ...'0 1. - + > # **a** _a_ __ ~~ ``` [a](b) <b> </b> <script> &amp; &quot #quot; #35; \\n \\N \\G \\" --> --- -.-> %% %%{init:{}}%% $$x$$ ::: ﬂ°°35¶ß'.split(
    " ",
  ),
  ..."end graph subgraph style class classDef click default href linkStyle flowchart direction style:a#b; fa:fa-car http://a.b www.a.b a@b.c".split(
    " ",
  ),
  ..."node edge strict digraph ラベル имя שלום é e\u0301 👩‍💻 𝒳 \ud800 \u200b ß".split(" "),
];

export const someName = fc.oneof(
  fc
    .array(fc.oneof(fc.constantFrom(...TELLING), fc.string({ unit: "binary", maxLength: 3 })), { maxLength: 6 })
    .map((parts) => parts.join("")),
  fc.array(fc.constantFrom(...TELLING), { minLength: 1, maxLength: 4 }).map((parts) => parts.join(" ")),
);

/** Of any names, with circles, edges to themselves and several between the same two. */
export const someGraph: fc.Arbitrary<DrawnGraph> = fc
  .record({ labels: fc.array(someName, { maxLength: 8 }), groups: fc.array(someName, { minLength: 1, maxLength: 3 }) })
  .chain(({ labels, groups }) => {
    const node = (label: string, index: number) =>
      fc.record(
        {
          id: fc.constant(`${index}${label}`),
          kind: fc.constant("thing"),
          label: fc.constant(label),
          group: fc.constantFrom(...groups),
          attributes: fc.dictionary(fc.constantFrom("stack", "tags"), fc.oneof(someName, fc.array(someName, { maxLength: 2 }))),
          mark: fc.constant("affected"),
          partial: fc.constant(true as const),
          shape: fc.constantFrom("box", "round", "cylinder"),
        },
        { requiredKeys: ["id", "kind", "label"] },
      );
    const id = fc.nat({ max: Math.max(0, labels.length - 1) }).map((index) => `${index}${labels[index]}`);
    const edge = fc.record(
      { from: id, to: id, kind: fc.constant("needs"), label: someName, line: fc.constantFrom("solid", "dashed") },
      { requiredKeys: ["from", "to", "kind"] },
    );
    return fc.record(
      {
        nodes: fc.tuple(...labels.map(node)) as fc.Arbitrary<DrawnNode[]>,
        edges: (labels.length === 0 ? fc.constant([]) : fc.array(edge, { maxLength: 12 })) as fc.Arbitrary<DrawnEdge[]>,
        sequence: fc.constant([...new Set(groups)]),
      },
      { requiredKeys: ["nodes", "edges"] },
    ) as fc.Arbitrary<DrawnGraph>;
  });

/** A thousand nodes in folders, each pointing at some of those before it. */
export function largeGraph(): DrawnGraph {
  const nodes = Array.from({ length: 1_000 }, (_, index) => ({
    id: `s${index}`,
    kind: "service",
    label: `service-${index}`,
    group: `folder ${index % 20}`,
  }));
  const edges = nodes.flatMap(({ id }, index) =>
    [...new Set([Math.floor(index / 2), Math.floor(index / 3)])]
      .filter((target) => target !== index)
      .map((target) => ({ from: id, to: `s${target}`, kind: "service" })),
  );
  return { nodes, edges };
}
