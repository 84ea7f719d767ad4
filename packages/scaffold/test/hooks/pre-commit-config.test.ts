import { expect, test } from "@jest/globals";
import { preCommitConfig } from "@nix-repo/scaffold";
import { load } from "js-yaml";

test.each([
  ["", "repo lint --staged"],
  ["tools/repo", "repo -C tools/repo lint --staged"],
  ["tools/mono repo", "repo -C 'tools/mono repo' lint --staged"],
])("the entry for the pre-commit framework, for a workspace in '%s'", (folder, entry) => {
  expect(load(preCommitConfig(folder))).toEqual({
    repos: [
      {
        repo: "local",
        hooks: [{ id: "repo-lint", name: "repo lint --staged", entry, language: "system", pass_filenames: false }],
      },
    ],
  });
});
