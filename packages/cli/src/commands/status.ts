import { Command, Option } from "clipanion";
import { RepoCommand } from "../repo-command.ts";

export class StatusCommand extends RepoCommand {
  static override paths = [["status"]];
  static override usage = Command.Usage({
    description: "how that stands which repo up runs, in the background or elsewhere",
    examples: [
      ["Everything", "repo status"],
      ["Of some", "repo status api web"],
      ["In a script: go on when everything is ready", "repo status --wait-ready --timeout 2m"],
      ["For programs", "repo status --json"],
    ],
  });

  waitReady = Option.Boolean("--wait-ready", false, {
    description: "wait until all that was asked for is ready; fails where it will not be",
  });
  timeout = Option.String("--timeout", { description: "with --wait-ready: for so long at most, such as 30s or 5m" });
  json = Option.Boolean("--json", false, { description: "as JSON" });
  names = Option.Rest({ name: "process" });

  async execute(): Promise<number> {
    const { showStatus } = await import("../actions/show-status.ts");
    return await showStatus({ flags: this, names: this.names, context: this.context });
  }
}
