import { readFileSync } from "node:fs";
import { dirname } from "node:path";
import { readIndex } from "@nix-repo/git";
import type { Check, Checked } from "../check.ts";
import type { Surroundings } from "../surroundings.ts";

/** How much Linux lets one user watch, against how much there is to be watched. Other systems have no such limits. */
export const fileWatchCheck: Check = {
  name: "file watches",
  async run({ workspace, repository }: Surroundings) {
    const [watches, instances] = ["max_user_watches", "max_user_instances"].map(limit);
    if (workspace.kind === "none" || watches === undefined || instances === undefined) return [];
    const paths = repository === undefined ? [] : (readIndex(repository)?.paths ?? []);
    return [fileWatches({ watches, instances, files: paths.length, folders: countFolders(paths) })];
  },
};

export interface WatchFacts {
  /** The limits of inotify. */
  readonly watches: number;
  readonly instances: number;
  /** In the repository, as git has them. */
  readonly files: number;
  readonly folders: number;
}

/** Editors watch folders; repo's --watch, and many development servers, each file too. Several do at once. */
export function fileWatches({ watches, instances, files, folders }: WatchFacts): Checked {
  const check = "file watches";
  const once = files + folders;
  const wanted = Math.max(LEAST_WATCHES, once * 4);
  if (watches >= wanted && instances >= LEAST_INSTANCES)
    return { check, severity: "fine", what: once === 0 ? `${watches}` : `${watches}, for ${once} files and folders` };
  const short = watches < wanted ? `${watches} watches for ${once} files and folders` : `${instances} watchers at a time`;
  return {
    check,
    severity: watches < once ? "problem" : "warning",
    what: `Linux allows ${short}`,
    why: "Where they run out, --watch, editors and development servers miss changes or stop with ENOSPC.",
    fix: "Allow more, now and from now on:",
    command: `printf 'fs.inotify.max_user_watches=${Math.max(wanted, 524_288)}\\nfs.inotify.max_user_instances=${Math.max(instances, 1_024)}\\n' | sudo tee /etc/sysctl.d/60-file-watches.conf && sudo sysctl --system`,
  };
}

const LEAST_WATCHES = 16_384;
const LEAST_INSTANCES = 64;

function limit(name: string): number | undefined {
  try {
    return Number.parseInt(readFileSync(`/proc/sys/fs/inotify/${name}`, "utf8"), 10);
  } catch {
    return undefined;
  }
}

function countFolders(paths: readonly string[]): number {
  const folders = new Set<string>();
  for (const path of paths)
    for (let folder = dirname(path); folder !== "." && !folders.has(folder); folder = dirname(folder)) folders.add(folder);
  return folders.size;
}
