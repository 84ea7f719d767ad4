import { Command, Option } from "clipanion";
import { RepoCommand } from "../repo-command.ts";

export class StatusCommand extends RepoCommand {
  static override paths = [["status"]];
  static override usage = Command.Usage({
    description: "what runs in the background, and how it stands",
    examples: [
      ["Everything", "repo status"],
      ["For a script", "repo status --json"],
    ],
  });

  waitReady = Option.Boolean("--wait-ready", false, {
    description: "wait until all that was asked for is ready; fails where it will not be",
  });
  json = Option.Boolean("--json", false, { description: "as JSON" });
  names = Option.Rest({ name: "process" });

  async execute(): Promise<number> {
    const { showStatus } = await import("../actions/ask-background.ts");
    return await showStatus({ flags: this, names: this.names, context: this.context, waitReady: this.waitReady });
  }
}
