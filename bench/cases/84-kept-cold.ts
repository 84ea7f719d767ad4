import { cpus } from "node:os";
import type { CaseFile } from "../bench-case.ts";
import { findTools, fixtureOf, forgetAll, removeOutputs } from "../kept/kept-fixtures.ts";
import type { KeptTool } from "../kept/kept-tool.ts";
import { BUILD, commitAll, generateKeptServices } from "../kept/kept-workspace.ts";

const COUNT = 100;
const BARE = `xargs -P, the bare commands, ${COUNT}`;

const BARE_WORK = `xargs -P, ${COUNT} commands of some 0.1 s`;
/** Takes a processor for about a tenth of a second, as a small compiler does. */
const WORK = `${BUILD} && head -c 2500000 /dev/urandom | gzip >/dev/null`;

/**
 * Nothing is kept: every task runs, and its result is written down. Against the same commands from one shell each, in no order; with tasks that take next to no
 * time, where what a runner does itself is most of it, and with some that do a little work.
 */
const cases: CaseFile = (lab) => {
  const { own, peers } = findTools(lab);
  const rowOf = (tool: KeptTool, build?: string) => {
    const title = build === undefined ? "cold" : "cold work";
    const fixture = fixtureOf(lab, tool, { title, services: COUNT, ...(build === undefined ? {} : { build }) });
    const name = build === undefined ? `${tool.name}, cold, ${COUNT}` : `${tool.name}, cold, ${COUNT} of some 0.1 s`;
    return { ...fixture.row, name, argv: tool.all, before: () => forgetAll(tool, fixture) };
  };
  const bareOf = (build: string, folder: string) => {
    const root = lab.folder(folder);
    const bare = { root, home: root, services: generateKeptServices(root, COUNT) };
    commitAll(root);
    const script = `printf '%s\\n' "$1" | xargs -P${cpus().length} -I{} bash -euo pipefail -c 'cd "$1" && ${build}' bash {}`;
    const folders = bare.services.map((service) => service.folder).join("\n");
    return { argv: ["sh", "-c", script, "sh", folders], cwd: root, before: () => removeOutputs(bare) };
  };
  const [first] = own;
  return [
    { name: BARE, ...bareOf(BUILD, "bare"), every: 2 },
    ...peers.map((tool) => ({ ...rowOf(tool), every: 40 })),
    ...own.map((tool) => ({ ...rowOf(tool), every: 2, target: [{ atMost: 1.1, of: BARE }] })),
    { name: BARE_WORK, ...bareOf(WORK, "bare-work"), every: 8 },
    ...(first === undefined ? [] : [{ ...rowOf(first, WORK), every: 8, target: [{ atMost: 1.1, of: BARE_WORK }] }]),
  ];
};
export default cases;
