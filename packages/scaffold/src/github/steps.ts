import { shellWord } from "../shell-word.ts";
import { ACTIONS } from "./actions.ts";
import type { WorkflowOptions } from "./workflow-options.ts";
import { blocks, quoted } from "./yaml-text.ts";

/** One commit, without history; nothing that runs afterwards can use the token. */
export function checkout({ hasSubmodules }: WorkflowOptions): string {
  return `- uses: ${ACTIONS.checkout}
  with:
    persist-credentials: false${submodules(hasSubmodules)}`;
}

/** All commits and no old contents: a file of an older commit is fetched when it is looked at, which takes the token. */
export function checkoutWithHistory({ hasSubmodules }: WorkflowOptions): string {
  return `# What a change affects is found between two commits, so that this job needs the history: all commits, but contents of files only
# where they are looked at. Fetching those takes the token, which may read this repository and nothing else.
- uses: ${ACTIONS.checkout}
  with:
    fetch-depth: 0
    filter: blob:none${submodules(hasSubmodules)}`;
}

function submodules(has: boolean): string {
  return has ? "\n    submodules: recursive" : "";
}

/** Nix, the binary cache if there is one, and `repo` itself. */
export function toolchain(options: WorkflowOptions): string {
  return blocks(installNix(options), useCachix(options), installRepo(options));
}

function installNix({ binaryCache }: WorkflowOptions): string {
  const step = `- uses: ${ACTIONS.installNix}`;
  if (binaryCache?.kind !== "substituter") return step;
  // A setting is the rest of its line, to which Nix gives no way of quoting.
  return `${step}
  with:
    extra_nix_config: |
      extra-substituters = ${binaryCache.url}
      extra-trusted-public-keys = \${{ vars.BINARY_CACHE_PUBLIC_KEY }}`;
}

function useCachix({ binaryCache }: WorkflowOptions): string | undefined {
  if (binaryCache?.kind !== "cachix") return undefined;
  return `# Without the secret, as in pull requests from forks, it only reads.
- uses: ${ACTIONS.cachix}
  with:
    name: ${quoted(binaryCache.name)}
    authToken: \${{ secrets.CACHIX_AUTH_TOKEN }}`;
}

function installRepo({ repoComesFrom, flake }: WorkflowOptions): string {
  if (repoComesFrom === "flake-input")
    return `# Where \`repo\` comes from: the flake's input of that name, as flake.lock has it.
- name: Install repo
  run: |
    nix build --inputs-from ${shellWord(flake)} --out-link "$RUNNER_TEMP/repo" flake:repo
    echo "$RUNNER_TEMP/repo/bin" >>"$GITHUB_PATH"`;
  return `# Where \`repo\` comes from: the flake that the variable REPO_FLAKE names (Settings, Secrets and variables, Actions, Variables), such as
# github:OWNER/repo. Or give the flake an input \`repo\`, and run \`repo init --ci github\` again.
- name: Install repo
  env:
    REPO_FLAKE: \${{ vars.REPO_FLAKE }}
  run: |
    if [ -z "$REPO_FLAKE" ]; then
      echo "::error::The variable REPO_FLAKE of this repository does not say yet where repo comes from, such as github:OWNER/repo"
      exit 1
    fi
    nix build --out-link "$RUNNER_TEMP/repo" "$REPO_FLAKE"
    echo "$RUNNER_TEMP/repo/bin" >>"$GITHUB_PATH"`;
}

/** The `defaults` of a job that has a checkout; its `run` steps start in the workspace. */
export function defaults({ folder }: WorkflowOptions): string {
  const where = folder === "" ? "" : `\n    working-directory: ${quoted(folder)}`;
  return `defaults:
  run:
    shell: bash${where}`;
}

/** A path in the workspace, as actions take it: from git's top. */
export function inWorkspace({ folder }: WorkflowOptions, path: string): string {
  return folder === "" ? path : `${folder}/${path}`;
}
