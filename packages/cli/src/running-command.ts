import { Option } from "clipanion";
import { RepoCommand } from "./repo-command.ts";

/** The flags of all commands that run tasks; `RunFlags` says what becomes of them. */
export abstract class RunningCommand extends RepoCommand {
  concurrency = Option.String("--concurrency", {
    description: "how many tasks at once: a number, or a share of the cores (50%); also REPO_CONCURRENCY",
  });
  keepGoing = Option.Boolean("--keep-going", false, { description: "run what depends on a failure, too" });
  failFast = Option.Boolean("--fail-fast", false, { description: "at the first failure stop the others" });
  dryRun = Option.Boolean("--dry-run", false, { description: "show what would run, and start nothing" });
  json = Option.Boolean("--json", false, { description: "the result as JSON on stdout" });
}
