import type { CaseFile } from "../bench-case.ts";
import { everyFor, findTools, fixtureOf, removeOutputs } from "../kept/kept-fixtures.ts";
import type { KeptTool } from "../kept/kept-tool.ts";

const COUNT = 100;

/** Results are kept and outputs are gone: the time until all are back. */
const cases: CaseFile = (lab) => {
  const { own, peers } = findTools(lab);
  const rowOf = (tool: KeptTool) => {
    const fixture = fixtureOf(lab, tool, { title: "restored", services: COUNT });
    return { ...fixture.row, name: nameOf(tool), argv: tool.all, every: everyFor(tool, COUNT), before: () => removeOutputs(fixture) };
  };
  const [able, unable] = [peers.filter(({ restores }) => restores), peers.filter(({ restores }) => !restores)];
  const turbo = able.filter(({ name }) => name === "turbo").map(nameOf);
  return [
    ...unable.map(({ name }) => ({ missing: `${name}, restored: it keeps no outputs` })),
    ...able.map(rowOf),
    ...own.map((tool) => ({ ...rowOf(tool), target: [{ below: turbo, in: "time" as const }] })),
  ];
};
export default cases;

function nameOf({ name }: KeptTool): string {
  return `${name}, outputs restored, ${COUNT}`;
}
