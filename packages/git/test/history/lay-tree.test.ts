import { existsSync, lstatSync, readdirSync, readFileSync, readlinkSync, statSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { must, openLab, type TestRepository } from "./repository.ts";

/** What stands in a folder: of a file its content (with `*` in front where it may be executed), of a symlink where it leads, of a folder nothing. */
function treeIn(folder: string): Record<string, string> {
  const found: Record<string, string> = {};
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    const name = path.slice(folder.length + 1);
    if (entry.isSymbolicLink()) found[name] = `-> ${readlinkSync(path)}`;
    else if (entry.isDirectory()) {
      if (readdirSync(path).length === 0) found[`${name}/`] = "";
    } else found[name] = `${statSync(path).mode & 0o111 ? "*" : ""}${readFileSync(path, "utf8")}`;
  }
  return found;
}

/** All of a repository that must not move: references, index, and what else is in its folder but objects. */
function stateOf(repository: TestRepository): Record<string, string> {
  const folder = join(repository.path, ".git");
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => lstatSync(join(folder, name)).isFile());
  return Object.fromEntries(files.sort().map((name) => [name, readFileSync(join(folder, name), "latin1")]));
}

async function lay(repository: TestRepository, commit: string, paths?: readonly string[]): Promise<Record<string, string>> {
  const folder = join(repository.path, "..", `laid-${laid++}`);
  must(await (await repository.history()).layTree(commit, folder, paths === undefined ? {} : { paths }));
  expect(existsSync(`${folder}.index`)).toBe(false);
  return treeIn(folder);
}

let laid = 0;

test("a commit's files beside the work tree, and nothing of the repository has moved", async () => {
  using lab = openLab();
  const repository = lab.init("r");
  const library = lab.init("library");
  library.commit({ x: "" });
  repository.git("submodule", "--quiet", "add", `file://${library.path}`, "sub");
  repository.write({ "a.txt": "1\n", "run.sh": { content: "x", mode: 0o755 }, "dir/ü\nx": "2", ":(top)y": "3", "dir/deep/z": "4" });
  symlinkSync("../elsewhere", join(repository.path, "dir/link"));
  const commit = repository.commit();
  repository.commit({ "a.txt": "other", dir: null });
  repository.write({ "a.txt": "dirty", ".git/index.lock": "" });
  const before = stateOf(repository);
  const all = {
    "a.txt": "1\n",
    "run.sh": "*x",
    "dir/ü\nx": "2",
    ":(top)y": "3",
    "dir/deep/z": "4",
    "dir/link": "-> ../elsewhere",
    "sub/": "",
  };
  const { ".gitmodules": modules, ...tree } = await lay(repository, commit);
  expect(tree).toEqual(all);
  expect(modules).toContain("[submodule");
  expect(await lay(repository, commit, ["dir/deep", ":(top)y", "dir/link", "run", "not/there", "a.txt/x"])).toEqual({
    "dir/deep/z": "4",
    ":(top)y": "3",
    "dir/link": "-> ../elsewhere",
  });
  expect(await lay(repository, commit, [])).toEqual({});
  expect(stateOf(repository)).toEqual(before);
});

