import { Command, Option } from "clipanion";
import { RepoCommand } from "../repo-command.ts";

export class RunsCommand extends RepoCommand {
  static override paths = [["runs"]];
  static override usage = Command.Usage({
    description: "what was run here, and what came of it",
    details:
      "Alone: the runs that are kept (the last 50), the latest first. show: every task of one run, of the latest where no number is given; also of one that is still going on, or was killed.",
    examples: [
      ["The runs that are kept", "repo runs"],
      ["The latest one, task by task", "repo runs show"],
      ["Another one", "repo runs show 12"],
      ["For a script", "repo runs --json"],
    ],
  });

  words = Option.Rest({ name: "show [number]" });
  json = Option.Boolean("--json", false, { description: "as JSON" });

  async execute(): Promise<number> {
    const { showRuns } = await import("../actions/show-runs.ts");
    return await showRuns({ flags: this, words: this.words, context: this.context });
  }
}
