import { Graphviz } from "@hpcc-js/wasm-graphviz";
import { decodeEntity } from "./entities.ts";

const graphviz = await Graphviz.load();

/** What is written in Graphviz's drawing, and how many of each it has. Throws where Graphviz does not take the source. */
export function graphvizDraws(dot: string) {
  const svg = graphviz.layout(dot, "svg", "dot");
  const count = (kind: string) => svg.split(`class="${kind}"`).length - 1;
  const texts = [...svg.matchAll(/<text [^>]*>([^<]*)<\/text>/g)].map(([, text = ""]) => decodeEntity(text).replaceAll("\u00a0", " "));
  return { nodes: count("node"), edges: count("edge"), clusters: count("cluster"), texts };
}
