import { lintCommand } from "./pre-commit-hook.ts";

/** The entry for `.pre-commit-config.yaml`, for those who have the pre-commit framework. `folder` as in `preCommitHook`. */
export function preCommitConfig(folder: string): string {
  return `repos:
  - repo: local
    hooks:
      - id: repo-lint
        name: repo lint --staged
        entry: ${JSON.stringify(lintCommand(folder))}
        language: system
        pass_filenames: false
`;
}
