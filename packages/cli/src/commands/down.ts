import { Command, Option } from "clipanion";
import { RepoCommand } from "../repo-command.ts";

export class DownCommand extends RepoCommand {
  static override paths = [["down"]];
  static override usage = Command.Usage({
    description: "end what a repo up that was killed has left running",
    details: "A repo up that is still there ends its processes itself: Ctrl-C, or SIGTERM.",
    examples: [["After a kill -9", "repo down"]],
  });

  json = Option.Boolean("--json", false, { description: "as JSON" });

  async execute(): Promise<number> {
    const { bringDown } = await import("../actions/bring-down.ts");
    return await bringDown({ flags: this, context: this.context });
  }
}
