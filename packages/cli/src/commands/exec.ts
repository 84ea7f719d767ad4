import { Command, Option } from "clipanion";
import { RepoCommand } from "../repo-command.ts";

export class ExecCommand extends RepoCommand {
  static override paths = [["exec"]];
  static override usage = Command.Usage({
    description: "run any command in a service's devShell",
    details:
      "It starts in the service's folder and takes the terminal over; its exit code is ours. Without a service (nothing before --): the service whose folder you are in, or the workspace's own shell.",
    examples: [
      ["Any tool of the shell", "repo exec api -- go version"],
      ["In the folder where you are", "repo exec --here api -- ls"],
    ],
  });

  here = Option.Boolean("--here", false, { description: "start in the current folder, not in the service's" });
  service = Option.String({ required: false });

  async execute(): Promise<number> {
    const { execInShell } = await import("../actions/exec-in-shell.ts");
    return await execInShell({ flags: this, service: this.service, here: this.here, context: this.context });
  }
}
