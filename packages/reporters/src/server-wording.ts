import type { Failure, UnsafeFolder } from "@nix-repo/model";
import { displayPath } from "./display-path.ts";
import { formatDuration } from "./format-duration.ts";
import { plainLine } from "./text-width.ts";
import type { Wording } from "./wording.ts";

/** The failures of the supervisor that `repo up` talks to. */
export type ServerFailure = Extract<Failure, { code: `server-${string}` | "unknown-unit" | "units-left" }>;

export function serverWording(failure: ServerFailure, root: string | undefined): Wording {
  switch (failure.code) {
    case "unknown-unit": {
      const near = failure.nearest === undefined ? "" : `; did you mean "${plainLine(failure.nearest)}"?`;
      return { sentence: `nothing here is called "${plainLine(failure.name)}"${near} (${countOfUnits(failure.count)})` };
    }

    case "server-folder-unsafe":
      return {
        sentence: `the folder of the supervisor's socket ${WHY_UNSAFE[failure.why]}: ${failure.folder}`,
        below: [HOW_TO_MEND[failure.why]],
      };

    case "server-socket-failed":
      return { sentence: `the supervisor's socket ${displayPath(failure.path, root)} cannot be used: ${failure.reason}` };

    case "server-other-version":
      return {
        sentence: `the supervisor of this workspace (process ${failure.pid}) is repo ${plainLine(failure.theirs)}, and this is repo ${failure.ours}`,
        below: ["end it with repo down, and start again with repo up"],
      };

    case "server-other-workspace":
      return {
        sentence: `the supervisor that answers (process ${failure.pid}) is that of ${plainLine(failure.theirs)}, not of ${failure.ours}`,
        below: ["was the workspace moved? end it with repo down in its old place, or by its process"],
      };

    case "server-silent":
      return {
        sentence: `the supervisor of this workspace (process ${failure.pid}) has not answered within ${formatDuration(failure.waitedMs)}`,
        below: [`it was halted, or is too busy; kill -9 ${failure.pid} ends it, and repo down then what it leaves`],
      };

    case "server-unreachable":
      return {
        sentence: `the supervisor of this workspace (process ${failure.pid}) runs, but cannot be reached`,
        below: [
          "its socket was removed, or it was started with another XDG_RUNTIME_DIR",
          `kill ${failure.pid} ends it with all that it has started`,
        ],
      };

    case "server-lost": {
      const why = failure.reason === undefined ? "" : `: ${plainLine(failure.reason)}`;
      return { sentence: `the supervisor of this workspace has gone away${why}`, below: ["repo status shows what there is now"] };
    }

    case "server-ending":
      return { sentence: "the supervisor of this workspace is just being ended; try again when repo status says that nothing runs" };

    case "server-not-started": {
      const lines = failure.output.trim() === "" ? [] : failure.output.trimEnd().split(/\r?\n/);
      const said = lines.length === 0 ? ", and said nothing" : ". The last that it said:";
      return { sentence: `the supervisor ended before it was there${said}`, below: lines.map((line) => `  ${plainLine(line)}`) };
    }

    case "units-left":
      return {
        sentence: "a supervisor of this workspace was killed, and has left running what it had started",
        below: [...failure.units.map(({ unit, pids }) => leftOf(unit, pids)), "repo down ends them"],
      };
  }
}

const WHY_UNSAFE: Readonly<Record<UnsafeFolder, string>> = {
  "not-a-folder": "is no folder",
  "other-owner": "belongs to another user",
  "open-to-others": "is open to other users",
  "parent-open-to-others": "lies where other users could replace it",
};

const HOW_TO_MEND: Readonly<Record<UnsafeFolder, string>> = {
  "not-a-folder": "remove it, or have XDG_RUNTIME_DIR name a folder of your own",
  "other-owner": "have XDG_RUNTIME_DIR name a folder of your own",
  "open-to-others": "look at what is in it; then remove it, or take the others' rights from it: chmod 700",
  "parent-open-to-others": "have XDG_RUNTIME_DIR name a folder of your own, which others cannot write",
};

function leftOf(unit: string, pids: readonly number[]): string {
  const shown = pids.slice(0, MOST_PIDS);
  const others = pids.length - shown.length;
  return `${plainLine(unit)}: process${pids.length === 1 ? "" : "es"} ${shown.join(", ")}${others === 0 ? "" : ` and ${others} more`}`;
}

const MOST_PIDS = 5;

function countOfUnits(count: number): string {
  return count === 1 ? "repo status shows the only one" : `repo status shows all ${count}`;
}
