import type { Reporter, ReporterOptions } from "./reporter.ts";

export type ReporterKind = "json" | "streaming" | "prefixed" | "live";

export interface ReporterQuestion {
  readonly json: boolean;
  /** How many tasks the run has. */
  readonly tasks: number;
  readonly stdoutIsTTY: boolean;
  readonly stderrIsTTY: boolean;
  /** Of the terminal: `TERM=dumb` cannot move its cursor, and what CI shows is a log even where it pretends to be a terminal. */
  readonly env: Readonly<Record<string, string | undefined>>;
}

export function chooseReporter({ json, tasks, stdoutIsTTY, stderrIsTTY, env }: ReporterQuestion): ReporterKind {
  if (json) return "json";
  if (tasks <= 1) return "streaming";
  const ci = env.CI !== undefined && env.CI !== "" && env.CI.toLowerCase() !== "false";
  return stdoutIsTTY && stderrIsTTY && env.TERM !== "dumb" && !ci ? "live" : "prefixed";
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
    case "live":
      return (await import("./live-reporter.ts")).createLiveReporter(options);
  }
}
