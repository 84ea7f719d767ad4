import { Command, Option } from "clipanion";
import { RepoCommand } from "../repo-command.ts";

export class DownCommand extends RepoCommand {
  static override paths = [["down"]];
  static override usage = Command.Usage({
    description: "end all that repo up runs, or what one that was killed has left",
    details: "Containers that repo up has started are removed, and what they have stored is kept unless --volumes says otherwise.",
    examples: [
      ["End everything", "repo down"],
      ["And forget what databases have stored", "repo down --volumes"],
    ],
  });

  volumes = Option.Boolean("--volumes", false, { description: "remove the volumes of containers as well: what databases have stored" });
  json = Option.Boolean("--json", false, { description: "as JSON" });

  async execute(): Promise<number> {
    const { bringDown } = await import("../actions/bring-down.ts");
    return await bringDown({ flags: this, context: this.context });
  }
}
