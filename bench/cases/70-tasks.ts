import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import type { BenchCase, CaseFile } from "../bench-case.ts";

const TASKS = 500;

/** Tasks that do nothing, as many at once as there are processors: what a runner costs besides what it runs. */
const cases: CaseFile = ({ root, peer, folder }) => {
  const repo = join(root, "packages/cli/dist/repo");
  if (!existsSync(repo)) return { missing: "the executable: npm run build makes it" };
  const names = Array.from({ length: TASKS }, (_, index) => `s${index}`);
  const workspace = folder("tasks-500");
  for (const name of names) mkdirSync(join(workspace, name));
  const services = Object.fromEntries(names.map((name) => [name, { path: name, verbs: { noop: ["true"] } }]));
  writeFileSync(join(workspace, "services.config.json"), JSON.stringify({ services }));
  const justfile = folder("justfile-500");
  writeFileSync(
    join(justfile, "justfile"),
    `[parallel]\nall: ${names.join(" ")}\n\n${names.map((name) => `${name}:\n  @true\n`).join("\n")}`,
  );

  const floor = `${TASKS} tasks: xargs`;
  const just = peer("just");
  const rows: readonly BenchCase[] = [
    { name: floor, argv: ["sh", "-c", `seq ${TASKS} | xargs -n 1 -P ${availableParallelism()} true`], cwd: workspace, every: 4 },
    {
      name: `${TASKS} tasks: repo`,
      argv: [repo, "noop", "--all", "--provider", "host"],
      cwd: workspace,
      before: () => rmSync(join(workspace, ".repo"), { recursive: true, force: true }),
      every: 4,
      target: { atMost: 1.3, of: floor },
      atMostMb: 150,
    },
    ...(just === undefined ? [] : [{ name: `${TASKS} tasks: just`, argv: [just, "all"], cwd: justfile, every: 4 }]),
  ];
  return rows;
};
export default cases;
