import type { FileSink, FileSinkOptions } from "./file-sink.ts";

/** What a run can be written into a file as. */
export type FileSinkKind = "events" | "junit" | "report" | "summary" | "trace";

/** Loads only the sink that is asked for. */
export async function createFileSink(kind: FileSinkKind, options: FileSinkOptions): Promise<FileSink> {
  switch (kind) {
    case "events":
      return (await import("./events-sink.ts")).createEventsSink(options);
    case "junit":
      return (await import("./junit-sink.ts")).createJunitSink(options);
    case "report":
      return (await import("./run-report-sink.ts")).createRunReportSink(options);
    case "summary":
      return (await import("./job-summary-sink.ts")).createJobSummarySink(options);
    case "trace":
      return (await import("./trace-sink.ts")).createTraceSink(options);
  }
}
