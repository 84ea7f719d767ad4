import { Command, Option } from "clipanion";
import { RepoCommand } from "../repo-command.ts";

export class DoctorCommand extends RepoCommand {
  static override paths = [["doctor"]];
  static override usage = Command.Usage({
    description: "find what is wrong with the machine or the workspace, and how it is mended",
    details:
      "Looks, all at once and without changing anything, at Nix and its store, binary caches, disk space, the registry, devShells, manifests, kept environments, .env.local, direnv, git's hooks and clone, what killed runs have left running, the clock, and limits of file watches. What is not fine says why it matters and what mends it. Exits with 1 where there is a problem; warnings are none.\n--end ends what runs that were killed (kill -9, out of memory) have left running. --verify evaluates every kept environment that counts as valid anew, from the whole tree, and compares derivations; exits with 3 where one differs.",
    examples: [
      ["What is wrong?", "repo doctor"],
      ["For programs", "repo doctor --json"],
      ["End what was left running", "repo doctor --end"],
      ["Audit the kept environments", "repo doctor --verify"],
    ],
  });

  services = Option.Rest();
  end = Option.Boolean("--end", false, { description: "end what was left running, without asking" });
  verify = Option.Boolean("--verify", false, { description: "evaluate kept environments again and compare" });
  json = Option.Boolean("--json", false, { description: "as JSON" });

  async execute(): Promise<number> {
    if (this.services.length > 0 || this.verify) {
      const { verifyEnvironments } = await import("../actions/verify-environments.ts");
      return await verifyEnvironments({ flags: this, names: this.services, context: this.context });
    }
    if (this.end) {
      const { endLeftTasks } = await import("../actions/end-left-tasks.ts");
      return await endLeftTasks({ flags: this, context: this.context });
    }
    const { examine } = await import("../actions/examine.ts");
    return await examine({ flags: this, context: this.context });
  }
}
