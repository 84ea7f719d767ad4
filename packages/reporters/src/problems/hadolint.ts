import { matchLines } from "./problem-matcher.ts";

const DOCKERFILE =
  /^(?:hadolint:)?(?<file>[^\s:][^:]*):(?<line>\d+):? (?<code>(?:DL|SC)\d{4}) (?<level>error|warning|info|style): (?<message>.+)/;

/** hadolint: `Dockerfile:1 DL3006 warning: …`; with `--format gnu` its name and a colon more. */
export const matchHadolint = matchLines([
  { holds: " DL", pattern: DOCKERFILE },
  { holds: " SC", pattern: DOCKERFILE },
]);
