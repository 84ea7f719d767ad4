import { Option } from "clipanion";
import { ReportingCommand } from "./reporting-command.ts";

/** The flags of all commands that run tasks; `RunFlags` says what becomes of them. */
export abstract class RunningCommand extends ReportingCommand {
  concurrency = Option.String("--concurrency", {
    description: "how many tasks at once: a number, or a share of the cores (50%); also REPO_CONCURRENCY",
  });
  keepGoing = Option.Boolean("--keep-going", false, { description: "run what depends on a failure, too" });
  failFast = Option.Boolean("--fail-fast", false, { description: "at the first failure stop the others" });
  force = Option.Boolean("--force", false, { description: "run also what has a kept result, and keep the new one" });
  cache = Option.String("--cache", { description: "kept results: local:rw, local:r (take, but keep none) or off; also REPO_CACHE" });
  dryRun = Option.Boolean("--dry-run", false, { description: "show what would run, and start nothing" });
  watch = Option.Boolean("--watch", false, { description: "run again what a change of files concerns, until Ctrl-C" });
}
