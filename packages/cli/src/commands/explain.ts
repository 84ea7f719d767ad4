import { Command, Option } from "clipanion";
import { RepoCommand } from "../repo-command.ts";

export class ExplainCommand extends RepoCommand {
  static override paths = [["explain"]];
  static override usage = Command.Usage({
    description: "what a task would run, which file says so, and in which environment",
    examples: [
      ["One task", "repo explain web:test"],
      ["The same", "repo explain test web"],
      ["For a script", "repo explain web:test --json"],
    ],
  });

  words = Option.Rest({ required: 1, name: "task" });
  json = Option.Boolean("--json", false, { description: "as JSON" });

  async execute(): Promise<number> {
    const { explainTask } = await import("../actions/explain-task.ts");
    return await explainTask({ flags: this, words: this.words, context: this.context });
  }
}
