import { mkdirSync, realpathSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { git, oracleRandom, temporaryFolder } from "@nix-repo/testkit";
import { type InputReader, type InputsRequest, openInputReader } from "../../src/inputs/input-reader.ts";
import { inputRoot } from "../../src/inputs/input-root.ts";
import { bruteForce } from "./brute-force.ts";
import { countedGit } from "./counted-git.ts";
import { EDITS, EditedTree, NOTHING } from "./input-edits.ts";

const seed = Number(process.env.REPO_INPUTS_SEED ?? 1);
const edits = Number(process.env.REPO_INPUTS_EDITS ?? 100);

const FILES = {
  ".gitignore": "node_modules/\n*.log\n",
  "package.json": "{}",
  "nix/shell.nix": "{ }",
  "libs/one.txt": "one",
  "libs/two.txt": "two",
  "a/justfile": "test:\n",
  "a/src/a.ts": "a",
  "a/src/lib/b.ts": "b",
  "a/src/c.md": "c",
  "a/dist/out.js": "out",
  "a/node_modules/dep/index.js": "dep",
  "b/.gitignore": "dist/\n",
  "b/src/a.ts": "a",
  "b/dist/x.js": "x",
  "b/d.log": "log",
};

describe("after every edit what is kept gives what nothing kept gives, and what git ls-files and a reading of everything give", () => {
  test.each(["", "inner/workspace"])("in the folder %j of a work tree", async (inner) => {
    using outside = temporaryFolder();
    using folder = temporaryFolder();
    const root = join(folder.path, inner);
    mkdirSync(root, { recursive: true });
    for (const [path, content] of Object.entries(FILES)) folder.write({ [join(inner, path)]: content });
    git(folder.path, "init", "-q", "-b", "main");
    for (const message of ["one", "two", "three"]) git(folder.path, "commit", "-q", "--allow-empty", "-m", message);
    git(folder.path, "add", "--all");
    git(folder.path, "commit", "-q", "-m", "files");

    const random = oracleRandom(seed, inner);
    const tree = new EditedTree(root, random);
    const counted = countedGit(outside.path);
    const done: string[] = [];
    const startedForNothing: string[] = [];
    const expected = ["a", "b"].map((name) => join(root, name));
    const readerOf = (stateFolder: string) => openInputReader({ workspaceRoot: root, stateFolder, callerEnv: counted.env, expected });
    for (let i = 0; i < edits; i++) {
      const edit = i === 0 ? undefined : random.pickWeighted(EDITS);
      try {
        edit?.apply(tree);
      } catch (error) {
        // What cannot be done at random is not done.
        if ((error as Error).message !== NOTHING && (error as NodeJS.ErrnoException).syscall === undefined) throw error;
      }
      done.push(edit?.name ?? "nothing");
      const about = `seed ${seed}: ${done.slice(-8).join(", ")} (${done.length} edits)`;
      const reader = readerOf(join(root, ".repo"));
      const kept = await readAll(reader, root);
      await reader.close();
      const starts = counted.starts();
      if (edit?.needsNoGit && starts.length > 0) startedForNothing.push(about);
      const fromNothing = await readAll(readerOf(join(outside.path, `state-${i}`)), root);
      counted.starts();
      bruteForce(root, requestsIn(root)).forEach((truth, at) => {
        expect({ about, at, ...fromNothing[at] }).toEqual({ about, at, entries: truth, digest: inputRoot(truth), count: truth.length });
        expect({ about, at, ...kept[at] }).toEqual({ about, at, entries: truth, digest: inputRoot(truth), count: truth.length });
      });
    }
    // Each case of it is shown by itself in kept-inputs.test.ts; here a slow machine may look at something while it is young.
    expect(startedForNothing.slice(edits / 50)).toEqual([]);
  });
});

function requestsIn(root: string): InputsRequest[] {
  const nothing = { outputs: [], globalGlobs: [], always: [] };
  const [a, b] = ["a", "b"].map((name) => join(realpathSync(root), name)) as [string, string];
  return [
    { ...nothing, folder: a, globs: undefined, outputs: ["dist/**"], globalGlobs: ["package.json", "nix/**"] },
    { ...nothing, folder: a, globs: ["src/**", "!**/*.md", "//libs/*.txt", "node_modules/dep/**"] },
    { ...nothing, folder: b, globs: undefined, always: [join(root, "a/justfile"), join(root, "b/absent")] },
    { ...nothing, folder: b, globs: ["**/*.ts", "dist"], globalGlobs: ["*.json"] },
    { ...nothing, folder: b, globs: [], globalGlobs: ["**/*.md"] },
  ];
}

async function readAll(reader: InputReader, root: string) {
  const found = await Promise.all(requestsIn(root).map((request) => reader.read(request)));
  return found.map((each) => {
    if (!each.ok) throw new Error(`${each.error.path}: ${each.error.reason}`);
    const { digest, count } = each.value;
    return { entries: each.value.entries(), digest, count };
  });
}
