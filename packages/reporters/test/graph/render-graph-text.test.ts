import { stripVTControlCharacters } from "node:util";
import { describe, expect, test } from "@jest/globals";
import { ASCII, type DrawnGraph, graphJson, renderGraphText, UNICODE } from "@nix-repo/reporters";
import fc from "fast-check";
import { plainLabel } from "../../src/graph/graph-parts.ts";
import { widthOf } from "../../src/text-width.ts";
import { largeGraph, someGraph } from "./some-graphs.ts";

const plain = { colour: false, symbols: UNICODE };

const graph: DrawnGraph = {
  nodes: [
    { id: "web", kind: "service", label: "web", attributes: { stack: "node", shell: "client-web", tags: ["ui", "fast"] } },
    { id: "docs", kind: "service", label: "docs" },
    { id: "api", kind: "service", label: "api", mark: "affected", attributes: { shell: "backend-api" } },
    { id: "lib", kind: "service", label: "lib" },
    { id: "tokens", kind: "service", label: "tokens", partial: true },
  ],
  edges: [
    { from: "web", to: "api", kind: "service" },
    { from: "web", to: "api", kind: "task", label: "e2e needs api:dev" },
    { from: "web", to: "lib", kind: "service" },
    { from: "api", to: "lib", kind: "service" },
    { from: "lib", to: "tokens", kind: "service" },
  ],
};

