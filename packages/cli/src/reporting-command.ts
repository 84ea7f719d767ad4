import { Option } from "clipanion";
import { RepoCommand } from "./repo-command.ts";

/** The flags of commands that run tasks: what is shown and written of the run. */
export abstract class ReportingCommand extends RepoCommand {
  output = Option.String("--output", {
    description:
      "live (on a terminal), prefixed lines (in a pipe), grouped by task, failures only, or as the logs of github and gitlab fold it (there)",
  });
  events = Option.String("--events", { description: "write what happens as lines of JSON, as it happens; - is stdout" });
  junit = Option.String("--junit", { description: "write a report in JUnit's XML" });
  trace = Option.String("--trace", { description: "write a trace for Perfetto and chrome://tracing" });
  json = Option.Boolean("--json", false, { description: "the result as JSON on stdout" });
}
