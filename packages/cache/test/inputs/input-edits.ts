import { execFileSync } from "node:child_process";
import {
  appendFileSync,
  chmodSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { git, type OracleRandom } from "@nix-repo/testkit";

/** One change of a work tree, as people and tools make them. */
export interface InputEdit {
  readonly name: string;
  readonly weight: number;
  /** Whether git has nothing to say about it that was not said before. */
  readonly needsNoGit?: boolean;
  apply(tree: EditedTree): void;
}

/** Says an edit that finds nothing to be done to. */
export const NOTHING = "nothing to choose from";

/** The work tree that is edited. */
export class EditedTree {
  readonly root: string;
  readonly #random: OracleRandom;
  #count = 0;

  constructor(root: string, random: OracleRandom) {
    this.root = root;
    this.#random = random;
  }

  get fresh(): number {
    this.#count += 1;
    return this.#count;
  }

  chance(probability: number): boolean {
    return this.#random.chance(probability);
  }

  one<T>(items: readonly T[]): T {
    const item = this.#random.pick(items);
    if (item === undefined) throw new Error(NOTHING);
    return item;
  }

  /** Relative paths of what is there, without git's own. */
  paths(kind: "file" | "folder" | "any" = "any", folder = ""): string[] {
    return readdirSync(join(this.root, folder), { withFileTypes: true }).flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.name === ".git" || entry.name === ".repo") return [];
      const isWanted = kind === "any" || (kind === "folder" ? entry.isDirectory() : entry.isFile());
      return [...(isWanted ? [path] : []), ...(entry.isDirectory() ? this.paths(kind, path) : [])];
    });
  }

  /** Those that tell git nothing. */
  get ordinaryFiles(): string[] {
    return this.paths("file").filter((path) => !path.endsWith(".gitignore"));
  }

  at(path: string): string {
    return join(this.root, path);
  }

  write(path: string, content: string): void {
    mkdirSync(dirname(this.at(path)), { recursive: true });
    writeFileSync(this.at(path), content);
  }

  git(...args: readonly string[]): void {
    git(this.root, ...args);
  }

  /** What git may refuse, as it stands. */
  tryGit(...args: readonly string[]): void {
    try {
      execFileSync("git", ["-C", this.root, ...args], { env: { ...process.env, ...QUIET }, stdio: "ignore" });
    } catch {}
  }
}

const QUIET = {
  GIT_AUTHOR_NAME: "test",
  GIT_AUTHOR_EMAIL: "test@localhost",
  GIT_COMMITTER_NAME: "test",
  GIT_COMMITTER_EMAIL: "test@localhost",
  GIT_CONFIG_GLOBAL: "/dev/null",
  GIT_CONFIG_SYSTEM: "/dev/null",
};

const NAMES = ["a.ts", "b.ts", "c.md", "d.log", "e.txt", "keep.log", "ä ü.ts", "dist", "src", "lib", ":x", "[y].ts", "!z"];
const RULES = [
  "*.log",
  "!keep.log",
  "dist/",
  "/src/*.md",
  "*.md",
  "lib",
  "!lib",
  "e.txt",
  "node_modules/",
  "**/tmp",
  "",
  "/b.ts",
  "src/*",
  "!src/a.ts",
];