test("filters, hooks and settings of the checkout do nothing", async () => {
  using lab = openLab();
  const repository = lab.init("r");
  const ran = join(lab.path, "ran");
  symlinkSync("b.x", join(repository.path, "link"));
  const commit = repository.commit({
    ".gitattributes": "*.bin filter=lfs\n*.x filter=a=b\n*.y filter=odd.Name\n*.z filter=by.env\n*.id ident\n",
    "pointer.bin": "version https://git-lfs.github.com/spec/v1\n",
    "b.x": "x",
    "c.y": "y",
    "d.z": "z",
    "out/e": "e",
  });
  repository.git("sparse-checkout", "set", "--cone", "--sparse-index", "in");
  const evil = `sh -c 'echo ran >> ${ran}; cat'`;
  for (const name of ["lfs", "odd.Name", "a=b"]) {
    for (const key of ["smudge", "clean"]) repository.git("config", "--add", `filter.${name}.${key}`, evil);
    repository.git("config", `filter.${name}.required`, "true");
  }
  repository.git("config", "filter.lfs.process", evil);
  repository.git("config", "core.splitIndex", "true");
  repository.git("config", "core.symlinks", "false");
  repository.git("config", "core.autocrlf", "false");
  const hook = { content: `#!/bin/sh\necho hook >> ${ran}\n`, mode: 0o755 };
  repository.write({ ".git/hooks/post-index-change": hook, ".git/hooks/post-checkout": hook });
  const before = stateOf(repository);
  const env = {
    GIT_CONFIG_COUNT: "2",
    GIT_CONFIG_KEY_0: "filter.by.env.smudge",
    GIT_CONFIG_VALUE_0: evil,
    GIT_CONFIG_KEY_1: "filter.by.env.required",
    GIT_CONFIG_VALUE_1: "true",
  };
  const folder = join(lab.path, "laid");
  must(await (await repository.history(env)).layTree(commit, folder));
  const { ".gitattributes": _, ...tree } = treeIn(folder);
  const pointer = "version https://git-lfs.github.com/spec/v1\n";
  expect(tree).toEqual({ "pointer.bin": pointer, "b.x": "x", "c.y": "y", "d.z": "z", "out/e": "e", link: "-> b.x" });
  expect(existsSync(ran)).toBe(false);
  expect(stateOf(repository)).toEqual(before);
});

test("a clone without the content of older commits fetches what is asked for", async () => {
  using lab = openLab();
  const server = lab.init("server");
  server.git("config", "uploadpack.allowFilter", "true");
  const commit = server.commit({ a: "1", "dir/b": "1", c: "same" });
  server.commit({ a: "2", "dir/b": "2" });
  const clone = lab.clone(server, "clone", "--filter=blob:none");
  expect(
    clone
      .git("rev-list", "--objects", "--all", "--missing=print")
      .split("\n")
      .filter((line) => line.startsWith("?")).length,
  ).toBe(1);
  expect(must(await (await clone.history()).changedFiles(commit))).toEqual({ files: ["a", "dir/b"], folders: [] });
  expect(must(await (await clone.history()).fileAt(commit, "a"))?.toString()).toBe("1");
  expect(await lay(clone, commit)).toEqual({ a: "1", "dir/b": "1", c: "same" });
});

test("one file of a commit, to the byte", async () => {
  using lab = openLab();
  const repository = lab.init("r");
  repository.write({ "dir/ü\nx": "\ufeff1\r\n", ":(top)a": "magic", empty: "" });
  symlinkSync("empty", join(repository.path, "link"));
  const commit = repository.commit();
  repository.commit({ dir: null });
  const history = await repository.history();
  const at = async (path: string) => must(await history.fileAt(commit, path))?.toString("latin1");
  expect(await at("dir/ü\nx")).toBe(Buffer.from("\ufeff1\r\n").toString("latin1"));
  expect(await at(":(top)a")).toBe("magic");
  expect(await at("empty")).toBe("");
  for (const path of ["dir", "dir/", "link", "not there", "empty/x", "*"]) expect([path, await at(path)]).toEqual([path, undefined]);
  expect(must(await history.fileAt(history.head ?? "", "dir/ü\nx"))).toBeUndefined();
});

test("a commit that is not there", async () => {
  using lab = openLab();
  const repository = lab.init("r");
  repository.commit({ a: "1" });
  const history = await repository.history();
  const gone = "1".repeat(40);
  expect(await history.layTree(gone, join(lab.path, "laid"))).toMatchObject({
    ok: false,
    error: { code: "git-failed", command: "git read-tree" },
  });
  expect(await history.fileAt(gone, "a")).toEqual({
    ok: false,
    error: { code: "git-failed", command: "git ls-tree", message: "fatal: not a tree object" },
  });
  expect(await history.changedFiles(gone)).toMatchObject({ ok: false, error: { code: "git-failed", command: "git diff" } });
});
