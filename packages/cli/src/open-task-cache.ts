import { isAbsolute, join } from "node:path";
import type { TaskCache } from "@nix-repo/cache";
import type { EnvironmentProvider } from "@nix-repo/model";
import type { TaskGraph } from "@nix-repo/tasks";
import type { Session } from "./open-session.ts";
import type { Caching } from "./run-flags.ts";

/** The cache of results for a run; undefined where nothing of the run can be kept. */
export async function openTaskCache(
  session: Session,
  { graph, caching, provider }: { readonly graph: TaskGraph; readonly caching: Caching; readonly provider: EnvironmentProvider },
): Promise<TaskCache | undefined> {
  const { workspace, stateFolder, caller, notices } = session;
  const { mode, force } = caching;
  const nodes = [...graph.tasks.values()];
  if (mode === "off" || !nodes.some(({ verb }) => verb.keepable)) return undefined;
  if (provider.kind === "host" && workspace.hostToolchain.length === 0) return undefined;
  const folder = storeFolder(caller);
  if (folder === undefined) {
    notices.emit({ type: "notice", level: "verbose", text: "no results are kept: neither XDG_CACHE_HOME nor HOME says where" });
    return undefined;
  }
  // By way of a file of ours: who imports a whole package gets all of it.
  const { createTaskCache, storeIdentity } = await import("./task-cache-door.ts");
  return createTaskCache({
    workspaceRoot: workspace.root,
    stateFolder,
    callerEnv: caller,
    globalInputs: workspace.globalInputs,
    expected: [...new Set(nodes.map(({ verb }) => verb.service.folder))],
    storeFolder: folder,
    storeIdentity: storeIdentity(folder),
    openStore: async () => {
      const { openStore } = await import("./open-store.ts");
      return openStore(session, { folder, mode });
    },
    mode,
    force,
  });
}

/** Absolute path of the store, which all workspaces of a user share; undefined where there is no home. */
export function storeFolder({ XDG_CACHE_HOME, HOME }: Session["caller"]): string | undefined {
  // The specification has relative paths ignored.
  if (XDG_CACHE_HOME !== undefined && isAbsolute(XDG_CACHE_HOME)) return join(XDG_CACHE_HOME, "repo");
  return HOME !== undefined && isAbsolute(HOME) ? join(HOME, ".cache", "repo") : undefined;
}
