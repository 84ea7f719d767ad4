import { Command, Option } from "clipanion";
import { RepoCommand } from "../repo-command.ts";

export class StopCommand extends RepoCommand {
  static override paths = [["stop"]];
  static override usage = Command.Usage({
    description: "end processes that repo up runs, and what needs them",
    examples: [["One service", "repo stop web"]],
  });

  json = Option.Boolean("--json", false, { description: "as JSON" });
  names = Option.Rest({ required: 1, name: "process" });

  async execute(): Promise<number> {
    const { steerUnits } = await import("../actions/steer-units.ts");
    return await steerUnits({ flags: this, names: this.names, context: this.context, verb: "stop" });
  }
}
