import { Command, Option } from "clipanion";
import { RepoCommand } from "../repo-command.ts";

export class ListCommand extends RepoCommand {
  static override paths = [["list"]];
  static override usage = Command.Usage({
    description: "the services, their folders and shells, and where each verb comes from",
    details: "Starts neither Nix nor a task runner: what a task file offers is shown as far as it has been asked before (--ask asks now).",
    examples: [
      ["All services", "repo list"],
      ["Ask the task files that have changed", "repo list --ask"],
      ["Those that my branch affects", "repo list --affected"],
      ["For a script", "repo list --json"],
    ],
  });

  affected = Option.String("--affected", {
    tolerateBoolean: true,
    description: "only services that a change affects, since the default branch or --affected=BASE",
  });
  ask = Option.Boolean("--ask", false, { description: "ask task files for their recipes, in their devShells" });
  json = Option.Boolean("--json", false, { description: "as JSON" });

  async execute(): Promise<number> {
    const { listServices } = await import("../actions/list-services.ts");
    return await listServices({ flags: this, context: this.context });
  }
}
