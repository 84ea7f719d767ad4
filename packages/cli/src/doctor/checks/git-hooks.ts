import { readFileSync } from "node:fs";
import { join } from "node:path";
import { hooksFolder } from "@nix-repo/git";
import { displayPath } from "@nix-repo/reporters";
import { type HookPlace, type HookState, hookFile, hookState } from "@nix-repo/scaffold";
import { installHook, isShared } from "../../actions/manage-hooks.ts";
import { whereInRepository } from "../../where-in-repository.ts";
import type { Check, Checked } from "../check.ts";
import type { Surroundings } from "../surroundings.ts";

/** Whether what is staged is linted before each commit. */
export const gitHooksCheck: Check = {
  name: "git hooks",
  async run({ workspace, repository, env, isCi }: Surroundings) {
    if (workspace.kind !== "open" || repository === undefined || isCi) return [];
    const place = whereInRepository(workspace.session.workspace);
    const folder = await hooksFolder(repository, env);
    if (!place.ok || !folder.ok) return [];
    const hook: HookPlace = { hooksFolder: folder.value, folder: place.value.folder };
    const state = hookState(hook);
    const shared = isShared(hook.hooksFolder, repository);
    const finding = gitHook({
      state,
      file: displayPath(hookFile(hook), repository.workTree),
      shared,
      framework: usesFramework(repository.workTree),
    });
    if (finding.severity === "fine") return [finding];
    const remedy = {
      question: `${state === "none" ? "install" : "renew"} git's pre-commit hook, which lints what is staged?`,
      // From then on commits wait for it.
      harmless: false,
      apply: async () => {
        const done = installHook({ hook, repository, force: false });
        return done.ok ? { ok: true as const, value: "installed git's pre-commit hook" } : done;
      },
    };
    return [{ ...finding, remedy }];
  },
};

export interface HookFacts {
  readonly state: HookState;
  /** The hook, relative to git's top. */
  readonly file: string;
  /** All repositories of the user, or of the machine, have the same hooks. */
  readonly shared: boolean;
  /** The pre-commit framework calls `repo lint`. */
  readonly framework: boolean;
}

export function gitHook({ state, file, shared, framework }: HookFacts): Checked {
  const check = "git hooks";
  if (framework) return { check, severity: "fine", what: ".pre-commit-config.yaml lints what is staged" };
  if (state === "current") return { check, severity: "fine", what: `${file} lints what is staged` };
  // Whoever has hooks of his own has decided.
  if (shared) return { check, severity: "fine", what: `git's hooks are those of all your repositories (${file}), and are left alone` };
  if (state === "foreign") return { check, severity: "fine", what: `${file} is your own, and is left alone` };
  if (state === "edited") return { check, severity: "fine", what: `${file} was written by repo and edited by hand, and is left alone` };
  const why = "What lint would refuse is found out in CI only.";
  const command = "repo hooks install";
  if (state === "none")
    return { check, severity: "warning", what: "nothing is linted before a commit", why, fix: "Install the hook:", command };
  return {
    check,
    severity: "warning",
    what: `${file} is of another version of repo, or for another folder`,
    why,
    fix: "Renew it:",
    command,
  };
}

function usesFramework(top: string): boolean {
  try {
    return /\brepo\b.*\blint\b/.test(readFileSync(join(top, ".pre-commit-config.yaml"), "utf8"));
  } catch {
    return false;
  }
}
