import { expect, test } from "@jest/globals";
import { git, temporaryFolder } from "@nix-repo/testkit";
import { findRepository, ignoredAmong, ignoredPaths } from "../src/index.ts";

const FILES = {
  ".gitignore": "node_modules/\n*.log\n!keep.log\n",
  "web/.gitignore": "/dist\n",
  "web/dist/ü \n.js": "",
  "web/src/dist/a": "",
  "node_modules/x/y": "",
  "a.log": "",
  "keep.log": "",
};

test("what git ignores, folders as wholes", async () => {
  using folder = temporaryFolder(FILES);
  const repository = repositoryIn(folder.path);
  const ignored = await ignoredPaths(repository);
  expect([...ignored].sort()).toEqual(["a.log", "node_modules", "web/dist"].map((path) => `${folder.path}/${path}`));
});

test("which of some paths it ignores, also of those that are not there", async () => {
  using folder = temporaryFolder(FILES);
  const repository = repositoryIn(folder.path);
  const asked = ["web/dist/new.js", "web/src/dist/a", "web/dist/ü \n.js", "later.log", "keep.log", ".git/index", "web"];
  const paths = [...asked.map((path) => `${folder.path}/${path}`), "/elsewhere/a.log"];
  const ignored = await ignoredAmong(repository, paths);
  expect([...ignored]).toEqual(["web/dist/new.js", "web/dist/ü \n.js", "later.log"].map((path) => `${folder.path}/${path}`));
  expect([...(await ignoredAmong(repository, []))]).toEqual([]);
});

test("where git refuses, nothing is ignored", async () => {
  using folder = temporaryFolder(FILES);
  const broken = { workTree: folder.path, gitFolder: `${folder.path}/.git` };
  expect([...(await ignoredPaths(broken))]).toEqual([]);
  expect([...(await ignoredAmong(broken, [`${folder.path}/a.log`]))]).toEqual([]);
});

function repositoryIn(path: string) {
  git(path, "init", "-q");
  const repository = findRepository(path);
  if (repository === undefined) throw new Error(`${path} is in no repository`);
  return repository;
}
