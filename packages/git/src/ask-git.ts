import { resolve } from "node:path";
import type { Variables } from "@nix-repo/model";
import type { Repository } from "./find-repository.ts";
import { GitUnknown } from "./ignore-questions.ts";

/**
 * Where git looks for this work tree's hooks: `core.hooksPath` wherever it is set, or `hooks` of the folder that all work trees share.
 * @param env what git is started with: the caller's own, since its settings decide.
 * @returns an absolute path; nothing needs to be there. Throws `GitUnknown`.
 */
export async function hooksFolder({ workTree }: Repository, env: Variables): Promise<string> {
  const said = await askGit(["rev-parse", "--git-path", "hooks"], { workTree, env });
  return resolve(workTree, said.replace(/\n$/, ""));
}

/**
 * The branch that changes are merged into, as far as the clone tells: what `origin/HEAD` names, a `main` or `master` that is there, or the only branch.
 * @returns its name without the remote's. Throws `GitUnknown`.
 */
export async function defaultBranch({ workTree }: Repository, env: Variables): Promise<string | undefined> {
  const said = await askGit(["for-each-ref", "--format=%(refname) %(symref)", REMOTE, LOCAL], { workTree, env });
  const known = new Map(said.split("\n").map((line): [string, string] => splitInTwo(line)));
  const head = known.get(`${REMOTE}HEAD`);
  if (head?.startsWith(REMOTE)) return head.slice(REMOTE.length);
  const usual = USUAL.find((name) => known.has(REMOTE + name)) ?? USUAL.find((name) => known.has(LOCAL + name));
  if (usual !== undefined) return usual;
  // A branch without a commit is no ref yet: HEAD names it.
  const current = (await askGit(["symbolic-ref", "--quiet", "HEAD"], { workTree, env, mayFail: true })).trim();
  const isOnly =
    current.startsWith(LOCAL) &&
    [...known.keys()].every((ref) => ref === "" || ref === current || ref === REMOTE + current.slice(LOCAL.length));
  return isOnly ? current.slice(LOCAL.length) : undefined;
}

const REMOTE = "refs/remotes/origin/";
const LOCAL = "refs/heads/";
const USUAL = ["main", "master"];

/** What stands before the first blank, and what behind it. */
function splitInTwo(line: string): [string, string] {
  const [first = "", ...others] = line.split(" ");
  return [first, others.join(" ")];
}

interface Asking {
  readonly workTree: string;
  readonly env: Variables;
  /** Nothing is an answer, too. */
  readonly mayFail?: boolean;
}

async function askGit(args: readonly string[], { workTree, env, mayFail = false }: Asking): Promise<string> {
  const { execFile } = await import("node:child_process");
  return await new Promise((answer, reject) => {
    execFile("git", ["-C", workTree, ...args], { env, encoding: "utf8" }, (error, stdout, stderr) => {
      if (error === null || (mayFail && typeof error.code === "number")) return answer(stdout);
      const isMissing = error.code === "ENOENT";
      reject(new GitUnknown(isMissing ? "there is no git on the PATH" : stderr.trim() || error.message, { isMissing }));
    });
  });
}
