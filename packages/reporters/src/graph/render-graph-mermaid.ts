import type { DrawnGraph, DrawnNode } from "./drawn-graph.ts";
import { groupsOf, plainLabel, shortNames } from "./graph-parts.ts";

/** What mermaid draws where the page that shows it does not set `maxEdges` and `maxTextSize` to more. */
export const MERMAID_LIMITS = { edges: 500, characters: 50_000 } as const;

/** A flowchart as mermaid reads it. With a closing line break. */
export function renderGraphMermaid(graph: DrawnGraph): string {
  const name = shortNames(graph);
  const groups = groupsOf(graph);
  const boxes = groups.flatMap(({ name: group, nodes }, index) => {
    const lines = nodes.map((node) => `${name(node.id)}${shapeOf(node)}`);
    return group === undefined ? lines : [`subgraph g${index}[${quoted(group)}]`, ...lines.map((line) => `  ${line}`), "end"];
  });
  const edges = graph.edges.map(({ from, to, label, line }) => {
    const arrow = line === "dashed" ? "-.->" : "-->";
    return `${name(from)} ${arrow}${label === undefined ? "" : `|${quoted(label)}|`} ${name(to)}`;
  });
  const steps = graph.sequence === undefined ? [] : groups.flatMap((group, index) => (group.name === undefined ? [] : [`g${index}`]));
  const order = steps.slice(1).map((step, index) => `${steps[index]} ==> ${step}`);
  const marked = graph.nodes.filter(({ mark }) => mark !== undefined).map(({ id }) => name(id));
  const marks = marked.length === 0 ? [] : [`classDef marked ${MARKED}`, `class ${marked.join(",")} marked`];
  return `${["flowchart LR", ...[...boxes, ...edges, ...order, ...marks].map((line) => `  ${line}`)].join("\n")}\n`;
}

const MARKED = "stroke:#d97706,stroke-width:3px";

function shapeOf({ label, partial, shape = "box" }: DrawnNode): string {
  const [open, close] = SHAPES[shape];
  return `${open}${quoted(partial ? `${label} …` : label)}${close}`;
}

const SHAPES = { box: ["[", "]"], round: ["(", ")"], cylinder: ["[(", ")]"] } as const;

/**
 * A text of which mermaid takes nothing for its own: neither for the end of the string nor, when it draws it, for HTML, Markdown (a list, emphasis, a link),
 * a formula or an icon. Entities are written `#34;`, without the ampersand.
 */
function quoted(text: string): string {
  const label = plainLabel(text);
  return `"${label === "" ? " " : label.replaceAll(TAKEN_FOR_OTHERS, (found) => `#${found.codePointAt(0)};${found.slice(charLength(found))}`)}"`;
}

/**
 * Anything but letters, digits and a few signs; what a line could begin with in Markdown; an underscore that could begin emphasis; and words that mean something anywhere:
 * of these the first letter is enough. `style` and `classDef` are looked for in whole lines (mermaid's encodeEntities).
 */
const TAKEN_FOR_OTHERS =
  /style|classDef|fa[bklrs]?:|(?:https?|ftp):|www|(?<![\p{L}\p{N}])_|^[^\p{L}]|[^\p{L}\p{M}\p{N}\p{Extended_Pictographic} _:/.,()+?=…-]/giu;

function charLength(text: string): number {
  return (text.codePointAt(0) ?? 0) > 0xffff ? 2 : 1;
}
