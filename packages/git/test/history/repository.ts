import { execFileSync } from "node:child_process";
import { rmSync } from "node:fs";
import { join } from "node:path";
import type { Result, Variables } from "@nix-repo/model";
import { type FileContent, temporaryFolder } from "@nix-repo/testkit";
import { type History, openHistory } from "../../src/index.ts";

/** Repositories in one temporary folder. Each commit is a second younger than the one before. */
export interface Lab extends Disposable {
  readonly path: string;
  /** What `openHistory` is given: deaf to the developer's own settings. */
  readonly env: Variables;
  /** An empty repository on the branch `main`. */
  init(name: string, ...args: readonly string[]): TestRepository;
  /** A clone by `file://`, as `--depth` needs it. */
  clone(from: TestRepository, name: string, ...args: readonly string[]): TestRepository;
  at(path: string): TestRepository;
}

export interface TestRepository {
  readonly path: string;
  git(...args: readonly string[]): string;
  /** Writes files (`null` removes one), and commits everything. @returns the commit */
  commit(files?: Readonly<Record<string, FileContent | null>>): string;
  write(files: Readonly<Record<string, FileContent | null>>): void;
  /** Adds commits that change nothing to a branch that is not checked out (and may be new), many at once. @returns the last one */
  grow(branch: string, count: number, from?: string): string;
  /** Adds branches of the names that are given, of one commit each. `at`: its time, in seconds. */
  graph(commits: readonly { readonly name: string; readonly parents: readonly string[]; readonly at: number }[]): void;
  /** Merges without a fast-forward. @returns the commit */
  merge(...revs: readonly string[]): string;
  rev(name: string): string;
  history(env?: Variables): Promise<History>;
}

export function openLab(): Lab {
  const folder = temporaryFolder({ ".gitconfig": SETTINGS }, { name: "repo-history-" });
  let time = 1_700_000_000;
  const env = {
    PATH: process.env.PATH ?? "",
    HOME: folder.path,
    GIT_CONFIG_GLOBAL: join(folder.path, ".gitconfig"),
    GIT_CONFIG_SYSTEM: "/dev/null",
  };

  function repository(path: string): TestRepository {
    const git = (...args: readonly string[]) => {
      time += 1;
      const dates = { GIT_AUTHOR_DATE: `${time} +0000`, GIT_COMMITTER_DATE: `${time} +0000` };
      return execFileSync("git", ["-C", path, ...args], { encoding: "utf8", env: { ...env, ...dates }, stdio: ["ignore", "pipe", "pipe"] });
    };
    const self: TestRepository = {
      path,
      git,
      write(files) {
        for (const [file, content] of Object.entries(files)) {
          if (content === null) rmSync(join(path, file), { recursive: true });
          else folder.write({ [join(path, file).slice(folder.path.length + 1)]: content });
        }
      },
      commit(files = {}) {
        self.write(files);
        git("add", "--all");
        git("commit", "--quiet", "--allow-empty", "--message", "commit");
        return self.rev("HEAD");
      },
      grow(branch, count, from) {
        const parent = from === undefined ? "" : `from ${self.rev(from)}\n`;
        const commits = Array.from({ length: count }, (_, i) => {
          time += 1;
          return `commit refs/heads/${branch}\ncommitter test <test@localhost> ${time} +0000\ndata 0\n${i === 0 ? parent : ""}`;
        });
        execFileSync("git", ["-C", path, "fast-import", "--quiet"], { input: commits.join(""), env });
        return self.rev(`refs/heads/${branch}`);
      },
      graph(commits) {
        const commands = commits.map(({ name, parents: [first, ...others], at }, i) => {
          const parents = [
            ...(first === undefined ? [] : [`from refs/heads/${first}`]),
            ...others.map((other) => `merge refs/heads/${other}`),
          ];
          const head = [`commit refs/heads/${name}`, `committer test <test@localhost> ${at} +0000`, `data ${`${i}`.length}`, `${i}`];
          return [...head, ...parents, ""].join("\n");
        });
        execFileSync("git", ["-C", path, "fast-import", "--quiet"], { input: commands.join(""), env });
      },
      merge(...revs) {
        git("merge", "--quiet", "--no-ff", "--no-edit", ...revs);
        return self.rev("HEAD");
      },
      rev: (name) => git("rev-parse", "--verify", `${name}^{commit}`).trim(),
      async history(more = {}) {
        const opened = must(await openHistory({ folder: path, env: { ...env, ...more } }));
        if (opened === undefined) throw new Error(`${path} is in no work tree`);
        return opened;
      },
    };
    return self;
  }

  return {
    path: folder.path,
    env,
    at: repository,
    init(name, ...args) {
      repository(folder.path).git("init", "--quiet", "--initial-branch=main", ...args, name);
      return repository(join(folder.path, name));
    },
    clone(from, name, ...args) {
      repository(folder.path).git("clone", "--quiet", ...args, `file://${from.path}`, name);
      return repository(join(folder.path, name));
    },
    [Symbol.dispose]: () => folder[Symbol.dispose](),
  };
}

const SETTINGS = '[user]\n\tname = test\n\temail = test@localhost\n[protocol "file"]\n\tallow = always\n[advice]\n\tdetachedHead = false\n';

/** What succeeded. */
export function must<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}
