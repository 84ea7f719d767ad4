import { Command, Option } from "clipanion";
import { RepoCommand } from "../repo-command.ts";

export class DownCommand extends RepoCommand {
  static override paths = [["down"]];
  static override usage = Command.Usage({
    description: "end what runs in the background, or what a killed repo up has left",
    details: "A repo up in the foreground ends its processes itself: Ctrl-C, or SIGTERM.",
    examples: [["End everything", "repo down"]],
  });

  json = Option.Boolean("--json", false, { description: "as JSON" });

  async execute(): Promise<number> {
    const { bringDown } = await import("../actions/ask-background.ts");
    return await bringDown({ flags: this, context: this.context });
  }
}
