import { Command, Option } from "clipanion";
import { RepoCommand } from "../repo-command.ts";

export class DoctorCommand extends RepoCommand {
  static override paths = [["doctor"]];
  static override usage = Command.Usage({
    description: "check what is kept",
    details:
      "--verify evaluates every kept environment that counts as valid anew, from the whole tree, and compares derivations. Exits with 3 where one differs.",
    examples: [["Audit the kept environments", "repo doctor --verify"]],
  });

  services = Option.Rest();
  verify = Option.Boolean("--verify", false, { description: "evaluate again and compare" });
  json = Option.Boolean("--json", false, { description: "as JSON" });

  async execute(): Promise<number> {
    const { verifyEnvironments } = await import("../actions/verify-environments.ts");
    return await verifyEnvironments({ flags: this, names: this.services, context: this.context });
  }
}
