import { shallowCommits } from "@nix-repo/git";
import type { Check, Checked } from "../check.ts";
import type { Surroundings } from "../surroundings.ts";

/** Whether git has the history that changes are compared with. */
export const cloneCheck: Check = {
  name: "clone",
  async run({ workspace, repository }: Surroundings) {
    if (workspace.kind === "none") return [];
    return [clone({ isRepository: repository !== undefined, cutAt: repository === undefined ? 0 : shallowCommits(repository).size })];
  },
};

/** @param cutAt at how many commits history ends that goes on elsewhere */
export function clone({ isRepository, cutAt }: { isRepository: boolean; cutAt: number }): Checked {
  const check = "clone";
  if (!isRepository)
    return {
      check,
      severity: "warning",
      what: "the workspace is in no repository of git",
      why: "What a change affects cannot be told, and a flake outside of git is copied whole, whatever is ignored.",
      fix: "Make it one:",
      command: "git init && git add --all",
    };
  if (cutAt === 0) return { check, severity: "fine", what: "has its whole history" };
  return {
    check,
    severity: "warning",
    what: "shallow: its history is cut off",
    why: "To tell what a change affects, repo has to fetch what is missing; without a network it cannot.",
    fix: "Fetch all of it (in GitHub Actions: fetch-depth: 0):",
    command: "git fetch --unshallow",
  };
}
