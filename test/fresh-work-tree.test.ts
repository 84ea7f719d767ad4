import { existsSync, readFileSync, rmSync, statSync, utimesSync } from "node:fs";
import { cpus } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { cleanEnvironment, git, repoCommand, type TemporaryFolder, temporaryFolder } from "@nix-repo/testkit";
import { runProgram } from "./run-program.ts";
import { ON_HOST, workspaceOf } from "./workspace.ts";

const registry = {
  hostToolchain: ["true"],
  services: {
    web: { path: "web", verbs: { build: { run: "cat src/a.txt notes.txt >size", outputs: ["size"], inputs: ["src/**", "*.txt"] } } },
  },
};

/** So many that reading them pays with several threads. */
const MANY = 12_000;

const FILES = {
  ".gitignore": ".repo/\nsize\n",
  "web/notes.txt": "notes\n",
  "web/src/a.txt": "a\n",
  "web/src/deep/b.txt": "b\n",
  // Nothing of this reaches the threads of the executable.
  "bunfig.toml": 'preload = ["./evil.ts"]\n',
  "evil.ts": 'console.log("EVIL");\n',
};

let main: TemporaryFolder;
let outside: TemporaryFolder;
beforeEach(() => {
  main = workspaceOf(registry, FILES);
  outside = temporaryFolder();
});
afterEach(() => {
  main[Symbol.dispose]();
  outside[Symbol.dispose]();
});

const env = () => cleanEnvironment({ XDG_CACHE_HOME: join(outside.path, "cache") });

function commit(): void {
  git(main.path, "init", "--quiet");
  git(main.path, "add", "--all");
  git(main.path, "commit", "--quiet", "--message", "all");
}

/** Another work tree, in which git wrote its index after all files, a while ago: what is laid in one moment with it, or just now, may have changed since. */
async function addTree(name: string): Promise<string> {
  const tree = join(outside.path, name);
  git(main.path, "worktree", "add", "--quiet", "-b", name, tree);
  const index = git(tree, "rev-parse", "--git-path", "index").trim();
  while (Date.now() < statSync(index).mtimeMs + A_WHILE_MS) await new Promise((resolve) => setImmediate(resolve));
  utimesSync(index, new Date(), new Date());
  return tree;
}

/** Above the grain of any clock. */
const A_WHILE_MS = 50;

async function repo(cwd: string, ...args: string[]) {
  return await runProgram([...repoCommand(), ...args, ...ON_HOST], { cwd, env: env() });
}

/** Which files below `web` were opened, by which threads. */
async function traced(tree: string, ...args: string[]) {
  const trace = join(outside.path, "trace");
  const strace = ["strace", "-f", "-qq", "-s", "4096", "-e", "trace=open,openat", "-o", trace];
  const run = await runProgram([...strace, ...repoCommand(), ...args, ...ON_HOST], { cwd: tree, env: env() });
  expect(run).toMatchObject({ exitCode: 0, stderr: expect.not.stringContaining("bug") });
  expect(run.stdout + run.stderr).not.toContain("EVIL");
  const opened = readFileSync(trace, "utf8")
    .split("\n")
    .map((line) => /^(\d+) .*"([^"]*\/web\/[^"]*\.txt)"/.exec(line))
    .filter((found) => found !== null)
    .map(([, thread, path = ""]) => ({ thread, path: path.slice(tree.length + 1) }));
  return { stdout: run.stdout, opened };
}

async function explainTraced(tree: string) {
  const { stdout, opened } = await traced(tree, "explain", "web:build", "--json");
  return { key: keyIn(stdout), opened };
}

function keyIn(stdout: string): string {
  const { tasks } = JSON.parse(stdout) as { tasks: readonly { key: { digest: string } }[] };
  expect(tasks[0]?.key.digest).toMatch(/^[0-9a-f]{64}$/);
  return tasks[0]?.key.digest ?? "";
}

test("in a second work tree no tracked file is opened, and the key is the one of reading all", async () => {
  commit();
  expect(await repo(main.path, "build", "web")).toMatchObject({ exitCode: 0 });
  const second = await addTree("second");
  const fresh = await explainTraced(second);
  expect(fresh.opened).toEqual([]);

  const hit = await repo(second, "build", "web");
  expect(hit).toMatchObject({ exitCode: 0, stderr: expect.stringContaining("kept from") });
  expect(readFileSync(join(second, "web/size"), "utf8")).toBe(readFileSync(join(main.path, "web/size"), "utf8"));

  rmSync(join(outside.path, "cache/repo/blobs"), { recursive: true });
  const third = await addTree("third");
  const read = await explainTraced(third);
  expect(read.key).toBe(fresh.key);
  expect(read.opened.map(({ path }) => path).sort()).toEqual(["web/notes.txt", "web/src/a.txt", "web/src/deep/b.txt"]);
});

test("without the store nothing is taken from it, and nothing written; where it may only be read, it is", async () => {
  commit();
  await repo(main.path, "build", "web", "--cache=off");
  await repo(main.path, "build", "web", "--cache=local:r");
  expect(existsSync(join(outside.path, "cache/repo/blobs"))).toBe(false);
  rmSync(join(main.path, ".repo"), { recursive: true });
  await repo(main.path, "build", "web");
  expect(existsSync(join(outside.path, "cache/repo/blobs"))).toBe(true);
  await repo(main.path, "cache", "clear");
  expect(existsSync(join(outside.path, "cache/repo/blobs"))).toBe(false);
});

test("many files are read by several threads, and the key is the same in another work tree, where none is", async () => {
  main.write(
    Object.fromEntries(Array.from({ length: MANY }, (_, i) => [`web/src/many/${i % 60}/f${i}.txt`, `file ${i}\n`.repeat(i % 50)])),
  );
  commit();
  const { opened } = await traced(main.path, "build", "web");
  expect(new Set(opened.map(({ path }) => path)).size).toBe(MANY + 3);
  if (cpus().length > 1)
    expect(new Set(opened.filter(({ path }) => path.startsWith("web/src/many/")).map(({ thread }) => thread)).size).toBeGreaterThan(1);
  const fresh = await explainTraced(await addTree("second"));
  expect(fresh.opened).toEqual([]);
  expect(fresh.key).toBe(keyIn((await repo(main.path, "explain", "web:build", "--json")).stdout));
});
