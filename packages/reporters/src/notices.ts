import type { Notice } from "@nix-repo/model";
import type { Palette } from "./palette.ts";

/** The `repo:` lines of a run. */
export interface Notices {
  /** The line to print for a notice; undefined where it was said before in this run, or is not asked for. */
  lineOf(notice: Notice): string | undefined;
}

export function createNotices({ verbose = false, palette }: { verbose?: boolean | undefined; palette: Palette }): Notices {
  const said = new Set<string>();
  return {
    lineOf(notice) {
      if (notice.level === "verbose" && !verbose) return undefined;
      const text = notice.task === undefined ? notice.text : `${notice.task}: ${notice.text}`;
      if (said.has(text)) return undefined;
      said.add(text);
      switch (notice.level) {
        case "warning":
          return `${palette.warning("repo:")} ${text}`;
        case "info":
          return `repo: ${text}`;
        case "verbose":
          return palette.quiet(`repo: ${text}`);
      }
    },
  };
}
