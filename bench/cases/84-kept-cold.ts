import { cpus } from "node:os";
import type { CaseFile } from "../bench-case.ts";
import { findTools, fixtureOf, forgetAll, removeOutputs } from "../kept/kept-fixtures.ts";
import type { KeptTool } from "../kept/kept-tool.ts";
import { BUILD, commitAll, generateKeptServices } from "../kept/kept-workspace.ts";

const COUNT = 100;
const BARE = `xargs -P, the bare commands, ${COUNT}`;

/** Nothing is kept: every task runs, and its result is written down. Against the same commands from one shell each, in no order. */
const cases: CaseFile = (lab) => {
  const root = lab.folder("bare");
  const bare = { root, home: root, services: generateKeptServices(root, COUNT) };
  commitAll(root);
  const folders = bare.services.map(({ folder }) => folder).join("\n");
  const argv = [
    "sh",
    "-c",
    `printf '%s\\n' "$1" | xargs -P${cpus().length} -I{} bash -euo pipefail -c 'cd "$1" && ${BUILD}' bash {}`,
    "sh",
    folders,
  ];
  const { own, peers } = findTools(lab);
  const rowOf = (tool: KeptTool) => {
    const fixture = fixtureOf(lab, tool, { title: "cold", services: COUNT });
    return { ...fixture.row, name: `${tool.name}, cold, ${COUNT}`, argv: tool.all, before: () => forgetAll(tool, fixture) };
  };
  return [
    { name: BARE, argv, cwd: root, before: () => removeOutputs(bare), every: 2 },
    ...peers.map((tool) => ({ ...rowOf(tool), every: 40 })),
    ...own.map((tool) => ({ ...rowOf(tool), every: 2, target: [{ atMost: 1.1, of: BARE }] })),
  ];
};
export default cases;
