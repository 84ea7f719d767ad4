import { EXIT, err, nearest, ok, parseTaskId, type Result } from "@nix-repo/model";
import {
  affectedLine,
  type DrawnGraph,
  decideColour,
  GRAPH_FORMATS,
  type GraphFormat,
  graphJson,
  MERMAID_LIMITS,
  renderGraphDot,
  renderGraphMermaid,
  renderGraphText,
  symbolsFor,
} from "@nix-repo/reporters";
import { selectServices } from "@nix-repo/tasks";
import { findAffected } from "../affected/find-affected.ts";
import { narrowGraph } from "../graph/narrow-graph.ts";
import { serviceGraph } from "../graph/service-graph.ts";
import { taskGraph } from "../graph/task-graph.ts";
import { type GlobalFlags, openSession, refuse, refuseIn, type Session } from "../open-session.ts";
import type { RepoContext } from "../repo-command.ts";
import { servicesHere } from "../where-we-are.ts";

interface Flags extends GlobalFlags {
  readonly format: string | undefined;
  readonly json: boolean;
  readonly tasks: readonly string[];
  readonly ci: boolean;
  readonly up: boolean;
  /** `--affected`, or `--affected=BASE`. */
  readonly affected: string | boolean | undefined;
  readonly withDependencies: boolean;
  readonly withDependents: boolean;
}

/** `repo graph`: the drawing on stdout, what is to be said of it on stderr. */
export async function drawGraph({
  flags,
  names,
  context: { io },
}: {
  flags: Flags;
  names: readonly string[];
  context: RepoContext;
}): Promise<number> {
  const session = await openSession(flags, io);
  if (!session.ok) return await refuse(session.error, { io, flags });
  const format = formatOf(flags);
  if (!format.ok) return await refuseIn(session.value, format.error);
  const graph = await graphOf(session.value, { names, flags });
  if (!graph.ok) return await refuseIn(session.value, graph.error);
  const { affected } = flags;
  const isMarked = affected !== undefined && affected !== false;
  const marked = isMarked ? await markAffected(session.value, { graph: graph.value, base: affected }) : graph;
  if (!marked.ok) return await refuseIn(session.value, marked.error);
  io.stdout.write(render(marked.value, { session: session.value, format: format.value }));
  return EXIT.ok;
}

function formatOf({ format = "text", json }: Flags): Result<GraphFormat> {
  if (json) return format === "text" || format === "json" ? ok("json") : usage(`--json and --format ${format} contradict each other`);
  const known = GRAPH_FORMATS.find((each) => each === format);
  if (known !== undefined) return ok(known);
  const near = nearest(format, GRAPH_FORMATS);
  const meant = near === undefined ? "" : `; did you mean ${near}?`;
  return usage(`--format is "${format}", and takes ${GRAPH_FORMATS.join(", ")}${meant}`);
}

async function graphOf(session: Session, { names, flags }: { names: readonly string[]; flags: Flags }): Promise<Result<DrawnGraph>> {
  const patterns = names.flatMap((name) => (name === "." ? servicesHere(session) : [name]));
  const { withDependencies, withDependents } = flags;
  const tasks = patterns.filter((name) => isTask(name, session));
  const services = patterns.filter((name) => !tasks.includes(name));
  const isNarrowed = withDependencies || withDependents;
  if (flags.up) {
    if (flags.ci || flags.tasks.length > 0) return usage("--up draws what repo up starts: it goes with neither --tasks nor --ci");
    if (isNarrowed) return usage("--up draws whatever is needed: it goes with neither --with-dependencies nor --with-dependents");
    const { unitGraph } = await import("../graph/unit-graph.ts");
    return await unitGraph(session, patterns);
  }
  if (flags.ci) {
    const others = names.length > 0 || flags.tasks.length > 0 || isNarrowed;
    return others ? usage("--ci is the whole pipeline: it goes with neither services nor tasks") : await taskGraph(session, { kind: "ci" });
  }
  if (isNarrowed && services.length === 0) {
    const flag = withDependencies ? "--with-dependencies" : "--with-dependents";
    return usage(`${flag} adds to services, and none is named`, `repo graph ${session.workspace.serviceNames[0] ?? "api"} ${flag}`);
  }
  if (flags.tasks.length > 0 || tasks.length > 0) {
    if (flags.tasks.length === 0 && services.length > 0) {
      return usage(`${tasks[0]} is a task and ${services[0]} is none: which of its tasks?`, `repo graph ${names.join(" ")} --tasks build`);
    }
    return await taskGraph(session, { kind: "tasks", verbs: flags.tasks, services, tasks, withDependencies, withDependents });
  }
  const graph = await serviceGraph(session);
  if (!graph.ok || patterns.length === 0) return graph;
  const selected = await selectServices(session.workspace, { patterns });
  if (!selected.ok) return selected;
  return ok(narrowGraph(graph.value, { to: selected.value, dependencies: withDependencies, dependents: withDependents }));
}

/** No service's name or path holds a colon, but globs may. */
function isTask(name: string, { workspace }: Session): boolean {
  const task = parseTaskId(name);
  return task !== undefined && !workspace.serviceNames.includes(name);
}

async function markAffected(session: Session, { graph, base }: { graph: DrawnGraph; base: string | true }): Promise<Result<DrawnGraph>> {
  const found = await findAffected(session, { base: base === true ? undefined : base });
  if (!found.ok) return found;
  session.io.stderr.write(`${affectedLine(found.value, session.workspace.serviceNames.length)}\n\n`);
  const names = new Set([...found.value.services, ...found.value.tasks].map(({ name }) => name));
  const isAffected = (id: string) => names.has(id) || names.has(parseTaskId(id)?.service ?? id);
  return ok({ ...graph, nodes: graph.nodes.map((node) => (isAffected(node.id) ? { ...node, mark: "affected" } : node)) });
}

function render(graph: DrawnGraph, { session: { io, flags }, format }: { session: Session; format: GraphFormat }): string {
  switch (format) {
    case "text": {
      const colour = decideColour({ flag: flags.color, env: io.env, isTTY: io.stdout.isTTY === true });
      return `${renderGraphText(graph, { colour, symbols: symbolsFor(io.env), columns: io.stdout.columns })}\n`;
    }
    case "mermaid": {
      const text = renderGraphMermaid(graph);
      const { edges, characters } = MERMAID_LIMITS;
      if (graph.edges.length > edges || text.length > characters)
        io.stderr.write(
          `mermaid draws ${edges} edges and ${characters} characters unless its maxEdges and maxTextSize say more; this has ${graph.edges.length} and ${text.length}\n`,
        );
      return text;
    }
    case "dot":
      return renderGraphDot(graph);
    case "json":
      return `${JSON.stringify(graphJson(graph), undefined, 2)}\n`;
  }
}

function usage(message: string, hint?: string): Result<never> {
  return err({ code: "usage", message, ...(hint === undefined ? {} : { hint }) });
}
