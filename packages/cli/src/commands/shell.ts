import { Command, Option } from "clipanion";
import { RepoCommand } from "../repo-command.ts";

export class ShellCommand extends RepoCommand {
  static override paths = [["shell"]];
  static override usage = Command.Usage({
    description: "open your own shell inside a service's devShell",
    details: "Without a service: the devShell of the workspace, where you are.",
    examples: [
      ["The shell of one service", "repo shell api"],
      ["The workspace's own", "repo shell"],
    ],
  });

  service = Option.String({ required: false });

  async execute(): Promise<number> {
    const { openShell } = await import("../actions/open-shell.ts");
    return await openShell({ flags: this, service: this.service, context: this.context });
  }
}
