import { type Palette, paletteOf } from "../palette.ts";
import type { Symbols } from "../symbols.ts";
import { cropEnd, cropStart, widthOf } from "../text-width.ts";
import type { DrawnGraph, DrawnNode } from "./drawn-graph.ts";
import { attributesText, edgesByOrigin, groupsOf, plainLabel } from "./graph-parts.ts";

export interface GraphTextOptions {
  readonly colour: boolean;
  readonly symbols: Symbols;
  /** The terminal's width; left out for a pipe, where nothing is cropped. */
  readonly columns?: number | undefined;
}

/**
 * A tree below each node that nothing points at. What has been shown before gets `(*)`, and what it points at is not shown again.
 * Groups in sequence get a tree each. Without a closing line break.
 */
export function renderGraphText(graph: DrawnGraph, options: GraphTextOptions): string {
  if (graph.nodes.length === 0) return "there is nothing to draw";
  const palette = paletteOf(options.colour);
  const tree = openTree(graph, { ...options, palette });
  if (graph.sequence === undefined) return tree(graph.nodes, "").join("\n");
  const sections = groupsOf(graph).map(({ name, nodes }) =>
    name === undefined ? tree(nodes, "") : [fit([{ text: plainLabel(name), paint: palette.strong }], options), ...tree(nodes, "  ")],
  );
  return sections.map((lines) => lines.join("\n")).join("\n\n");
}

interface Place {
  readonly node: DrawnNode;
  /** What is said of the edges that lead here. */
  readonly edges: readonly string[];
  /** What stands before it, and what before each of the lines below it. */
  readonly prefix: string;
  readonly below: string;
}

/** Lines for some of the nodes and all that they point at; remembers from call to call which were shown. */
function openTree(graph: DrawnGraph, options: GraphTextOptions & { readonly palette: Palette }) {
  const byId = new Map(graph.nodes.map((node) => [node.id, node]));
  const targets = targetsOf(graph, byId);
  const shown = new Set<string>();

  /** Without recursion: a chain may be longer than the stack is deep. */
  function linesFrom(root: DrawnNode, indent: string): string[] {
    const lines: string[] = [];
    const open: Place[] = [{ node: root, edges: [], prefix: indent, below: indent }];
    for (let place = open.pop(); place !== undefined; place = open.pop()) {
      const { node, below } = place;
      const again = shown.has(node.id);
      lines.push(lineOf(place, { ...options, again }));
      if (again) continue;
      shown.add(node.id);
      const children = [...(targets.get(node.id) ?? [])];
      const { branch, lastBranch, trunk } = options.symbols;
      const above = nearest(below, options);
      const places = children.map(([target, edges], index) => {
        const isLast = index === children.length - 1;
        return { node: target, edges, prefix: above + (isLast ? lastBranch : branch), below: above + (isLast ? "   " : trunk) };
      });
      open.push(...places.reverse());
    }
    return lines;
  }

  return (nodes: readonly DrawnNode[], indent: string): string[] => {
    const here = new Set(nodes);
    const pointedAt = new Set(nodes.flatMap((node) => [...(targets.get(node.id)?.keys() ?? [])].filter((target) => target !== node)));
    const roots = nodes.filter((node) => !pointedAt.has(node));
    const lines = roots.flatMap((root) => linesFrom(root, indent));
    // What is left is in circles, where any is as good a root as another.
    for (const node of here) if (!shown.has(node.id)) lines.push(...linesFrom(node, indent));
    return lines;
  };
}

/** Of the branches before a node those that a terminal could show, and one sign more, by which it is known that there are others. */
function nearest(branches: string, { columns }: GraphTextOptions): string {
  return columns === undefined ? branches : branches.slice(-columns - 1);
}

/** Several edges between the same two are one line. */
function targetsOf(graph: DrawnGraph, byId: ReadonlyMap<string, DrawnNode>): ReadonlyMap<string, ReadonlyMap<DrawnNode, string[]>> {
  const targets = new Map<string, Map<DrawnNode, string[]>>();
  for (const [from, edges] of edgesByOrigin(graph)) {
    const of = new Map<DrawnNode, string[]>();
    for (const { to, label } of edges) {
      const node = byId.get(to);
      if (node === undefined) throw new Error(`an edge of the drawn graph leads to ${JSON.stringify(to)}, which is none of its nodes`);
      of.set(node, [...(of.get(node) ?? []), ...(label === undefined ? [] : [plainLabel(label)])]);
    }
    targets.set(from, of);
  }
  return targets;
}

function lineOf(
  { node, edges, prefix }: Place,
  { palette, symbols, columns, again }: GraphTextOptions & { readonly palette: Palette; readonly again: boolean },
): string {
  const label = plainLabel(node.label);
  // However deep it stands, its name is seen, and that something may follow.
  const room = (columns ?? 0) - widthOf(`${label} ${symbols.ellipsis}`);
  const tree = columns === undefined ? prefix : cropStart(prefix, Math.max(0, room), symbols.ellipsis);
  const attributes = attributesText(node);
  const parts: Part[] = [
    { text: tree, paint: palette.quiet },
    { text: label, paint: node.mark === undefined ? plain : palette.warning },
    { text: node.mark === undefined ? "" : ` [${plainLabel(node.mark)}]`, paint: palette.warning },
    { text: edges.length === 0 ? "" : ` (${edges.join("; ")})`, paint: palette.quiet },
    { text: again ? " (*)" : node.partial ? ` ${symbols.ellipsis}` : "", paint: palette.quiet },
    { text: again || attributes === "" ? "" : `   ${attributes}`, paint: palette.quiet },
  ];
  return fit(parts, { symbols, columns });
}

interface Part {
  readonly text: string;
  readonly paint: (text: string) => string;
}

const plain = (text: string): string => text;

/** Cropped first and painted then: colour codes have no width. */
function fit(parts: readonly Part[], { symbols: { ellipsis }, columns }: Pick<GraphTextOptions, "symbols" | "columns">): string {
  const whole = parts.map(({ text }) => text).join("");
  const isCropped = columns !== undefined && widthOf(whole) > columns;
  const shown = isCropped ? cropEnd(whole, columns, ellipsis) : whole;
  const mark = isCropped && shown.endsWith(ellipsis) ? ellipsis : "";
  let left = shown.length - mark.length;
  const painted = parts.map(({ text, paint }) => {
    const piece = text.slice(0, left);
    left -= piece.length;
    return piece === "" ? "" : paint(piece);
  });
  return painted.join("") + mark;
}
