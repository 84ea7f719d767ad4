import { Command, Option } from "clipanion";
import * as t from "typanion";
import { RepoCommand } from "../repo-command.ts";

export class CacheCommand extends RepoCommand {
  static override paths = [["cache"]];
  static override usage = Command.Usage({
    description: "the store of results: its size, what it holds, making room",
    details:
      "status: where it is, and how large. gc: removes what was not used for longest until it is small enough. clear: removes everything; every workspace runs its tasks anew.\nverify: reads everything and removes what is damaged.",
    examples: [
      ["How large it is", "repo cache status"],
      ["Make it smaller", "repo cache gc --max-size 2GB"],
      ["Is all of it as it was kept?", "repo cache verify"],
    ],
  });

  action = Option.String({ name: "status|gc|clear|verify", validator: t.isEnum(["status", "gc", "clear", "verify"] as const) });
  maxSize = Option.String("--max-size", {
    description: "gc: how large it may stay, 500MB or 2GB; default: what the registry says, or 10GB",
  });
  json = Option.Boolean("--json", false, { description: "as JSON" });

  async execute(): Promise<number> {
    const { manageCache } = await import("../actions/manage-cache.ts");
    return await manageCache({ flags: this, action: this.action, context: this.context });
  }
}
