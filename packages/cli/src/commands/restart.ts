import { Command, Option } from "clipanion";
import { RepoCommand } from "../repo-command.ts";

export class RestartCommand extends RepoCommand {
  static override paths = [["restart"]];
  static override usage = Command.Usage({
    description: "end processes that repo up runs and start them again",
    examples: [["One service", "repo restart web"]],
  });

  json = Option.Boolean("--json", false, { description: "as JSON" });
  names = Option.Rest({ required: 1, name: "process" });

  async execute(): Promise<number> {
    const { steerUnits } = await import("../actions/steer-units.ts");
    return await steerUnits({ flags: this, names: this.names, context: this.context, verb: "restart" });
  }
}
