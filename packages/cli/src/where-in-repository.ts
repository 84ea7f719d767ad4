import { realpathSync } from "node:fs";
import { relative, sep } from "node:path";
import { findRepository, type Repository } from "@nix-repo/git";
import { err, ok, type Result, type Workspace } from "@nix-repo/model";

/** The repository of git that holds a workspace. */
export interface InRepository {
  readonly repository: Repository;
  /** The workspace's folder, relative to git's top, with slashes; empty where it is the top. */
  readonly folder: string;
}

export function whereInRepository({ root }: Workspace): Result<InRepository> {
  const real = realpathSync(root);
  const repository = findRepository(real);
  if (repository === undefined) return err({ code: "repository-missing", from: root });
  return ok({ repository, folder: relative(repository.workTree, real).split(sep).join("/") });
}
