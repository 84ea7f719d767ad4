import { Command, Option } from "clipanion";
import { RepoCommand } from "../repo-command.ts";

export class CiPlanCommand extends RepoCommand {
  static override paths = [["ci", "plan"]];
  static override usage = Command.Usage({
    description: "which of several machines runs what of repo ci",
    details:
      "Splits what repo ci would run into parts that take about as long, by what tasks took before, and prints the jobs as the CI engine takes them. On GitHub the outputs affected, any and matrix are set, too.",
    examples: [
      ["For a matrix of GitHub Actions", "repo ci plan --shards 5 --format github --out plan.json"],
      ["For a child pipeline of GitLab", "repo ci plan --shards 5 --format gitlab --out plan.json"],
      ["For buildkite-agent pipeline upload", "repo ci plan --shards 5 --format buildkite --out plan.json"],
    ],
  });

  shards = Option.String("--shards", { description: "how many machines there are" });
  format = Option.String("--format", {
    description: "github, gitlab, buildkite or json; default: of the engine that runs this, else json",
  });
  out = Option.String("--out", { description: "write the plan, for repo ci --shard" });
  dotenv = Option.String("--dotenv", { description: "write AFFECTED and ANY, as GitLab takes them" });
  all = Option.Boolean("--all", false, { description: "everything, also where less is affected" });
  affected = Option.String("--affected", {
    tolerateBoolean: true,
    description: "only what a change affects, since the default branch or --affected=BASE",
  });

  async execute(): Promise<number> {
    const { planPipeline } = await import("../actions/plan-pipeline.ts");
    return await planPipeline({ flags: this, context: this.context });
  }
}
