import { execFileSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";

/** What a path of a repository is: a file's text, an executable, a symlink. */
export type OracleEntry = string | { readonly executable: string } | { readonly target: string };

export type OracleEntries = Readonly<Record<string, OracleEntry>>;

/** A repository (or a plain folder) that edits are made to. Paths are relative to its root. */
export interface OracleRepository {
  readonly root: string;
  readonly isGit: boolean;
  /** @throws where git fails, with what it said. */
  git(...args: readonly string[]): string;
  /** Whether git did it. */
  tryGit(...args: readonly string[]): boolean;
  put(path: string, entry: OracleEntry): void;
  /** Files and symlinks of the work tree, sorted; neither git's folder nor the state folder. */
  paths(): readonly string[];
  tracked(): readonly string[];
  untracked(): readonly string[];
  /** Folders of the work tree, sorted. */
  folders(): readonly string[];
  kindOf(path: string): "file" | "executable" | "symlink" | "folder" | "absent";
  /** Content, kind and whether git tracks it, as a text to compare: of the paths that a flake names. */
  stateOf(paths: readonly string[]): string;
}

/** Stands in a file's text (and in flags) for the folder in which the repository lies. */
export const BESIDE = "@BESIDE@";

/**
 * @param folder an empty one, which the caller removes; the repository is a folder in it
 * @param form `worktree`: a linked one, whose `.git` is a file
 */
export function oracleRepository(folder: string, entries: OracleEntries, form: "git" | "worktree" | "plain"): OracleRepository {
  let date = Date.UTC(2024, 0, 1) / 1000;
  const root = join(folder, "repository");
  const isGit = form !== "plain";
  const run = (cwd: string, args: readonly string[]): string => {
    date += 3600;
    return execFileSync("git", ["-C", cwd, ...args], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, ...IDENTITY, GIT_AUTHOR_DATE: `${date} +0000`, GIT_COMMITTER_DATE: `${date} +0000` },
    });
  };
  const repository: OracleRepository = {
    root,
    isGit,
    git: (...args) => run(root, args),
    tryGit(...args) {
      try {
        run(root, args);
        return true;
      } catch {
        return false;
      }
    },
    put: (path, entry) => put(join(root, path), typeof entry === "string" ? entry.replaceAll(BESIDE, folder) : entry),
    paths: () => walk(root).files,
    folders: () => walk(root).folders,
    tracked: () => lines(isGit ? run(root, ["ls-files", "-z"]) : ""),
    untracked: () => lines(isGit ? run(root, ["ls-files", "-z", "--others", "--exclude-standard"]) : ""),
    kindOf: (path) => kindOf(join(root, path)),
    stateOf(paths) {
      const tracked = new Set(isGit ? repository.tracked() : paths);
      return paths.map((path) => `${path} ${tracked.has(path) ? "tracked" : "untracked"} ${describe(join(root, path))}`).join("\n");
    },
  };
  create();
  return repository;

  function create(): void {
    const main = form === "worktree" ? join(folder, "main") : root;
    mkdirSync(main, { recursive: true });
    if (isGit) {
      run(main, ["init", "--quiet", "--initial-branch=main"]);
      writeFileSync(join(main, ".git/info/exclude"), ".repo\n");
    }
    if (form === "worktree") {
      run(main, ["commit", "--quiet", "--allow-empty", "--message=start"]);
      run(main, ["worktree", "add", "--quiet", "-b", "work", root]);
    }
    for (const [path, entry] of Object.entries(entries)) repository.put(path, entry);
    if (isGit) {
      run(root, ["add", "--all"]);
      run(root, ["commit", "--quiet", "--message=flake"]);
    }
  }
}

const IDENTITY = {
  GIT_AUTHOR_NAME: "test",
  GIT_AUTHOR_EMAIL: "test@localhost",
  GIT_COMMITTER_NAME: "test",
  GIT_COMMITTER_EMAIL: "test@localhost",
  GIT_CONFIG_GLOBAL: "/dev/null",
  GIT_CONFIG_SYSTEM: "/dev/null",
  GIT_EDITOR: "true",
};

function put(file: string, entry: OracleEntry): void {
  rmSync(file, { recursive: true, force: true });
  mkdirSync(dirname(file), { recursive: true });
  if (typeof entry === "string") writeFileSync(file, entry);
  else if ("target" in entry) symlinkSync(entry.target, file);
  else {
    writeFileSync(file, entry.executable);
    chmodSync(file, 0o755);
  }
}

function walk(root: string): { files: string[]; folders: string[] } {
  const files: string[] = [];
  const folders: string[] = [];
  const visit = (below: string) => {
    for (const entry of readdirSync(join(root, below), { withFileTypes: true })) {
      if (entry.name === ".git" || entry.name === ".repo") continue;
      const path = below === "" ? entry.name : `${below}/${entry.name}`;
      if (!entry.isDirectory()) files.push(path);
      else {
        folders.push(path);
        visit(path);
      }
    }
  };
  visit("");
  return { files: files.sort(), folders: folders.sort() };
}

function lines(text: string): string[] {
  return [...new Set(text.split("\0").filter((line) => line !== ""))].sort();
}

function kindOf(file: string): ReturnType<OracleRepository["kindOf"]> {
  if (!existsSync(dirname(file)) || !statSync(dirname(file)).isDirectory()) return "absent";
  const stat = lstatSync(file, { throwIfNoEntry: false });
  if (stat === undefined) return "absent";
  if (stat.isSymbolicLink()) return "symlink";
  if (stat.isDirectory()) return "folder";
  return (stat.mode & 0o100) === 0 ? "file" : "executable";
}

function describe(file: string): string {
  const kind = kindOf(file);
  switch (kind) {
    case "absent":
      return kind;
    case "symlink":
      return `${kind} ${readlinkSync(file)}`;
    case "folder":
      return `${kind} ${readdirSync(file).sort().join(" ")}`;
    default:
      return `${kind} ${readFileSync(file, "latin1")}`;
  }
}
