import { Option } from "clipanion";
import { RunningCommand } from "./running-command.ts";

/** The flags of commands that run tasks of several services. */
export abstract class SelectingCommand extends RunningCommand {
  all = Option.Boolean("--all", false, { description: "every service that has the verb" });
  tags = Option.Array("--tag", [], { description: "services with this tag (may be repeated)" });
  affected = Option.String("--affected", {
    tolerateBoolean: true,
    description: "only what a change affects, since the default branch or --affected=BASE",
  });
  staged = Option.Boolean("--staged", false, { description: "only services with something staged for the next commit" });
  withDependencies = Option.Boolean("--with-dependencies", false, { description: "and the services that these depend on" });
  withDependents = Option.Boolean("--with-dependents", false, { description: "and the services that depend on these" });
}
