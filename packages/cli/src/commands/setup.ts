import { Command, Option } from "clipanion";
import { RepoCommand } from "../repo-command.ts";

export class SetupCommand extends RepoCommand {
  static override paths = [["setup"]];
  static override usage = Command.Usage({
    description: "get this machine ready for the workspace",
    details:
      "Looks at Nix, the registry, .env.local, the kept environments, direnv and git's hooks; writes .env.local from the example, captures devShells, lets direnv load .envrc, installs the pre-commit hook; and shows what is still missing with the command that mends it. Safe to run again.\nOn a terminal it asks before each change. Elsewhere it changes only what can be in nobody's way: a new .env.local that git ignores, and what is kept of devShells. Exits with 1 where a problem is left, or something could not be done.",
    examples: [
      ["After cloning", "repo setup"],
      ["Everything, without questions", "repo setup --yes"],
      ["In CI, where nothing is for people", "repo setup --ci"],
    ],
  });

  yes = Option.Boolean("--yes", false, { description: "do everything without asking" });
  ci = Option.Boolean("--ci", false, { description: "ask nothing; leave out direnv, git's hooks and .env.local" });
  json = Option.Boolean("--json", false, { description: "as JSON; asks nothing" });

  async execute(): Promise<number> {
    const { setUp } = await import("../actions/set-up.ts");
    return await setUp({ flags: this, context: this.context });
  }
}
