import { Command, Option } from "clipanion";
import { RepoCommand } from "../repo-command.ts";

export class CiCommand extends RepoCommand {
  static override paths = [["ci"]];
  static override usage = Command.Usage({
    description: "lint, then test, then build all services",
    details: "Stops after the first stage in which something fails, and shows all failures of that stage.",
    examples: [
      ["Locally and in CI alike", "repo ci"],
      ["On the host's tools, where there is no Nix", "repo ci --provider host"],
    ],
  });

  concurrency = Option.String("--concurrency", { description: "how many tasks at once: a number, or a share of the cores (50%)" });
  json = Option.Boolean("--json", false, { description: "the result as JSON on stdout" });

  async execute(): Promise<number> {
    const { runPipeline } = await import("../actions/run-pipeline.ts");
    return await runPipeline({ flags: this, context: this.context });
  }
}
