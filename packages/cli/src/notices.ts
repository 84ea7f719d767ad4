import type { Notice, Sink } from "@nix-repo/model";
import type { Io } from "./io.ts";

/** Where notices go: to the reporter of a run once there is one, and before that straight to stderr. */
export interface Notices {
  readonly emit: (notice: Notice) => void;
  /** From here on notices are events of a run. */
  attach(sink: Sink): void;
}

export function createNotices({ io, verbose }: { io: Io; verbose: boolean }): Notices {
  let sink: Sink | undefined;
  const told = new Set<Notice["about"]>();
  return {
    emit(given) {
      const again = given.about !== undefined && told.has(given.about);
      told.add(given.about);
      const notice: Notice = again ? { ...given, level: "verbose" } : given;
      if (sink !== undefined) sink(notice);
      else if (notice.level !== "verbose" || verbose) io.stderr.write(`repo: ${notice.text}\n`);
    },
    attach(next) {
      sink = next;
    },
  };
}
