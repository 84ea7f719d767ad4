import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { OracleContext, OracleEdit } from "./oracle-edit.ts";

/** What is done with git. Some need a clean tree and make one by a commit. */
export const gitEdits: readonly OracleEdit[] = [
  { weight: 5, apply: ({ repository }) => said(repository.tryGit("add", "--all"), "git add --all") },
  { weight: 6, apply: (context) => withPath(context, context.repository.untracked(), ["add"]) },
  { weight: 4, apply: (context) => withPath(context, context.repository.untracked(), ["add", "--intent-to-add"]) },
  { weight: 2, apply: (context) => withPath(context, notRead(context), ["rm", "--quiet", "--cached"]) },
  { weight: 2, apply: (context) => withPath(context, notRead(context), ["rm", "--quiet", "--force"]) },
  { weight: 1, apply: (context) => withPath(context, context.repository.tracked(), ["rm", "--quiet", "--cached"]) },
  {
    weight: 4,
    apply: ({ repository }) => said(repository.tryGit("commit", "--quiet", "--all", "--allow-empty", "-m", "all"), "git commit --all"),
  },
  { weight: 2, apply: ({ repository }) => said(repository.tryGit("commit", "--quiet", "--allow-empty", "-m", "index"), "git commit") },
  {
    weight: 3,
    apply: ({ repository }) => said(repository.tryGit("commit", "--quiet", "--amend", "--no-edit", "--allow-empty"), "git commit --amend"),
  },
  { weight: 2, apply: ({ repository }) => said(repository.tryGit("reset", "--quiet"), "git reset") },
  { weight: 1, apply: ({ repository }) => said(repository.tryGit("reset", "--quiet", "--hard"), "git reset --hard") },
  { weight: 3, apply: switchBranch },
  { weight: 1, apply: merge },
  { weight: 3, apply: stash },
  { weight: 1, apply: ({ repository }) => said(repository.tryGit("status"), "git status") },
  { weight: 1, apply: ({ repository }) => said(repository.tryGit("clean", "--quiet", "--force", "-d"), "git clean") },
  {
    weight: 1,
    apply: ({ repository, random }) => {
      const version = random.pick(["2", "4"]) ?? "2";
      return said(repository.tryGit("update-index", "--index-version", version), `index version ${version}`);
    },
  },
  {
    weight: 1,
    apply(context) {
      const mode = context.random.pick(["--chmod=+x", "--chmod=-x"]) ?? "";
      return withPath(context, context.repository.tracked(), ["update-index", mode]);
    },
  },
];

/** What makes git, and with it Nix, see other content than the work tree has. */
export const hidingEdits: readonly OracleEdit[] = [
  {
    weight: 4,
    apply(context) {
      const flags = ["--assume-unchanged", "--no-assume-unchanged", "--skip-worktree", "--no-skip-worktree"];
      const paths = context.flake.reads.filter((path) => context.repository.tracked().includes(path));
      return withPath(context, paths, ["update-index", context.random.pick(flags) ?? ""]);
    },
  },
  {
    weight: 2,
    apply({ repository, random }) {
      const value = random.pick(["true", "false"]) ?? "true";
      return said(repository.tryGit("config", "core.fileMode", value), `core.fileMode ${value}`);
    },
  },
  {
    weight: 2,
    apply({ repository, random }) {
      const text =
        random.pick(["", "dos.txt text eol=crlf\n", "dos.txt text eol=crlf\nident.txt ident\n", "script.sh export-ignore\n"]) ?? "";
      writeFileSync(join(repository.root, ".gitattributes"), text);
      return `.gitattributes: ${text.trim()}`;
    },
  },
  {
    weight: 2,
    apply({ repository }) {
      repository.tryGit("commit", "--quiet", "--all", "--allow-empty", "-m", "before");
      return said(
        repository.tryGit("rm", "--quiet", "--cached", "-r", ".") && repository.tryGit("reset", "--quiet", "--hard"),
        "check out all anew",
      );
    },
  },
];

function said(done: boolean, what: string): string | undefined {
  return done ? what : `${what} (refused)`;
}

function notRead({ flake, repository }: OracleContext): string[] {
  return repository.tracked().filter((path) => !flake.reads.includes(path));
}

function withPath({ repository, random }: OracleContext, paths: readonly string[], args: readonly string[]): string | undefined {
  const path = random.pick(paths);
  if (path === undefined) return undefined;
  return said(repository.tryGit(...args, "--", path), `git ${args.join(" ")} ${path}`);
}

function switchBranch({ repository }: OracleContext): string | undefined {
  const before = repository.git("rev-parse", "--abbrev-ref", "HEAD").trim();
  repository.tryGit("commit", "--quiet", "--all", "-m", "before switching");
  if (before === "other") return said(repository.tryGit("switch", "--quiet", "-"), "commit, git switch -");
  const exists = repository.tryGit("rev-parse", "--verify", "--quiet", "refs/heads/other");
  const from = exists ? ["other"] : ["-c", "other", "HEAD~0"];
  return said(repository.tryGit("switch", "--quiet", ...from), `commit, git switch ${from.join(" ")}`);
}

/** May leave conflicts behind. */
function merge({ repository, random }: OracleContext): string | undefined {
  if (!repository.tryGit("rev-parse", "--verify", "--quiet", "refs/heads/other")) return undefined;
  repository.tryGit("commit", "--quiet", "--all", "-m", "before merging");
  const strategy = random.pick([["-X", "ours"], ["-X", "theirs"], []]) ?? [];
  return said(repository.tryGit("merge", "--quiet", "--no-edit", ...strategy, "other"), `commit, git merge ${strategy.join(" ")} other`);
}

function stash({ repository, random }: OracleContext): string | undefined {
  if (repository.git("stash", "list") === "") {
    const untracked = random.chance(0.5) ? ["--include-untracked"] : [];
    return said(repository.tryGit("stash", "push", "--quiet", ...untracked), `git stash ${untracked.join(" ")}`);
  }
  if (repository.tryGit("stash", "pop", "--quiet")) return "git stash pop";
  repository.tryGit("reset", "--quiet", "--hard");
  repository.tryGit("stash", "drop", "--quiet");
  return "git stash pop (refused and dropped)";
}
