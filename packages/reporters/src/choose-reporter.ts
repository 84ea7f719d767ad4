import type { Reporter, ReporterOptions } from "./reporter.ts";

/** What people may ask for by name. */
export const OUTPUT_MODES = ["live", "prefixed", "grouped", "failures", "github", "gitlab"] as const;

export type OutputMode = (typeof OUTPUT_MODES)[number];

export type ReporterKind = "json" | "streaming" | OutputMode;

export interface ReporterQuestion {
  readonly json: boolean;
  /** What was asked for; left out where we choose. */
  readonly output?: OutputMode | undefined;
  /** How many tasks the run has. */
  readonly tasks: number;
  readonly stdoutIsTTY: boolean;
  readonly stderrIsTTY: boolean;
  /** Of the terminal, whose cursor `TERM=dumb` cannot move, and of CI, which shows a log even where it pretends to be a terminal. */
  readonly env: Readonly<Record<string, string | undefined>>;
}

export function chooseReporter({ json, output, tasks, stdoutIsTTY, stderrIsTTY, env }: ReporterQuestion): ReporterKind {
  if (json) return "json";
  const canDraw = stdoutIsTTY && stderrIsTTY && env.TERM !== "dumb";
  // Whoever has `--output live` in a script gets what is nearest to it where nothing can be drawn.
  if (output !== undefined) return output === "live" && !canDraw ? "prefixed" : output;
  if (tasks <= 1) return "streaming";
  if (env.GITHUB_ACTIONS === "true") return "github";
  if (env.GITLAB_CI === "true") return "gitlab";
  const ci = env.CI !== undefined && env.CI !== "" && env.CI.toLowerCase() !== "false";
  return canDraw && !ci ? "live" : "prefixed";
}

/** Whether it shows of a task what is held on disk, when the task has ended. */
export function showsHeldOutput(kind: ReporterKind): boolean {
  return kind === "grouped" || kind === "failures" || kind === "github" || kind === "gitlab";
}

/** Loads only the reporter that is asked for. */
export async function createReporter(kind: ReporterKind, options: ReporterOptions): Promise<Reporter> {
  switch (kind) {
    case "json":
      return (await import("./json-reporter.ts")).createJsonReporter(options);
    case "streaming":
      return (await import("./streaming-reporter.ts")).createStreamingReporter(options);
    case "prefixed":
      return (await import("./prefixed-reporter.ts")).createPrefixedReporter(options);
    case "grouped":
      return (await import("./grouped-reporter.ts")).createGroupedReporter({ ...options, shows: "all" });
    case "failures":
      return (await import("./grouped-reporter.ts")).createGroupedReporter({ ...options, shows: "failures" });
    case "github":
      return (await import("./github-reporter.ts")).createGithubReporter(options);
    case "gitlab":
      return (await import("./gitlab-reporter.ts")).createGitlabReporter(options);
    case "live":
      return (await import("./live-reporter.ts")).createLiveReporter(options);
  }
}
