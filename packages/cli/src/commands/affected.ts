import { Command, Option } from "clipanion";
import { RepoCommand } from "../repo-command.ts";

export class AffectedCommand extends RepoCommand {
  static override paths = [["affected"]];
  static override usage = Command.Usage({
    description: "the services that a change affects",
    details:
      "Compares the files as they are with where they left the base: the branch that a pull request goes to, ci.base of the registry, or the default branch. A change of the flake counts for the services whose devShell's derivation it changes.",
    examples: [
      ["What my branch affects", "repo affected"],
      ["And why", "repo affected --why"],
      ["Since a commit, a tag or another branch", "repo affected --base v1.4"],
      ["For a script", "repo affected --json"],
    ],
  });

  base = Option.String("--base", { description: "a branch, tag or commit to compare with" });
  why = Option.Boolean("--why", false, { description: "for each service how the change got to it" });
  json = Option.Boolean("--json", false, { description: "as JSON" });

  async execute(): Promise<number> {
    const { listAffected } = await import("../actions/list-affected.ts");
    return await listAffected({ flags: this, context: this.context });
  }
}
