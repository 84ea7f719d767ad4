import type { Repository } from "./find-repository.ts";

/**
 * What git ignores in a work tree: absolute paths of files and of whole folders. Starts git.
 * @returns empty where git cannot be asked
 */
export async function ignoredPaths(repository: Repository): Promise<ReadonlySet<string>> {
  const args = ["ls-files", "--others", "--ignored", "--exclude-standard", "--directory", "-z"];
  return absolute(repository, await askGit(repository, args));
}

/** Of these absolute paths those that git ignores. Starts git. */
export async function ignoredAmong(repository: Repository, paths: readonly string[]): Promise<ReadonlySet<string>> {
  const inside = paths.filter((path) => path.startsWith(`${repository.workTree}/`));
  if (inside.length === 0) return new Set();
  return new Set((await askGit(repository, ["check-ignore", "-z", "--stdin"], `${inside.join("\0")}\0`)).filter((path) => path !== ""));
}

function absolute({ workTree }: Repository, paths: readonly string[]): Set<string> {
  return new Set(paths.filter((path) => path !== "").map((path) => `${workTree}/${path.replace(/\/$/, "")}`));
}

/** Nothing, where git is not there or refuses: then nothing counts as ignored. */
async function askGit({ workTree }: Repository, args: readonly string[], input = ""): Promise<readonly string[]> {
  const { execa } = await import("execa");
  const { stdout } = await execa("git", ["-C", workTree, ...args], { input, reject: false, stripFinalNewline: false });
  return (stdout ?? "").split("\0");
}
