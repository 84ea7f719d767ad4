import { Command, Option } from "clipanion";
import { RepoCommand } from "../repo-command.ts";

export class InitCommand extends RepoCommand {
  static override paths = [["init"]];
  static override usage = Command.Usage({
    description: "write a registry of the services that are here, or lay out a new repository",
    details:
      "Finds the services of a repository by their manifests (package.json, go.mod, Cargo.toml, *.csproj, pyproject.toml, pubspec.yaml and more), which of them depends on which, and the flake's devShells; writes services.config.ts, and a flake.nix where there is no flake. Where there is a registry it is left as it is, and what it lacks is shown.\n--template hybrid lays out a whole repository in a new folder: flake, registry, a service for each of five stacks, workflows, docs. Files that are there already are left as they are; git is told of the others, since a flake sees what git tracks.\n--ci github writes .github/workflows/ci.yml and portability.yml as well. A file that was edited by hand, or that somebody else wrote, is left as it is, and what would change is shown. On a terminal you are asked before anything is written.\nExits with 1 where a file was left as it is, or the registry lacks a service.",
    examples: [
      ["A registry of the services in this repository", "repo init"],
      ["What would be written", "repo init --dry-run"],
      ["A new repository", "repo init --template hybrid shop"],
      ["With two of the five stacks", "repo init --template hybrid shop --stacks node,go"],
      ["Workflows for GitHub Actions", "repo init --ci github"],
      ["On up to eight machines, with a cache at cachix.org", "repo init --ci github --shards 8 --binary-cache my-team --yes"],
    ],
  });

  folder = Option.String({ required: false, name: "folder" });
  template = Option.String("--template", { description: "lay out a new repository: hybrid" });
  stacks = Option.String("--stacks", { description: "of a template: only the services of these stacks, with commas between them" });
  ci = Option.String("--ci", { description: "write the workflows of a CI engine: github" });
  base = Option.String("--base", { description: "the branch that changes are merged into; default: the one that origin/HEAD names" });
  shards = Option.String("--shards", { description: "on how many machines a change runs at most; default: 4" });
  binaryCache = Option.String("--binary-cache", { description: "a cache at cachix.org by its name, or a substituter by its URL" });
  binaryCacheKey = Option.String("--binary-cache-key", { description: "the public key of a substituter, NAME:KEY" });
  repoFrom = Option.String("--repo-from", {
    description: "the flake that brings repo to the machines; default: the input `repo` of your own, if it has one",
  });
  yes = Option.Boolean("-y,--yes", false, { description: "write without asking" });
  force = Option.Boolean("--force", false, { description: "write also in place of what was edited by hand or is somebody else's" });
  dryRun = Option.Boolean("--dry-run", false, { description: "show what would be written, and write nothing" });
  json = Option.Boolean("--json", false, { description: "as JSON" });

  async execute(): Promise<number> {
    const { initWorkspace } = await import("../actions/init-workspace.ts");
    return await initWorkspace({ flags: this, context: this.context });
  }
}
