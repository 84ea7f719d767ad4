import type { CaseFile } from "../bench-case.ts";
import { findTools, fixtureOf } from "../kept/kept-fixtures.ts";

const COUNT = 100;
const FILES = 20_000;
const ALONE = "repo, no files besides";
const GIT = "git status, 20,000 files besides";

/** All hits in a repository with many files that belong to no service: slower than without them by no more than `git status` takes there. */
const cases: CaseFile = (lab) => {
  const [repo] = findTools(lab).own;
  if (repo === undefined) return { missing: "repo: see above" };
  const { row: alone } = fixtureOf(lab, repo, { title: "alone", services: COUNT });
  const { row: among } = fixtureOf(lab, repo, { title: "unrelated", services: COUNT, unrelated: FILES });
  return [
    { ...alone, name: ALONE, argv: repo.all },
    { ...among, name: GIT, argv: ["git", "status", "--porcelain"] },
    { ...among, name: "repo, 20,000 files besides", argv: repo.all, target: { atMostSumOf: [ALONE, GIT] } },
  ];
};
export default cases;
