import { Command, Option } from "clipanion";
import { RepoCommand } from "../repo-command.ts";

export class NewCommand extends RepoCommand {
  static override paths = [["new"]];
  static override usage = Command.Usage({
    description: "a new service: its folder, its entry in the registry, its devShell",
    details:
      "Writes a minimal program with a test that pass with the stack's own verbs, adds the service to the registry, and a devShell to the flake, made as the others there are. All else in both files stays as it is. What is too unusual to be edited is left, and what to add is shown.\nThe folder is relative to the registry's root. What is in templates/NAME of the workspace is offered as well (docs/new-service.md). On a terminal you are asked before anything is written.\nExits with 1 where something has to be added by hand.",
    examples: [
      ["A service in Python", "repo new backend/billing --stack python --yes"],
      ["What would be written", "repo new backend/orders --stack go --docker --dry-run"],
      ["What there is to choose from", "repo new --list"],
    ],
  });

  folder = Option.String({ required: false, name: "folder" });
  stack = Option.String("--stack", { description: "what it is made of: node, go, rust, dotnet, python, flutter" });
  template = Option.String("--template", { description: "a folder of templates/ in the workspace that it is made of" });
  variables = Option.Array("--var", [], { description: "a variable of the template: --var queue=jobs" });
  name = Option.String("--name", { description: "the service's name; default: the folder's" });
  shell = Option.String("--shell", { description: "its devShell; default: one of its own, named for the folder" });
  noShell = Option.Boolean("--no-shell", false, { description: "leave the flake as it is" });
  tags = Option.Array("--tag", [], { description: "a label to select it by; may be given several times" });
  dependsOn = Option.Array("--depends-on", [], { description: "a service that it depends on; may be given several times" });
  docker = Option.Boolean("--docker", false, { description: "with a Dockerfile and a .dockerignore" });
  list = Option.Boolean("--list", false, { description: "the stacks and templates" });
  yes = Option.Boolean("-y,--yes", false, { description: "write without asking" });
  dryRun = Option.Boolean("--dry-run", false, { description: "show what would be written, and write nothing" });
  json = Option.Boolean("--json", false, { description: "as JSON" });

  async execute(): Promise<number> {
    const { newService } = await import("../actions/new-service.ts");
    return await newService({ flags: this, context: this.context });
  }
}
