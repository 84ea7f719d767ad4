import { Command, Option } from "clipanion";
import { RepoCommand } from "../repo-command.ts";

export class DownCommand extends RepoCommand {
  static override paths = [["down"]];
  static override usage = Command.Usage({
    description: "end all that repo up runs, or what one that was killed has left",
    examples: [["End everything", "repo down"]],
  });

  json = Option.Boolean("--json", false, { description: "as JSON" });

  async execute(): Promise<number> {
    const { bringDown } = await import("../actions/bring-down.ts");
    return await bringDown({ flags: this, context: this.context });
  }
}
