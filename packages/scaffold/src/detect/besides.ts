import { below, type FileTree } from "./file-tree.ts";
import type { Besides } from "./found-service.ts";

/** What stands beside a service's manifest. */
export function findBesides(folder: string, tree: FileTree): Besides {
  const names = [...tree.names(folder)].sort();
  const matching = (pattern: RegExp) => names.filter((name) => pattern.test(name));
  return {
    taskFiles: matching(TASK_FILE),
    composeFiles: matching(/^(docker-)?compose(\.[\w.-]+)?\.ya?ml$/),
    dockerfiles: matching(/^(Dockerfile|Containerfile)(\.[\w.-]+)?$|^[\w-]+\.Dockerfile$/),
    procfiles: matching(/^Procfile(\.[\w.-]+)?$/),
    hasShells:
      folder !== "." && /\bdevShells?\b/.test((tree.names(folder).has("flake.nix") && tree.read(below(folder, "flake.nix"))) || ""),
  };
}

/** Those whose recipes `repo` runs. */
const TASK_FILE = /^\.?justfile$|^(GNUm|m|M)akefile$|^[Tt]askfile(\.dist)?\.ya?ml$/i;
