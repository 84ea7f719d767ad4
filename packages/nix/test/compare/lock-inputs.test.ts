import { expect, test } from "@jest/globals";
import { changedLockInputs } from "../../src/compare/lock-inputs.ts";

type Inputs = Readonly<Record<string, string | readonly string[]>>;
type Nodes = Readonly<Record<string, { readonly inputs?: Inputs; readonly rev?: string; readonly flake?: false }>>;

function lock(nodes: Nodes): string {
  const entries = Object.entries(nodes).map(([name, { rev, ...rest }]) => [
    name,
    { ...rest, ...(rev === undefined ? {} : { locked: { type: "github", rev }, original: { type: "github" } }) },
  ]);
  return JSON.stringify({ nodes: Object.fromEntries(entries), root: "root", version: 7 });
}

const NODES: Nodes = {
  root: { inputs: { nixpkgs: "nixpkgs", utils: "utils" } },
  nixpkgs: { rev: "1" },
  utils: { rev: "1", inputs: { systems: "systems", nixpkgs: ["nixpkgs"] } },
  systems: { rev: "1" },
};

const RENAMED: Nodes = {
  systems_2: { rev: "1" },
  utils: { inputs: { nixpkgs: ["nixpkgs"], systems: "systems_2" }, rev: "1" },
  nixpkgs: { rev: "1" },
  root: { inputs: { utils: "utils", nixpkgs: "nixpkgs" } },
};

const ALL = ["nixpkgs", "utils", "utils/nixpkgs", "utils/systems"];

test.each<[string, string | undefined, readonly string[]]>([
  ["nothing", lock(NODES), []],
  ["an input", lock({ ...NODES, nixpkgs: { rev: "2" } }), ["nixpkgs"]],
  ["an input's own input", lock({ ...NODES, systems: { rev: "2" } }), ["utils/systems"]],
  ["names of nodes and the order of keys alone", lock(RENAMED), []],
  [
    "what an input follows",
    lock({ ...NODES, nixpkgs_2: { rev: "1" }, utils: { rev: "1", inputs: { systems: "systems", nixpkgs: "nixpkgs_2" } } }),
    ["utils/nixpkgs"],
  ],
  [
    "one that came and one that went",
    lock({ root: { inputs: { nixpkgs: "nixpkgs", parts: "parts" } }, nixpkgs: { rev: "1" }, parts: { rev: "1", flake: false } }),
    ["parts", "utils", "utils/nixpkgs", "utils/systems"],
  ],
  ["all of them", undefined, ALL],
  ["conflicts that nobody has resolved", "<<<<<<< HEAD\n", ALL],
])("%s", (_what, now, inputs) => {
  expect(changedLockInputs(lock(NODES), now)).toEqual(inputs);
  expect(changedLockInputs(now, lock(NODES))).toEqual(inputs);
});

test("a lock file in circles", () => {
  const circle = (rev: string) => lock({ root: { inputs: { a: "a" } }, a: { rev, inputs: { a: "a" } } });
  expect(changedLockInputs(circle("1"), circle("2"))[0]).toBe("a");
});
