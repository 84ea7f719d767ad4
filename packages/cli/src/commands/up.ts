import { Command, Option } from "clipanion";
import { RepoCommand } from "../repo-command.ts";

export class UpCommand extends RepoCommand {
  static override paths = [["up"]];
  static override usage = Command.Usage({
    description: "start services with all that they need, and keep them alive",
    details:
      "Each process starts in its devShell when what it depends on is ready, is started again where it fails, and ends with Ctrl-C, in reverse order. A service's process is its verb dev; processes of the registry and the lines of a Procfile are others. Containers of its compose file are started before its processes, by docker or podman.",
    examples: [
      ["One service and what it needs", "repo up web"],
      ["Two of them", "repo up api web"],
      ["Everything", "repo up"],
      ["In the background", "repo up --detach"],
      ["What would start, in which order", "repo up --dry-run"],
    ],
  });

  detach = Option.Boolean("-d,--detach", false, {
    description: "in the background: repo status, repo logs -f and repo down go on with it",
  });
  withoutContainers = Option.Boolean("--without-containers", false, { description: "start processes alone, whatever compose files name" });
  background = Option.Boolean("--background", false, { hidden: true });
  dryRun = Option.Boolean("--dry-run", false, { description: "show what would start, in which order and why, and start nothing" });
  json = Option.Boolean("--json", false, { description: "with --dry-run: as JSON" });
  names = Option.Rest({ name: "process" });

  async execute(): Promise<number> {
    const { bringUp } = await import("../actions/bring-up.ts");
    return await bringUp({ flags: this, names: this.names, context: this.context });
  }
}
