import { Option } from "clipanion";
import { ReportingCommand } from "./reporting-command.ts";

/** The flags of commands that run tasks of several services. */
export abstract class SelectingCommand extends ReportingCommand {
  all = Option.Boolean("--all", false, { description: "every service that has the verb" });
  tags = Option.Array("--tag", [], { description: "services with this tag (may be repeated)" });
  withDependencies = Option.Boolean("--with-dependencies", false, { description: "and the services that these depend on" });
  withDependents = Option.Boolean("--with-dependents", false, { description: "and the services that depend on these" });
  concurrency = Option.String("--concurrency", { description: "how many tasks at once: a number, or a share of the cores (50%)" });
}
