import { existsSync, mkdirSync, readdirSync, realpathSync, rmSync, utimesSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import type { Variables } from "@nix-repo/model";
import { git, oracleRandom, temporaryFolder } from "@nix-repo/testkit";
import type { BlobTableOptions } from "../../src/inputs/blob-table.ts";
import { type InputReader, type InputsRequest, openInputReader } from "../../src/inputs/input-reader.ts";
import { inputRoot } from "../../src/inputs/input-root.ts";
import { bruteForce } from "./brute-force.ts";
import { CONVERSION_EDITS } from "./conversion-edits.ts";
import { countedGit } from "./counted-git.ts";
import { EDITS, EditedTree, NOTHING } from "./input-edits.ts";
import { misleadingTable, NOT_READ, untilOld } from "./misleading-table.ts";

const seed = Number(process.env.REPO_INPUTS_SEED ?? 1);
const edits = Number(process.env.REPO_INPUTS_EDITS ?? 60);

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
  test.each([
    { inner: "", what: EDITS },
    { inner: "inner/workspace", what: EDITS },
    { inner: "", what: CONVERSION_EDITS },
  ])("in the folder $inner of a work tree ($what.length kinds of edits)", async ({ inner, what }) => {
    using outside = temporaryFolder();
    using folder = temporaryFolder();
    const root = join(folder.path, inner);
    mkdirSync(root, { recursive: true });
    for (const [path, content] of Object.entries(FILES)) folder.write({ [join(inner, path)]: content });
    git(folder.path, "init", "-q", "-b", "main");
    for (const message of ["one", "two", "three"]) git(folder.path, "commit", "-q", "--allow-empty", "-m", message);
    git(folder.path, "add", "--all");
    git(folder.path, "commit", "-q", "-m", "files");

    const random = oracleRandom(seed, `${inner}${what.length}`);
    const tree = new EditedTree(root, random);
    const counted = countedGit(outside.path);
    const done: string[] = [];
    const startedForNothing: string[] = [];
    const expected = ["a", "b"].map((name) => join(root, name));
    const blobs = { folder: join(outside.path, "store"), mode: "rw" } as const;
    const readerOf = (stateFolder: string) =>
      openInputReader({ workspaceRoot: root, stateFolder, callerEnv: counted.env, expected, blobs });
    let takenFromIndex = 0;
    for (let i = 0; i < edits; i++) {
      const edit = i === 0 ? undefined : random.pickWeighted(what);
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
      const newReader = readerOf(join(outside.path, `state-${i}`));
      const fromNothing = await readAll(newReader, root);
      await newReader.close();
      counted.starts();
      bruteForce(root, requestsIn(root)).forEach((truth, at) => {
        expect({ about, at, ...fromNothing[at] }).toEqual({ about, at, entries: truth, digest: inputRoot(truth), count: truth.length });
        expect({ about, at, ...kept[at] }).toEqual({ about, at, entries: truth, digest: inputRoot(truth), count: truth.length });
      });
      if (i % 10 === 0) {
        const tree = join(outside.path, `tree-${i}`);
        git(folder.path, "worktree", "add", "-q", "--force", "--detach", tree);
        const isWritten = random.chance(0.7);
        takenFromIndex += await expectTruthInFreshTree({ about, tree: join(tree, inner), isWritten, env: counted.env, blobs });
        git(folder.path, "worktree", "remove", "--force", tree);
        counted.starts();
      }
    }
    // Each case of it is shown by itself in kept-inputs.test.ts; here a slow machine may look at something while it is young.
    expect(startedForNothing.slice(Math.max(2, edits / 50))).toEqual([]);
    expect(takenFromIndex).toBeGreaterThan(0);
  });
});

interface FreshTree {
  readonly about: string;
  /** The workspace in it, if its commit has one. */
  readonly tree: string;
  /** Whether git writes its index once more, when no file is young. */
  readonly isWritten: boolean;
  readonly env: Variables;
  readonly blobs: BlobTableOptions;
}

/** @returns how many files were not read there, with a table that knows all blobs */
async function expectTruthInFreshTree({ about, tree, isWritten, env, blobs }: FreshTree): Promise<number> {
  if (!existsSync(tree)) return 0;
  if (isWritten) {
    await untilOld(...filesIn(tree));
    const index = git(tree, "rev-parse", "--git-path", "index").trim();
    utimesSync(index, new Date(), new Date());
  }
  const readerOf = (name: string, table: BlobTableOptions) =>
    openInputReader({ workspaceRoot: tree, stateFolder: join(tree, name), callerEnv: env, expected: [], blobs: table });
  const reader = readerOf(".repo", blobs);
  const found = await readAll(reader, tree);
  await reader.close();
  rmSync(join(tree, ".repo"), { recursive: true, force: true });
  const truth = bruteForce(tree, requestsIn(tree));
  truth.forEach((entries, at) => {
    expect({ about, at, ...found[at] }).toEqual({ about, at, entries, digest: inputRoot(entries), count: entries.length });
  });
  const misled = await readAll(readerOf(".repo", misleadingTable(tree, join(`${tree}-table`))), tree);
  return misled.flatMap(({ entries }) => entries).filter((entry) => "digest" in entry && entry.digest.hash === NOT_READ).length;
}

function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true }).map(({ parentPath, name }) => join(parentPath, name));
}

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
