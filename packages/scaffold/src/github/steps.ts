import { shellWord } from "../shell-word.ts";
import { ACTIONS } from "./actions.ts";
import type { WorkflowOptions } from "./workflow-options.ts";
import { blocks, indented, quoted } from "./yaml-text.ts";

/** One commit, without history; nothing that runs afterwards can use the token. */
export function checkout({ hasSubmodules }: WorkflowOptions): string {
  return `- uses: ${ACTIONS.checkout}
  with:
    persist-credentials: false${submodules(hasSubmodules)}`;
}

/** What is checked out, and what it was made from. */
export function checkoutWithParents({ hasSubmodules }: WorkflowOptions): string {
  return `# A change is compared with what it would be merged into. Of a pull request GitHub checks out the merge, whose first parent that is: two
# commits are enough. What is missing elsewhere, as in a merge queue, \`repo\` fetches by itself, with a token that may read this repository.
- uses: ${ACTIONS.checkout}
  with:
    fetch-depth: 2${submodules(hasSubmodules)}`;
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
  const { url, publicKey } = binaryCache;
  const settings = [`extra-substituters = ${url}`, ...(publicKey === undefined ? [] : [`extra-trusted-public-keys = ${publicKey}`])];
  return `${step}
  with:
    extra_nix_config: |
${indented(settings.join("\n"), 6)}`;
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
  switch (repoComesFrom.kind) {
    case "input":
      return `# Where \`repo\` comes from: the flake's input of that name, as flake.lock has it.
${buildRepo(`--inputs-from ${shellWord(flake)} flake:repo`)}`;
    case "flake":
      return `# Where \`repo\` comes from: the flake that \`repo init --repo-from\` was given.
${buildRepo(shellWord(repoComesFrom.reference))}`;
    case "unknown":
      return `# Where \`repo\` comes from is not known yet. Give the flake an input \`repo\` and run \`repo init --ci github\` again, or say it with
# \`repo init --ci github --repo-from github:OWNER/repo\`.
- name: Install repo
  run: |
    echo "::error::Where repo comes from is not known yet: repo init --ci github --repo-from FLAKE says it"
    exit 1`;
  }
}

function buildRepo(what: string): string {
  return `- name: Install repo
  run: |
    nix build --out-link "$RUNNER_TEMP/repo" ${what}
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
