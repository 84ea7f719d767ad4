import { Command, Option } from "clipanion";
import * as t from "typanion";
import { RepoCommand } from "../repo-command.ts";

export class ImportCommand extends RepoCommand {
  static override paths = [["import"]];
  static override usage = Command.Usage({
    description: "a registry out of a justfile, Taskfile, turbo.json, Procfile or process-compose.yaml",
    details:
      "Writes services.config.ts, and says what became of all that the file holds: what works as before, what repo does by itself, what is left to the file's own tool, and why. Where there is a registry already it stays as it is, and what to add to it is shown. The file itself is not changed.\nExits with 1 where a file was left as it is.",
    examples: [
      ["The justfile of this folder", "repo import justfile"],
      ["What would be written", "repo import taskfile --dry-run"],
      ["A file of another name, without being asked", "repo import process-compose dev/processes.yaml --yes"],
    ],
  });

  format = Option.String({
    name: "justfile|taskfile|turbo|procfile|process-compose",
    validator: t.isEnum(["justfile", "taskfile", "turbo", "procfile", "process-compose"] as const),
  });
  file = Option.String({ name: "FILE", required: false });
  anyOrder = Option.Boolean("--any-order", false, {
    description: "what a recipe runs one after the other before it starts may run side by side",
  });
  yes = Option.Boolean("-y,--yes", false, { description: "write without asking" });
  force = Option.Boolean("--force", false, { description: "write without asking, whatever is there" });
  dryRun = Option.Boolean("--dry-run", false, { description: "show what would be written, and write nothing" });
  json = Option.Boolean("--json", false, { description: "as JSON" });

  async execute(): Promise<number> {
    const { importForeign } = await import("../actions/import-foreign.ts");
    return await importForeign({ flags: this, context: this.context });
  }
}
