import { Command, Option } from "clipanion";
import { SelectingCommand } from "../selecting-command.ts";

/** `repo VERB [SERVICE…]`: the default command, for every word that is none of ours. */
export class VerbCommand extends SelectingCommand {
  static override paths = [Command.Default];
  static override usage = Command.Usage({
    description: "run a verb of one or several services, each in its devShell",
    details: "Without a service: the one whose folder you are in. What stands after -- reaches the command untouched.",
    examples: [
      ["Develop one service, with the terminal", "repo dev web"],
      ["Test two, in parallel", "repo test api web"],
      ["Lint every service with a tag", "repo lint --tag backend"],
      ["Build all", "repo build --all"],
      ["Show what fails, and nothing else", "repo test --all --output failures"],
      ["Pass arguments on", "repo test web -- --watch=false"],
    ],
  });

  verb = Option.String();
  services = Option.Rest();

  async execute(): Promise<number> {
    const { runVerb } = await import("../actions/run-verb.ts");
    return await runVerb({ flags: this, verb: this.verb, names: this.services, context: this.context });
  }
}
