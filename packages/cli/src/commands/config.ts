import { Command, Option } from "clipanion";
import * as t from "typanion";
import { RepoCommand } from "../repo-command.ts";

export class ConfigCommand extends RepoCommand {
  static override paths = [["config"]];
  static override usage = Command.Usage({
    description: "print or validate the registry, or print its JSON Schema",
    details:
      "print: the registry with the teams' overrides merged in. validate: every mistake of the registry and of all overrides. schema: for editors. editor: writes types and schemas where editors find them.",
    examples: [
      ["What repo sees", "repo config print"],
      ["Where each value of a service is from", "repo config print --resolved web"],
      ["All mistakes at once", "repo config validate"],
      ["The schema for YAML and JSON registries", "repo config schema > services.schema.json"],
      ["Types and schemas without node_modules, in .repo/editor", "repo config editor"],
    ],
  });

  action = Option.String({
    name: "print|validate|schema|editor",
    validator: t.isEnum(["print", "validate", "schema", "editor"] as const),
  });
  resolved = Option.String("--resolved", { description: "print: every value of this service, with the file that it came from" });
  out = Option.String("--out", { description: "editor: another folder than .repo/editor, to be committed" });
  override = Option.Boolean("--override", false, { description: "schema: that of the teams' override files" });
  json = Option.Boolean("--json", false, { description: "validate, print --resolved: as JSON (print and schema are JSON anyway)" });

  async execute(): Promise<number> {
    const { showConfig } = await import("../actions/show-config.ts");
    return await showConfig({ flags: this, action: this.action, context: this.context });
  }
}
