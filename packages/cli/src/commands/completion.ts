import { Command, Option } from "clipanion";
import * as t from "typanion";
import { RepoCommand } from "../repo-command.ts";

export class CompletionCommand extends RepoCommand {
  static override paths = [["completion"]];
  static override usage = Command.Usage({
    description: "print the completion script of a shell",
    examples: [
      ["bash, in ~/.bashrc", 'eval "$(repo completion bash)"'],
      ["zsh, in ~/.zshrc, after compinit", 'eval "$(repo completion zsh)"'],
      ["fish, in ~/.config/fish/config.fish", "repo completion fish | source"],
    ],
  });

  shell = Option.String({ name: "bash|zsh|fish", validator: t.isEnum(["bash", "zsh", "fish"] as const) });

  async execute(): Promise<number> {
    const { completionScript } = await import("../actions/completion-script.ts");
    this.context.stdout.write(completionScript(this.shell));
    return 0;
  }
}
