import { Command, Option } from "clipanion";
import { RunningCommand } from "../running-command.ts";

export class CiCommand extends RunningCommand {
  static override paths = [["ci"]];
  static override usage = Command.Usage({
    description: "lint, test and build what a change affects; everything on the default branch",
    details:
      "The registry's ci says what is run; without it lint, then test, then build. Stops after the first stage in which something fails, and shows all failures of that stage: --keep-going runs all stages, --fail-fast ends at the first failure. --shard runs one machine's part of it.",
    examples: [
      ["Locally and in CI alike", "repo ci"],
      ["Everything, wherever we are", "repo ci --all"],
      ["What changed since a release", "repo ci --affected=v1.4"],
      ["All failures of all stages", "repo ci --keep-going"],
      ["With a report for the CI server", "repo ci --output grouped --junit junit.xml"],
      ["The second of five machines", "repo ci --shard 2/5 --report report-2.json"],
      ["On the host's tools, where there is no Nix", "repo ci --provider host"],
    ],
  });

  all = Option.Boolean("--all", false, { description: "everything, also where less is affected" });
  affected = Option.String("--affected", {
    tolerateBoolean: true,
    description: "only what a change affects, since the default branch or --affected=BASE",
  });
  shard = Option.String("--shard", { description: "one machine's part: 2/5 is the second of five" });
  plan = Option.String("--plan", { description: "which machine runs what, as repo ci plan --out wrote it" });
  report = Option.String("--report", { description: "write what came of each task, for repo ci merge" });
  summary = Option.String("--summary", { description: "write a summary in Markdown (on GitHub it is added to the job's)" });
  dotenv = Option.String("--dotenv", { description: "write AFFECTED and ANY, as GitLab takes them" });

  async execute(): Promise<number> {
    const { runPipeline } = await import("../actions/run-pipeline.ts");
    return await runPipeline({ flags: this, context: this.context });
  }
}
