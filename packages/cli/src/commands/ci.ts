import { Command } from "clipanion";
import { RunningCommand } from "../running-command.ts";

export class CiCommand extends RunningCommand {
  static override paths = [["ci"]];
  static override usage = Command.Usage({
    description: "lint, then test, then build all services",
    details:
      "Stops after the first stage in which something fails, and shows all failures of that stage. --keep-going runs all stages, --fail-fast ends at the first failure.",
    examples: [
      ["Locally and in CI alike", "repo ci"],
      ["All failures of all stages", "repo ci --keep-going"],
      ["With a report for the CI server", "repo ci --output grouped --junit junit.xml"],
      ["On the host's tools, where there is no Nix", "repo ci --provider host"],
    ],
  });

  async execute(): Promise<number> {
    const { runPipeline } = await import("../actions/run-pipeline.ts");
    return await runPipeline({ flags: this, context: this.context });
  }
}
