import { Command, Option } from "clipanion";
import { RepoCommand } from "../repo-command.ts";

export class CiMergeCommand extends RepoCommand {
  static override paths = [["ci", "merge"]];
  static override usage = Command.Usage({
    description: "join the reports of several machines into one",
    details:
      "Fails where a task failed, or where a machine that the plan knows has left no report. On GitHub the summary is added to the job's. What tasks took is noted for the next plan.",
    examples: [
      ["All reports of a run", "repo ci merge --plan plan.json reports/*.json"],
      ["And one report for the CI server", "repo ci merge --plan plan.json --junit junit.xml reports/*.json"],
    ],
  });

  plan = Option.String("--plan", { description: "the plan, which knows what machines there were" });
  junit = Option.String("--junit", { description: "write a report in JUnit's XML" });
  summary = Option.String("--summary", { description: "write a summary in Markdown (on GitHub it is added to the job's)" });
  json = Option.Boolean("--json", false, { description: "the merged report as JSON on stdout" });
  reports = Option.Rest({ name: "report" });

  async execute(): Promise<number> {
    const { mergePipeline } = await import("../actions/merge-pipeline.ts");
    return await mergePipeline({ flags: this, files: this.reports, context: this.context });
  }
}
