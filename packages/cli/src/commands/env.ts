import { Command, Option } from "clipanion";
import * as t from "typanion";
import { RepoCommand } from "../repo-command.ts";

export class EnvCommand extends RepoCommand {
  static override paths = [["env"]];
  static override usage = Command.Usage({
    description: "the kept environments of devShells: their state, refreshing them, handing them to others",
    details:
      "status: which are valid, and what made the others stale. refresh: captures those that are not. prune: forgets those that no service uses.\nexport: the environment of one service, for a shell, a program or CI. direnv: the function `use repo` for an .envrc.",
    examples: [
      ["What is kept", "repo env status"],
      ["Warm all of them, as in CI", "repo env refresh --all"],
      ["Capture one anew, whatever is kept", "repo env refresh web --force"],
      ["Into the shell that runs this", 'eval "$(repo env export web)"'],
      ["Into the later steps of a GitHub job", 'repo env export web --format github >>"$GITHUB_ENV"'],
      ["In an .envrc, before the line `use repo web`", 'eval "$(repo env direnv)"'],
    ],
  });

  action = Option.String({
    name: "status|refresh|prune|export|direnv",
    validator: t.isEnum(["status", "refresh", "prune", "export", "direnv"] as const),
  });
  services = Option.Rest();
  all = Option.Boolean("--all", false, { description: "those of every service, as where none is named" });
  force = Option.Boolean("--force", false, { description: "refresh: also those that are valid, and what is recorded of their hooks" });
  sizes = Option.Boolean("--sizes", false, { description: "status: the size of each environment's closure (asks Nix)" });
  format = Option.String("--format", "sh", {
    description: "export: sh, json, dotenv, github or direnv",
    validator: t.isEnum(["sh", "json", "dotenv", "github", "direnv"] as const),
  });
  json = Option.Boolean("--json", false, { description: "status, refresh, prune: as JSON" });

  async execute(): Promise<number> {
    const { manageEnvironments } = await import("../actions/manage-environments.ts");
    return await manageEnvironments({ flags: this, action: this.action, names: this.services, context: this.context });
  }
}
