import type { Supervisor } from "@nix-repo/supervisor";
import type { Session } from "../open-session.ts";
import type { FileWatcher } from "../watch/watch-files.ts";
import type { WatchedUnit } from "./plan-units.ts";

/** Starts units again when a file changes that they watch. What is not running is left alone. */
export async function watchUnits(
  { stateFolder }: Session,
  { watched, supervisor }: { watched: readonly WatchedUnit[]; supervisor: Supervisor },
): Promise<FileWatcher | undefined> {
  if (watched.length === 0) return undefined;
  const { watchFiles } = await import("../watch/watch-files.ts");
  return await watchFiles({
    paths: [...new Set(watched.flatMap(({ globs }) => globs.bases))],
    hidden: [stateFolder],
    always: () => false,
    onChange(paths) {
      const running = new Set(supervisor.status().flatMap(({ id, pid }) => (pid === undefined ? [] : [id])));
      const changed = watched.filter(({ unit, globs }) => running.has(unit) && paths.some((path) => globs.matches(path)));
      if (changed.length > 0) supervisor.restart(changed.map(({ unit }) => unit));
    },
  });
}
