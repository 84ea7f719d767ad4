import { matchLines } from "./problem-matcher.ts";

/** hadolint: `Dockerfile:1 DL3006 warning: …`; with `--format gnu` its name and a colon more. */
export const matchHadolint = matchLines([
  {
    pattern:
      /^(?:hadolint:)?(?<file>[^\s:][^:]*):(?<line>\d+):? (?<code>(?:DL|SC)\d{4}) (?<level>error|warning|info|style): (?<message>.+)/,
  },
]);
