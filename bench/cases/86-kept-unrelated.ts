import type { CaseFile } from "../bench-case.ts";
import { everyFor, findTools, fixtureOf } from "../kept/kept-fixtures.ts";

const COUNT = 100;
const FILES = 20_000;

/** All hits in a repository with many files that belong to no service: not to be slower than without them by more than `git status` takes. */
const cases: CaseFile = (lab) => {
  const { own, peers } = findTools(lab);
  const turbo = peers.filter(({ name }) => name === "turbo");
  return [...turbo, ...own].flatMap((tool) => {
    const { row: alone } = fixtureOf(lab, tool, { title: "alone", services: COUNT });
    const { row: among } = fixtureOf(lab, tool, { title: "unrelated", services: COUNT, unrelated: FILES });
    const every = everyFor(tool, COUNT);
    const names = {
      alone: `${tool.name}, no files besides`,
      among: `${tool.name}, 20,000 files besides`,
      git: `git status there (${tool.name})`,
    };
    const rows = [
      { ...alone, name: names.alone, argv: tool.all, every },
      { ...among, name: names.git, argv: ["git", "status", "--porcelain"] },
      { ...among, name: names.among, argv: tool.all, every },
    ];
    if (!own.includes(tool)) return rows;
    return rows.map((row) => (row.name === names.among ? { ...row, target: [{ atMostSumOf: [names.alone, names.git] }] } : row));
  });
};
export default cases;
