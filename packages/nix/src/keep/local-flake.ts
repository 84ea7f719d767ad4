import { existsSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { findRepository, type Repository } from "@nix-repo/git";

/** A flake whose files are on this machine, outside of Nix's store. */
export interface LocalFlake {
  /** Absolute: the top of what is copied for an evaluation. */
  readonly root: string;
  /** Where flake.nix is in it, relative; "" at its top. */
  readonly folder: string;
  /** Where git decides what the flake sees. */
  readonly repository: Repository | undefined;
}

/** @param flake as a registry writes it. @returns undefined for what is not local, or is named in a way that we do not read */
export function localFlake(flake: string, workspaceRoot: string): LocalFlake | undefined {
  const direct = /^path:([^?#]+)$/.exec(flake)?.[1];
  if (direct !== undefined) {
    const root = resolve(workspaceRoot, direct);
    return existsSync(join(root, "flake.nix")) ? { root, folder: "", repository: undefined } : undefined;
  }
  if (!/^(\.{1,2}$|\.{0,2}\/[^?#]*$)/.test(flake)) return undefined;
  const start = resolve(workspaceRoot, flake);
  const repository = findRepository(start);
  for (let folder = start; ; folder = dirname(folder)) {
    if (existsSync(join(folder, "flake.nix"))) {
      if (repository === undefined) return { root: folder, folder: "", repository };
      return { root: repository.workTree, folder: relative(repository.workTree, folder), repository };
    }
    if (folder === repository?.workTree || dirname(folder) === folder) return undefined;
  }
}

export interface LocalInputs {
  /** Whether there are any inputs, local or not. */
  readonly some: boolean;
  /** Within the tree, relative to its root. */
  readonly inside: readonly string[];
  /** Absolute. */
  readonly outside: readonly string[];
}

/** Whether its `nixConfig` may name settings that make an evaluation impure; some are asked to obey it. */
export function changesSettings(flake: LocalFlake): boolean {
  return /\b(pure-eval|impure-env|plugin-files)\b/.test(fileOf(flake, "flake.nix") ?? "");
}

/** The text of flake.lock; undefined where there is none. */
export function lockOf(flake: LocalFlake): string | undefined {
  return fileOf(flake, "flake.lock");
}

function fileOf({ root, folder }: LocalFlake, name: string): string | undefined {
  try {
    return readFileSync(join(root, folder, name), "utf8");
  } catch {
    return undefined;
  }
}

/** Inputs that flake.lock takes from folders. @returns undefined where they are anything that we do not follow */
export function localInputs(flake: LocalFlake): LocalInputs | undefined {
  const { root, folder } = flake;
  let lock: { nodes?: Record<string, { locked?: Record<string, unknown>; parent?: readonly string[] }> };
  try {
    lock = JSON.parse(lockOf(flake) ?? "{}");
  } catch {
    return undefined;
  }
  const inside: string[] = [];
  const outside: string[] = [];
  for (const { locked, parent } of Object.values(lock.nodes ?? {})) {
    const path = locked?.type === "path" ? locked.path : undefined;
    if (typeof path !== "string") continue;
    if (path.startsWith("/")) {
      outside.push(path);
      continue;
    }
    // Relative to an input that is itself relative.
    if (parent !== undefined && parent.length > 0) return undefined;
    const target = relative(root, resolve(root, folder, path));
    if (target.startsWith("..")) return undefined;
    inside.push(target);
  }
  return { some: Object.keys(lock.nodes ?? {}).length > 1, inside, outside };
}
