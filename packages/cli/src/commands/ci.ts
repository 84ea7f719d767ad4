import { Command, Option } from "clipanion";
import { ReportingCommand } from "../reporting-command.ts";

export class CiCommand extends ReportingCommand {
  static override paths = [["ci"]];
  static override usage = Command.Usage({
    description: "lint, then test, then build all services",
    details: "Stops after the first stage in which something fails, and shows all failures of that stage.",
    examples: [
      ["Locally and in CI alike", "repo ci"],
      ["With a report for the CI server", "repo ci --output grouped --junit junit.xml"],
      ["On the host's tools, where there is no Nix", "repo ci --provider host"],
    ],
  });

  concurrency = Option.String("--concurrency", { description: "how many tasks at once: a number, or a share of the cores (50%)" });

  async execute(): Promise<number> {
    const { runPipeline } = await import("../actions/run-pipeline.ts");
    return await runPipeline({ flags: this, context: this.context });
  }
}
