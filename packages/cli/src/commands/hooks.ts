import { Command, Option } from "clipanion";
import * as t from "typanion";
import { RepoCommand } from "../repo-command.ts";

export class HooksCommand extends RepoCommand {
  static override paths = [["hooks"]];
  static override usage = Command.Usage({
    description: "lint what is staged before each commit",
    details:
      "install: writes git's pre-commit hook, which runs `repo lint --staged`. uninstall: takes it away, and puts back what was there before. status: what is there.\nprint pre-commit-config: the entry for .pre-commit-config.yaml, for the pre-commit framework.\nTo commit without: git commit --no-verify, or REPO_HOOKS=0 git commit.",
    examples: [
      ["Lint before each commit", "repo hooks install"],
      ["Is it there?", "repo hooks status"],
      ["For those who have the pre-commit framework", "repo hooks print pre-commit-config"],
      ["No more", "repo hooks uninstall"],
    ],
  });

  action = Option.String({
    name: "install|uninstall|status|print",
    validator: t.isEnum(["install", "uninstall", "status", "print"] as const),
  });
  what = Option.String({ required: false, name: "pre-commit-config", validator: t.isEnum(["pre-commit-config"] as const) });
  force = Option.Boolean("--force", false, {
    description: "install: also where there is another hook, which is kept and called first; uninstall: also ours that was edited",
  });
  json = Option.Boolean("--json", false, { description: "install, uninstall, status: as JSON" });

  async execute(): Promise<number> {
    const { manageHooks } = await import("../actions/manage-hooks.ts");
    return await manageHooks({ flags: this, action: this.action, what: this.what, context: this.context });
  }
}