describe("renderGraphText", () => {
  test("a tree for each root; what was shown is marked and not shown again; edges between the same two are one line", () => {
    expect(renderGraphText(graph, plain)).toBe(`web   node, client-web, #ui, #fast
├─ api [affected] (e2e needs api:dev)   backend-api
│  └─ lib
│     └─ tokens …
└─ lib (*)
docs`);
  });

  test("in ASCII", () => {
    expect(renderGraphText(graph, { colour: false, symbols: ASCII })).toBe(`web   node, client-web, #ui, #fast
|- api [affected] (e2e needs api:dev)   backend-api
|  \`- lib
|     \`- tokens ...
\`- lib (*)
docs`);
  });

  test("colours what is marked, and keeps the rest quiet", () => {
    const lines = renderGraphText(graph, { ...plain, colour: true }).split("\n");
    expect(lines[1]).toBe(
      "\u001b[2m├─ \u001b[22m\u001b[33mapi\u001b[39m\u001b[33m [affected]\u001b[39m\u001b[2m (e2e needs api:dev)\u001b[22m\u001b[2m   backend-api\u001b[22m",
    );
  });

  test("groups in sequence one after the other, each with its own trees", () => {
    const stages: DrawnGraph = {
      nodes: [
        { id: "a", kind: "task", label: "a:lint", group: "lint" },
        { id: "b", kind: "task", label: "b:build", group: "build" },
        { id: "c", kind: "task", label: "c:build", group: "build" },
        { id: "d", kind: "task", label: "c:lint", group: "lint" },
      ],
      edges: [
        { from: "c", to: "b", kind: "completed" },
        { from: "b", to: "a", kind: "completed" },
      ],
      sequence: ["lint", "test", "build"],
    };
    expect(renderGraphText(stages, plain)).toBe(`lint
  a:lint
  c:lint

build
  c:build
  └─ b:build
     └─ a:lint (*)`);
  });

  test("circles, of which nothing is a root, and nodes that point at themselves", () => {
    const circle: DrawnGraph = {
      nodes: ["a", "b", "c"].map((id) => ({ id, kind: "service", label: id })),
      edges: [
        { from: "a", to: "b", kind: "service" },
        { from: "b", to: "a", kind: "service" },
        { from: "c", to: "c", kind: "service" },
      ],
    };
    expect(renderGraphText(circle, plain)).toBe(`c
└─ c (*)
a
└─ b
   └─ a (*)`);
  });

  test("keeps to the terminal's width, and shows names however deep they are", () => {
    const ids = Array.from({ length: 40 }, (_, index) => `n${index}`);
    const chain: DrawnGraph = {
      nodes: ids.map((id) => ({ id, kind: "service", label: id, attributes: { shell: "backend" } })),
      edges: ids.slice(1).map((id, index) => ({ from: `n${index}`, to: id, kind: "service" })),
    };
    const lines = renderGraphText(chain, { ...plain, columns: 20 }).split("\n");
    expect([...lines.slice(0, 5), lines.at(-1)]).toEqual([
      "n0   backend",
      "└─ n1   backend",
      "   └─ n2   backend",
      "      └─ n3   backe…",
      "         └─ n4   ba…",
      `…${" ".repeat(11)}└─ n39 …`,
    ]);
    expect(renderGraphText(graph, { ...plain, columns: 16 })).toBe(`web   node, cli…
├─ api [affecte…
│  └─ lib
…    └─ tokens …
└─ lib (*)
docs`);
  });

  test("nothing", () => {
    expect(renderGraphText({ nodes: [], edges: [] }, plain)).toBe("there is nothing to draw");
  });

  test("any graph: a line for each edge and each root, every node explained once, no line wider than the terminal, colours change no letter", () => {
    fc.assert(
      fc.property(someGraph, fc.integer({ min: 1, max: 60 }), (any, columns) => {
        const { sequence: _, ...unordered } = any;
        const whole = renderGraphText(unordered, plain).split("\n");
        const pairs = new Set(any.edges.map(({ from, to }) => JSON.stringify([from, to])));
        const again = whole.filter((line) => / \(\*\)$/.test(line)).length;
        const words = [...any.nodes.map(({ label }) => label), ...any.edges.map(({ label }) => `(${plainLabel(label ?? "")})`)];
        if (any.nodes.length > 0 && !words.some((word) => plainLabel(word).includes("(*)"))) {
          expect(whole.length - again).toBe(any.nodes.length);
          expect(again).toBeLessThanOrEqual(pairs.size);
        }
        const narrow = renderGraphText(any, { ...plain, columns });
        for (const line of narrow.split("\n")) if (any.nodes.length > 0) expect(widthOf(line)).toBeLessThanOrEqual(columns);
        expect(stripVTControlCharacters(renderGraphText(any, { ...plain, columns, colour: true }))).toBe(narrow);
      }),
      { numRuns: 500 },
    );
  });

  test("a thousand nodes, and a chain of ten thousand on a terminal", () => {
    const large = largeGraph();
    const lines = renderGraphText(large, plain).split("\n");
    expect(lines.filter((line) => !line.includes("(*)"))).toHaveLength(1_000);
    const ids = Array.from({ length: 10_000 }, (_, index) => `n${index}`);
    const edges = ids.slice(1).map((id, index) => ({ from: `n${index}`, to: id, kind: "service" }));
    const chain = { nodes: ids.map((id) => ({ id, kind: "service", label: id })), edges };
    expect(
      renderGraphText(chain, { ...plain, columns: 80 })
        .split("\n")
        .at(-1),
    ).toMatch(/^….*└─ n9999$/);
  });
});

describe("graphJson", () => {
  test("everything but what only says how it is drawn", () => {
    const drawn: DrawnGraph = {
      nodes: [{ id: "a", kind: "task", label: "a\u001b[1m", shape: "round", group: "lint", mark: "affected", attributes: { tags: ["x"] } }],
      edges: [{ from: "a", to: "a", kind: "ready", label: "ready", line: "dashed" }],
      sequence: ["lint"],
    };
    expect(graphJson(drawn)).toEqual({
      version: 1,
      kind: "graph",
      sequence: ["lint"],
      nodes: [{ id: "a", kind: "task", label: "a\u001b[1m", group: "lint", mark: "affected", attributes: { tags: ["x"] } }],
      edges: [{ from: "a", to: "a", kind: "ready", label: "ready" }],
    });
  });
});
