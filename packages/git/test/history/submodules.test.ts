import { rmSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { type Lab, must, openLab, type TestRepository } from "./repository.ts";

/** A repository with a submodule at `libs/sub`, with a file in each. */
function withSubmodule(lab: Lab) {
  const library = lab.init("library");
  library.commit({ "svc-a/x": "1", "svc-b/x": "1" });
  const repository = lab.init("r");
  repository.git("submodule", "--quiet", "add", `file://${library.path}`, "libs/sub");
  const base = repository.commit({ a: "1" });
  return { repository, base, submodule: lab.at(join(repository.path, "libs/sub")) };
}

async function changesOf(repository: TestRepository, commit: string | undefined) {
  return must(await (await repository.history()).changedFiles(commit));
}

test("a submodule's files, of its new commits and of its work tree", async () => {
  using lab = openLab();
  const { repository, base, submodule } = withSubmodule(lab);
  expect(await changesOf(repository, base)).toEqual({ files: [], folders: [] });
  submodule.write({ "svc-a/new": "" });
  expect(await changesOf(repository, base)).toEqual({ files: ["libs/sub", "libs/sub/svc-a/new"], folders: [] });
  submodule.commit();
  expect(await changesOf(repository, base)).toEqual({ files: ["libs/sub", "libs/sub/svc-a/new"], folders: [] });
  const bumped = repository.commit();
  expect(await changesOf(repository, bumped)).toEqual({ files: [], folders: [] });
  submodule.write({ "svc-b/x": "2" });
  expect(await changesOf(repository, bumped)).toEqual({ files: ["libs/sub", "libs/sub/svc-b/x"], folders: [] });
  expect(await changesOf(repository, base)).toEqual({ files: ["libs/sub", "libs/sub/svc-a/new", "libs/sub/svc-b/x"], folders: [] });
});

test("settings that hide a submodule do not", async () => {
  using lab = openLab();
  const { repository, base, submodule } = withSubmodule(lab);
  repository.git("config", "--file", ".gitmodules", "submodule.libs/sub.ignore", "all");
  repository.git("config", "submodule.libs/sub.ignore", "all");
  repository.git("config", "diff.ignoreSubmodules", "all");
  repository.git("config", "submodule.libs/sub.active", "false");
  submodule.write({ "svc-b/x": "2" });
  expect(await changesOf(repository, base)).toEqual({ files: [".gitmodules", "libs/sub", "libs/sub/svc-b/x"], folders: [] });
});

test("a submodule that is added, and one in it", async () => {
  using lab = openLab();
  const inner = lab.init("inner");
  inner.commit({ deep: "1" });
  const { repository, submodule } = withSubmodule(lab);
  const base = repository.rev("HEAD");
  submodule.git("submodule", "--quiet", "add", `file://${inner.path}`, "inner");
  submodule.commit();
  const expected = [".gitmodules", "inner", "inner/deep"].map((path) => `libs/sub/${path}`);
  expect(await changesOf(repository, base)).toEqual({ files: ["libs/sub", ...expected], folders: [] });
  const all = [".gitmodules", "a", "libs/sub", ...expected, "libs/sub/svc-a/x", "libs/sub/svc-b/x"];
  expect(await changesOf(repository, undefined)).toEqual({ files: all, folders: [] });
});

test("where its own repository cannot tell, anything in it may have changed", async () => {
  using lab = openLab();
  const { repository, base, submodule } = withSubmodule(lab);
  submodule.commit({ "svc-a/x": "2" });
  const bumped = repository.commit();
  const whole = { files: ["libs/sub"], folders: ["libs/sub"] };

  const clone = lab.clone(repository, "clone");
  expect(await changesOf(clone, base)).toEqual(whole);
  expect(await changesOf(clone, bumped)).toEqual({ files: [], folders: [] });

  // A clone of the submodule that does not have the commit before.
  lab
    .at(lab.path)
    .git(
      "-C",
      clone.path,
      "-c",
      `submodule.libs/sub.url=file://${submodule.path}`,
      "submodule",
      "--quiet",
      "update",
      "--init",
      "--depth=1",
    );
  expect(await changesOf(clone, bumped)).toEqual({ files: [], folders: [] });
  expect(await changesOf(clone, base)).toEqual(whole);

  repository.git("rm", "--quiet", "--force", "libs/sub");
  expect(await changesOf(repository, base)).toEqual({ files: [".gitmodules", ...whole.files], folders: whole.folders });
  rmSync(join(repository.path, "libs/sub"), { recursive: true, force: true });
  repository.write({ "libs/sub": "a file now" });
  expect(await changesOf(repository, base)).toEqual({ files: [".gitmodules", ...whole.files], folders: whole.folders });
});
