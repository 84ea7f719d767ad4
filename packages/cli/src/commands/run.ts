import { Command, Option } from "clipanion";
import { RunningCommand } from "../running-command.ts";

export class RunCommand extends RunningCommand {
  static override paths = [["run"]];
  static override usage = Command.Usage({
    description: "run tasks, each written service:verb",
    details: "A verb of the workspace itself is written //:verb. With one task, what stands after -- reaches its command untouched.",
    examples: [
      ["Two tasks in parallel", "repo run api:test web:lint"],
      ["A verb that one of our own commands hides", "repo run web:list"],
      ["A verb of the workspace itself", "repo run //:fmt"],
      ["Does it declare all that it reads and writes?", "repo run web:build --check"],
      ["What would run, in which order", "repo run web:build --dry-run"],
    ],
  });

  affected = Option.String("--affected", {
    tolerateBoolean: true,
    description: "of these only tasks of services that a change affects, since the default branch or --affected=BASE",
  });
  check = Option.Boolean("--check", false, { description: "list what the named tasks read and write without declaring it" });
  tasks = Option.Rest({ required: 1, name: "task" });

  async execute(): Promise<number> {
    const { runNamedTasks } = await import("../actions/run-named-tasks.ts");
    return await runNamedTasks({ flags: this, tasks: this.tasks, context: this.context });
  }
}
