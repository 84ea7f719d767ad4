import { Command, Option } from "clipanion";
import { RepoCommand } from "../repo-command.ts";

export class LogsCommand extends RepoCommand {
  static override paths = [["logs"]];
  static override usage = Command.Usage({
    description: "the output of a task, as it was; or of what repo up keeps running",
    details:
      "Of a service or process that repo up runs or ran: its lines with their times, with --follow also those to come. Of a task: of the latest run that has the task, or of the one that --run names. Without a task: the output of a run's only task, or the list of its tasks.",
    examples: [
      ["Of the latest run that has the task", "repo logs web:test"],
      ["Of another run", "repo logs --run 12 web:test"],
      ["Of the latest run, where it had one task", "repo logs"],
    ],
  });

  words = Option.Rest({ name: "task" });
  run = Option.String("--run", { description: "the run's number in repo runs" });
  follow = Option.Boolean("-f,--follow", false, { description: "of a process: go on with what is written from now on" });
  since = Option.String("--since", { description: "of a process: only what is younger than 10m, 2h" });
  json = Option.Boolean("--json", false, { description: "as JSON, the output as text" });

  async execute(): Promise<number> {
    const { showLog } = await import("../actions/show-log.ts");
    return await showLog({ flags: this, words: this.words, context: this.context });
  }
}
