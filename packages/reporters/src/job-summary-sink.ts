import type { RunReport } from "@nix-repo/model";
import type { FileSink, FileSinkOptions } from "./file-sink.ts";
import { renderJobSummary } from "./render-job-summary.ts";
import { createRunReportSink } from "./run-report-sink.ts";

/** `--summary`: a run as Markdown, when it has finished. */
export function createJobSummarySink(options: FileSinkOptions): FileSink {
  const { root, repositoryRoot = root, filesUrl } = options;
  const parts: (string | Uint8Array)[] = [];
  const report = createRunReportSink({ ...options, target: { write: (part) => void parts.push(part) } });
  return (event) => {
    report(event);
    if (event.type !== "run-finished") return;
    options.target.write(renderJobSummary({ report: JSON.parse(parts.join("")) as RunReport }, { root, repositoryRoot, files: filesUrl }));
  };
}