export const EDITS: readonly InputEdit[] = [
  {
    name: "content",
    weight: 8,
    needsNoGit: true,
    apply: (tree) => appendFileSync(tree.at(tree.one(tree.ordinaryFiles)), `${tree.fresh}`),
  },
  {
    name: "content of the same size, twice in a moment",
    weight: 8,
    needsNoGit: true,
    apply(tree) {
      const path = tree.at(tree.one(tree.ordinaryFiles));
      const length = readFileSync(path).length;
      for (let i = 0; i < 2; i++) writeFileSync(path, `${tree.fresh}`.padStart(length, "x").slice(0, length));
    },
  },
  {
    name: "replaced by rename, as editors do",
    weight: 4,
    needsNoGit: true,
    apply(tree) {
      const path = tree.at(tree.one(tree.ordinaryFiles));
      const mode = lstatSync(path).mode;
      writeFileSync(`${path}~`, `${tree.fresh}`);
      chmodSync(`${path}~`, mode);
      renameSync(`${path}~`, path);
    },
  },
  { name: "a new file", weight: 8, apply: (tree) => addFile(tree) },
  { name: "a file removed", weight: 4, needsNoGit: true, apply: (tree) => rmSync(tree.at(tree.one(tree.ordinaryFiles))) },
  { name: "a folder removed", weight: 1, apply: (tree) => rmSync(tree.at(tree.one(tree.paths("folder"))), { recursive: true }) },
  { name: "something renamed", weight: 5, apply: renameSomething },
  {
    name: "permissions",
    weight: 3,
    needsNoGit: true,
    apply(tree) {
      const path = tree.at(tree.one(tree.paths("file")));
      chmodSync(path, lstatSync(path).mode ^ 0o111);
    },
  },
  { name: "a hard link", weight: 1, apply: (tree) => linkSync(tree.at(tree.one(tree.ordinaryFiles)), tree.at(`a/linked-${tree.fresh}`)) },
  {
    name: "a symlink",
    weight: 3,
    apply(tree) {
      const path = tree.at(join(tree.one(["", ...tree.paths("folder")]), tree.one(NAMES)));
      rmSync(path, { recursive: true, force: true });
      symlinkSync(tree.one(["../a", "src", "a.ts", "nowhere", "/etc/hostname"]), path);
    },
  },
  {
    name: "a folder",
    weight: 2,
    apply: (tree) => mkdirSync(tree.at(join(tree.one(tree.paths("folder")), tree.one(NAMES), "deep")), { recursive: true }),
  },
  {
    name: "a file becomes a folder",
    weight: 1,
    apply(tree) {
      const path = tree.one(tree.paths("file"));
      rmSync(tree.at(path));
      tree.write(join(path, tree.one(NAMES)), "in a folder");
    },
  },
  {
    name: "rules",
    weight: 7,
    apply: (tree) =>
      tree.write(join(tree.one(["", "a", "b", ...tree.paths("folder")]), ".gitignore"), `${tree.one(RULES)}\n${tree.one(RULES)}\n`),
  },
  {
    name: "rules removed",
    weight: 3,
    apply(tree) {
      const path = tree.paths("file").filter((each) => each.endsWith(".gitignore"));
      if (path.length > 0) rmSync(tree.at(tree.one(path)));
    },
  },
  {
    name: "rules of the repository",
    weight: 2,
    apply: (tree) => appendFileSync(join(topOf(tree.root), ".git/info/exclude"), `${tree.one(RULES)}\n`),
  },
  {
    name: "rules that a setting names",
    weight: 2,
    apply(tree) {
      writeFileSync(join(topOf(tree.root), ".git/excludes"), `${tree.one(RULES)}\n`);
      tree.git("config", "core.excludesFile", ".git/excludes");
    },
  },
  { name: "a setting taken back", weight: 1, apply: (tree) => tree.tryGit("config", "--unset", "core.excludesFile") },
  { name: "a setting that does not matter", weight: 1, apply: (tree) => tree.git("config", "user.name", `${tree.fresh}`) },
  { name: "git add", weight: 4, needsNoGit: true, apply: (tree) => tree.tryGit("add", "--", `:(literal)${tree.one(tree.paths())}`) },
  { name: "git add --all", weight: 2, needsNoGit: true, apply: (tree) => tree.tryGit("add", "--all") },
  { name: "git add --force", weight: 5, apply: (tree) => tree.tryGit("add", "--force", "--", `:(literal)${tree.one(tree.paths())}`) },
  {
    name: "git rm --cached",
    weight: 4,
    apply: (tree) => tree.tryGit("rm", "-r", "-q", "--cached", "--", `:(literal)${tree.one(tree.paths())}`),
  },
  { name: "git commit", weight: 4, needsNoGit: true, apply: (tree) => tree.tryGit("commit", "-q", "-m", "some", "--allow-empty") },
  {
    name: "git commit --all",
    weight: 2,
    needsNoGit: true,
    apply: (tree) => tree.tryGit("commit", "-q", "-a", "-m", "all", "--allow-empty"),
  },
  { name: "git checkout", weight: 3, apply: (tree) => tree.tryGit("checkout", "-q", "-f", tree.one(["main~1", "main", "main~2"])) },
  { name: "git checkout -B", weight: 1, apply: (tree) => tree.tryGit("checkout", "-q", "-B", "main") },
  { name: "git stash", weight: 2, apply: (tree) => tree.tryGit("stash", "-q", "--include-untracked") },
  { name: "git stash pop", weight: 2, apply: (tree) => tree.tryGit("stash", "pop", "-q") },
  { name: "git clean", weight: 1, apply: (tree) => tree.tryGit("clean", "-fdq") },
  {
    name: "git says unchanged",
    weight: 1,
    needsNoGit: true,
    apply: (tree) => tree.tryGit("update-index", tree.one(["--assume-unchanged", "--skip-worktree"]), "--", tree.one(tree.paths("file"))),
  },
  {
    name: "a repository within",
    weight: 1,
    apply(tree) {
      const path = join(tree.one(["a", "b/src", "libs"]), `nested-${tree.fresh}`);
      tree.write(join(path, "x.log"), "x");
      git(tree.at(path), "init", "-q");
      // git adds it as what it is from its first commit on.
      if (tree.chance(0.7)) git(tree.at(path), "commit", "-q", "--allow-empty", "-m", "nested");
      tree.write(join(path, ".gitignore"), "x.log\n");
    },
  },
  {
    name: "… is one no more",
    weight: 1,
    apply(tree) {
      const nested = tree.paths("folder").filter((path) => existsSync(tree.at(join(path, ".git"))));
      if (nested.length > 0) rmSync(tree.at(join(tree.one(nested), ".git")), { recursive: true });
    },
  },
  {
    name: "a pipe",
    weight: 1,
    apply(tree) {
      const path = tree.at(join(tree.one(tree.paths("folder")), `pipe-${tree.fresh}`));
      execFileSync("mkfifo", [path]);
    },
  },
  {
    name: "outputs built anew",
    weight: 5,
    apply(tree) {
      rmSync(tree.at("a/dist"), { recursive: true, force: true });
      tree.write("a/dist/out.js", `${tree.fresh}`);
    },
  },
  {
    name: "dependencies installed anew",
    weight: 4,
    apply(tree) {
      rmSync(tree.at("a/node_modules"), { recursive: true, force: true });
      if (tree.chance(0.7)) tree.write(`a/node_modules/${tree.one(["dep", "other"])}/index.js`, `${tree.fresh}`);
    },
  },
];

function addFile(tree: EditedTree): void {
  const path = join(tree.one(["", "a", "b", "libs", ...tree.paths("folder")]), tree.one([...NAMES, `new-${tree.fresh}.ts`]));
  if (!existsSync(tree.at(path))) tree.write(path, `${tree.fresh}`);
}

function renameSomething(tree: EditedTree): void {
  const from = tree.one(tree.paths());
  const to = join(tree.one(["", "a", "b", "a/src"]), tree.one([...NAMES, `moved-${tree.fresh}`]));
  if (!existsSync(tree.at(to)) && !`${to}/`.startsWith(`${from}/`)) renameSync(tree.at(from), tree.at(to));
}

function topOf(folder: string): string {
  return existsSync(join(folder, ".git")) ? folder : topOf(dirname(folder));
}
