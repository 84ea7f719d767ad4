import { Command, Option } from "clipanion";
import { ReportingCommand } from "../reporting-command.ts";

export class RunCommand extends ReportingCommand {
  static override paths = [["run"]];
  static override usage = Command.Usage({
    description: "run tasks, each written service:verb",
    details: "A verb of the workspace itself is written //:verb. With one task, what stands after -- reaches its command untouched.",
    examples: [
      ["Two tasks in parallel", "repo run api:test web:lint"],
      ["A verb that one of our own commands hides", "repo run web:list"],
      ["A verb of the workspace itself", "repo run //:fmt"],
    ],
  });

  tasks = Option.Rest({ required: 1, name: "task" });
  concurrency = Option.String("--concurrency", { description: "how many tasks at once: a number, or a share of the cores (50%)" });

  async execute(): Promise<number> {
    const { runNamedTasks } = await import("../actions/run-named-tasks.ts");
    return await runNamedTasks({ flags: this, tasks: this.tasks, context: this.context });
  }
}
