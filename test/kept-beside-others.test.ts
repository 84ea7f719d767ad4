import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, test } from "@jest/globals";
import { git, runRepo, type TemporaryFolder } from "@nix-repo/testkit";
import { ON_HOST, type Registry, workspaceOf } from "./workspace.ts";

// What a task is about to read is looked at while others run: it counts as it is when its turn comes.
let workspace: TemporaryFolder;
const file = (path: string) => join(workspace.path, path);
const make = (registry: Registry, files: Readonly<Record<string, string>>) => {
  workspace = workspaceOf({ hostToolchain: [["true"]], ...registry }, files);
  git(workspace.path, "init", "--quiet");
};
afterEach(() => workspace[Symbol.dispose]());
const run = async (...args: readonly string[]) => {
  const env = { XDG_CACHE_HOME: file(".cache") };
  const { exitCode, stderr } = await runRepo([...args, ...ON_HOST], { cwd: workspace.path, env });
  expect({ exitCode, stderr }).toMatchObject({ exitCode: 0 });
};

const dependent = (run: string) => ({ path: "b", verbs: { build: { run, dependsOn: ["a:gen"], outputs: ["out.txt"] } } });

test("a task that is not kept writes what all tasks read", async () => {
  make(
    {
      globalInputs: ["shared.txt"],
      services: {
        a: { path: "a", verbs: { gen: { run: "cp seed ../shared.txt", cache: false, outputs: ["none"] } } },
        b: dependent("cp ../shared.txt out.txt"),
      },
    },
    { "a/seed": "0", "b/x": "x", ".gitignore": ".cache\n.repo\nout.txt\n" },
  );
  for (const content of ["1", "2", "3", "1", "2", "3", "1", "2"]) {
    writeFileSync(file("a/seed"), content);
    await run("build", "b");
    expect(readFileSync(file("b/out.txt"), "utf8")).toBe(content);
  }
});

test("a task that fails, and is allowed to, changes what git ignores", async () => {
  make(
    {
      services: {
        a: { path: "a", verbs: { gen: { run: "cp seed ../.gitignore; exit 1", allowFailure: true, outputs: ["none"] } } },
        b: dependent("ls | grep -v out.txt > out.txt; git check-ignore -q two || echo counts >> out.txt"),
      },
    },
    { "a/seed": "", "b/one": "1", "b/two": "2", ".gitignore": ".cache\n.repo\nout.txt\n" },
  );
  const rules = ".cache\n.repo\nout.txt\n";
  for (const ignored of [true, false, true, false, true, false]) {
    writeFileSync(file("a/seed"), ignored ? `${rules}two\n` : rules);
    // What is ignored is no input.
    await run("build", "b");
    expect(readFileSync(file("b/out.txt"), "utf8").includes("counts")).toBe(!ignored);
  }
});
