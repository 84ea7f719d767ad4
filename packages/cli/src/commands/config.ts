import { Command, Option } from "clipanion";
import * as t from "typanion";
import { RepoCommand } from "../repo-command.ts";

export class ConfigCommand extends RepoCommand {
  static override paths = [["config"]];
  static override usage = Command.Usage({
    description: "print or validate the registry, or print its JSON Schema",
    details:
      "print: the registry with the teams' overrides merged in. validate: every mistake of the registry and of all overrides. schema: for editors.",
    examples: [
      ["What repo sees", "repo config print"],
      ["All mistakes at once", "repo config validate"],
      ["The schema for YAML and JSON registries", "repo config schema > services.schema.json"],
    ],
  });

  action = Option.String({ name: "print|validate|schema", validator: t.isEnum(["print", "validate", "schema"] as const) });
  override = Option.Boolean("--override", false, { description: "schema: that of the teams' override files" });
  json = Option.Boolean("--json", false, { description: "validate: the mistakes as JSON (print and schema are JSON anyway)" });

  async execute(): Promise<number> {
    const { showConfig } = await import("../actions/show-config.ts");
    return await showConfig({ flags: this, action: this.action, context: this.context });
  }
}
