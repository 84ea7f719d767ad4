import { Command, Option } from "clipanion";
import { RepoCommand } from "../repo-command.ts";

export class DoctorCommand extends RepoCommand {
  static override paths = [["doctor"]];
  static override usage = Command.Usage({
    description: "find what runs that were killed have left running; check what is kept",
    details:
      "A repo that is killed (kill -9, out of memory) cannot end its tasks. doctor finds those that still run: on a terminal it asks whether to end them, with --end it ends them without asking. Exits with 1 where something is left running.\n--verify evaluates every kept environment that counts as valid anew, from the whole tree, and compares derivations. Exits with 3 where one differs.",
    examples: [
      ["What was left running?", "repo doctor"],
      ["End it", "repo doctor --end"],
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
    const { lookForLeftTasks } = await import("../actions/look-for-left-tasks.ts");
    return await lookForLeftTasks({ flags: this, context: this.context });
  }
}
