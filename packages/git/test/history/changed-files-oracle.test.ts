import { createHash } from "node:crypto";
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "@jest/globals";
import { oracleRandom } from "@nix-repo/testkit";
import { must, openLab, type TestRepository } from "./repository.ts";

const SEED = Number(process.env.REPO_HISTORY_SEED ?? 1);
const EDITS = Number(process.env.REPO_HISTORY_EDITS ?? 40);

const NAMES = ["a", "b", "ü ü", "dir/a", "dir/b", "dir/deep/c", "x.log", "dir/y.log", "-n", "other/d"];

test("random edits: what differs is what somebody finds who reads every file", async () => {
  using lab = openLab();
  const repository = lab.init("r");
  const random = oracleRandom(SEED, "changed files");
  const commits = [repository.commit({ ".gitignore": "*.log\n", a: "1", "dir/a": "1", "dir/deep/c": "1" })];
  const file = () => join(repository.path, random.pick(NAMES) ?? "");
  const edits: readonly (readonly [string, () => void])[] = [
    ["write", () => write(file(), `${random.below(3)}`)],
    ["write", () => write(file(), `${random.below(3)}`)],
    [
      "remove",
      () => rmSync(random.pick([file(), dirname(file())].filter((path) => path !== repository.path)) ?? file(), { recursive: true }),
    ],
    ["link", () => symlinkSync(`${random.below(2)}`, file())],
    ["mode", () => chmodSync(file(), random.pick([0o755, 0o644]) ?? 0o644)],
    ["touch", () => utimesSync(file(), 1_000_000 + random.below(9), 1_000_000)],
    ["add", () => repository.git("add", "--force", "--", file())],
    ["add -N", () => repository.git("add", "--intent-to-add", "--force", "--", file())],
    ["add all", () => repository.git("add", "--all")],
    ["rm --cached", () => repository.git("rm", "--quiet", "--cached", "--", file())],
    ["reset", () => repository.git("reset", "--quiet", "--", file())],
    ["checkout", () => repository.git("checkout", "--quiet", random.pick(commits) ?? "HEAD", "--", file())],
    ["stash", () => repository.git("stash", "--quiet")],
    ["commit", () => repository.git("commit", "--quiet", "--message", "index")],
    ["commit -a", () => repository.git("commit", "--quiet", "--all", "--message", "all")],
    ["switch", () => repository.git("checkout", "--quiet", "--force", random.pick(commits) ?? "HEAD")],
  ];
  const done: string[] = [];
  let compared = 0;
  for (let i = 0; i < EDITS; i++) {
    for (let j = 0; j <= random.below(4); j++) {
      const [name, edit] = random.pick(edits) ?? ["", () => {}];
      try {
        edit();
        done.push(name);
      } catch {
        // What cannot be done now is left.
      }
    }
    const head = repository.rev("HEAD");
    if (!commits.includes(head)) commits.push(head);
    const commit = random.pick([...commits, head, undefined]);
    const { files } = must(await (await repository.history()).changedFiles(commit));
    expect({ done: done.join(), files }).toEqual({ done: done.join(), files: differing(repository, commit) });
    compared += files.length;
  }
  expect(compared).toBeGreaterThan(EDITS);
});

function write(path: string, content: string) {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
}

/** A path is as it was if the commit and the index have it, and the commit's mode and hash are those of the work tree's file. */
function differing(repository: TestRepository, commit: string | undefined): string[] {
  const before = new Map<string, string>();
  const tree = commit === undefined ? [] : fields(repository.git("ls-tree", "-r", "-z", commit));
  for (const [, mode = "", hash = "", path = ""] of tree.map((line) => /^(\d+) \w+ (\w+)\t(.*)$/s.exec(line) ?? []))
    before.set(path, `${mode} ${hash}`);
  const index = new Set(fields(repository.git("ls-files", "-z")));
  const now = filesIn(repository.path);
  const found: string[] = [];
  for (const path of new Set([...before.keys(), ...now.keys()])) {
    if (before.has(path)) {
      if (!index.has(path) || before.get(path) !== now.get(path)) found.push(path);
    } else if (index.has(path) || !path.endsWith(".log")) found.push(path);
  }
  return found.sort();
}

function fields(text: string): string[] {
  return text.split("\0").filter((field) => field !== "");
}

function filesIn(top: string): Map<string, string> {
  const files = new Map<string, string>();
  for (const entry of readdirSync(top, { recursive: true, withFileTypes: true })) {
    const file = join(entry.parentPath, entry.name);
    if (entry.isDirectory() || file.startsWith(join(top, ".git/"))) continue;
    const content = entry.isSymbolicLink() ? Buffer.from(readlinkSync(file)) : readFileSync(file);
    const mode = entry.isSymbolicLink() ? "120000" : lstatSync(file).mode & 0o100 ? "100755" : "100644";
    const hash = createHash("sha1").update(`blob ${content.length}\0`).update(content).digest("hex");
    files.set(file.slice(top.length + 1), `${mode} ${hash}`);
  }
  return files;
}
