import { Command, Option } from "clipanion";
import { RepoCommand } from "../repo-command.ts";

export class GraphCommand extends RepoCommand {
  static override paths = [["graph"]];
  static override usage = Command.Usage({
    description: "draw what depends on what: services, tasks, or what repo up starts",
    details:
      "Without names all services, each with what it depends on; what was shown before is marked (*). Of services that are named the next ones are shown, with --with-dependencies all of them. With --tasks, or tasks by name, what a run would wait for; with --up, the processes and containers that repo up would start, each with what it waits for: until that is started, ready or completed. Starts nothing of what it draws.",
    examples: [
      ["All services as a tree", "repo graph"],
      ["What api needs, and who needs it", "repo graph api --with-dependencies --with-dependents"],
      ["The tasks behind a build", "repo graph web --tasks build"],
      ["The same of one task", "repo graph web:build"],
      ["What repo ci runs, in its stages, for a page in Markdown", "repo graph --ci --format mermaid"],
      ["The processes and containers of web, and their order", "repo graph --up web"],
      ["For Graphviz", "repo graph --format dot > graph.dot"],
    ],
  });

  format = Option.String("--format", { description: "text (default), mermaid, dot or json" });
  json = Option.Boolean("--json", false, { description: "as JSON" });
  tasks = Option.Array("--tasks", [], { description: "the tasks of this verb and all that they wait for (may be repeated)" });
  ci = Option.Boolean("--ci", false, { description: "the tasks that repo ci runs, in its stages" });
  up = Option.Boolean("--up", false, { description: "the processes and containers that repo up starts, and what each waits for" });
  affected = Option.String("--affected", {
    tolerateBoolean: true,
    description: "mark what a change affects, since the default branch or --affected=BASE",
  });
  withDependencies = Option.Boolean("--with-dependencies", false, { description: "and all services that these depend on" });
  withDependents = Option.Boolean("--with-dependents", false, { description: "and all services that depend on these" });
  names = Option.Rest({ name: "service|task|process" });

  async execute(): Promise<number> {
    const { drawGraph } = await import("../actions/draw-graph.ts");
    return await drawGraph({ flags: this, names: this.names, context: this.context });
  }
}
