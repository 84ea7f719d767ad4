import { Option } from "clipanion";
import { RepoCommand } from "../repo-command.ts";

/** `repo __complete -- WORDS…`: what the completion scripts ask; the last word is the one being typed. Not shown in help. */
export class CompleteCommand extends RepoCommand {
  static override paths = [["__complete"]];
  unused = Option.Rest();

  async execute(): Promise<number> {
    const { complete } = await import("../actions/complete.ts");
    this.context.stdout.write(await complete({ flags: this, words: this.context.rest ?? [], context: this.context }));
    return 0;
  }
}
