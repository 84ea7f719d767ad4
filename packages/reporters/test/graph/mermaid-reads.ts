// mermaid's own parser in Node. It has its texts purified by DOMPurify, which works only where there is a DOM, and looks at it only where a text holds markup.
// So a stand-in is enough that has no more than what DOMPurify looks for when it is loaded: a text with markup in it makes the parser throw.
import { decodeEntity } from "./entities.ts";

class Node {
  get parentNode(): never {
    throw new Error("there is no DOM");
  }
}

const place = globalThis as { window?: unknown };
const document = {
  nodeType: 9,
  createElement: () => ({}),
  implementation: {
    createHTMLDocument() {
      throw new Error("there is no DOM");
    },
  },
};
place.window = { document, Node, Element: class extends Node {} };
await import("dompurify");
delete place.window;
const { default: mermaid } = await import("mermaid");
mermaid.initialize({ maxEdges: 10_000 });

export interface MermaidReading {
  readonly type: string;
  /** Labels by the names in the source. */
  readonly nodes: ReadonlyMap<string, { readonly label: string; readonly shape: string; readonly classes: readonly string[] }>;
  readonly edges: readonly { readonly from: string; readonly to: string; readonly label: string; readonly stroke: string }[];
  readonly boxes: readonly { readonly title: string; readonly nodes: readonly string[] }[];
}

/** What mermaid understands of a flowchart. Rejects where its parser does. */
export async function mermaidReads(text: string): Promise<MermaidReading> {
  const { type: diagramType, db } = await mermaid.mermaidAPI.getDiagramFromText(text);
  const flow = db as unknown as FlowDb;
  const boxes = flow.getSubGraphs().map(({ id, title, nodes }) => ({ id, title: decoded(title), nodes }));
  const isBox = new Set(boxes.map(({ id }) => id));
  const nodes = [...flow.getVertices()].filter(([id]) => !isBox.has(id));
  return {
    type: diagramType,
    nodes: new Map(nodes.map(([id, { text: label, type: shape, classes }]) => [id, { label: decoded(label), shape, classes }])),
    edges: flow.getEdges().map(({ start, end, text: label, stroke }) => ({ from: start, to: end, label: decoded(label), stroke })),
    boxes: boxes.map(({ title, nodes: inside }) => ({ title, nodes: inside })),
  };
}

interface FlowDb {
  getVertices(): ReadonlyMap<string, { text: string; type: string; classes: string[] }>;
  getEdges(): readonly { start: string; end: string; text: string; stroke: string }[];
  getSubGraphs(): readonly { id: string; title: string; nodes: string[] }[];
}

/** As mermaid's decodeEntities makes HTML of what encodeEntities left, and a browser text of that, in which blanks at the ends do not show. */
function decoded(text: string): string {
  return decodeEntity(text.replaceAll("ﬂ°°", "&#").replaceAll("ﬂ°", "&").replaceAll("¶ß", ";")).trim();
}
