import { readRuntimeVariables } from "@nix-repo/config";
import { type BoundParam, EXIT, err, ok, parseTaskId, type Result, type TaskId, taskId, type Verb } from "@nix-repo/model";
import type { ShellWhy } from "@nix-repo/nix";
import { decideColour, displayPlace, type ExplainView, explainJson, renderExplain, symbolsFor } from "@nix-repo/reporters";
import { buildTaskGraph, commandText, type TaskGraph, type TaskNode, type TaskRequest } from "@nix-repo/tasks";
import { howItRuns } from "../how-it-runs.ts";
import { keptShell } from "../known-shell.ts";
import { type GlobalFlags, openSession, refuse, refuseIn, type Session } from "../open-session.ts";
import { withValues } from "../params/with-values.ts";
import type { RepoContext } from "../repo-command.ts";
import { servicesHere } from "../where-we-are.ts";
import { explainKey } from "./explain-key.ts";

interface Request {
  readonly flags: GlobalFlags & { readonly json: boolean };
  /** `web:test`, or `test web`. */
  readonly words: readonly string[];
  readonly context: RepoContext;
}

/** `repo explain TASK`. */
export async function explainTask({ flags, words, context }: Request): Promise<number> {
  const { io } = context;
  const session = await openSession(flags, context.io);
  if (!session.ok) return await refuse(session.error, { io, flags });
  const requests = requestsOf(words, session.value);
  if (!requests.ok) return await refuseIn(session.value, requests.error);
  const views: ExplainView[] = [];
  for (const request of requests.value) {
    const view = await explain(request, session.value);
    if (!view.ok) return await refuseIn(session.value, view.error);
    views.push(view.value);
  }
  if (flags.json) io.stdout.write(`${JSON.stringify(explainJson(views), undefined, 2)}\n`);
  else {
    const colour = decideColour({ flag: flags.color, env: io.env, isTTY: io.stdout.isTTY === true });
    io.stdout.write(
      `${renderExplain(views, { root: session.value.workspace.root, colour, symbols: symbolsFor(io.env), columns: io.stdout.columns })}\n`,
    );
  }
  return EXIT.ok;
}

function requestsOf(words: readonly string[], session: Session): Result<readonly TaskRequest[]> {
  const tasks = words.map(parseTaskId);
  if (tasks.every((task) => task !== undefined)) return ok(tasks);
  const [verb = "", ...named] = words;
  const services = (named.length === 0 ? ["."] : named).flatMap((name) => (name === "." ? servicesHere(session) : [name]));
  if (services.length > 0) return ok(services.map((service) => ({ service, verb })));
  return err({ code: "usage", message: `"${words.join(" ")}" is not a task: a task is written service:verb` });
}

async function explain(request: TaskRequest, session: Session): Promise<Result<ExplainView>> {
  const { workspace, recipes } = session;
  const graph = await buildTaskGraph({ workspace, recipes, requests: [request] });
  if (!graph.ok) return graph;
  const task = taskId(request.service, request.verb);
  const node = graph.value.tasks.get(task);
  if (node === undefined) throw new Error(`${task} is missing from its own graph`);
  const { verb, dependsOn } = node;
  const runtime = await readRuntimeVariables({ workspaceRoot: workspace.root, serviceFolder: verb.service.folder });
  const valued = await withValues(nothingRequired(graph.value), session);
  if (!valued.ok) return valued;
  const layers: readonly (readonly [string, readonly string[]])[] = [
    [".env of the workspace", Object.keys(runtime.root)],
    [".env of the service", verb.service.folder === workspace.root ? [] : Object.keys(runtime.service)],
    ["env of the registry", Object.keys(verb.service.env)],
    ["env of the verb", Object.keys(verb.options.env ?? {})],
    ["passed on from the caller", [...verb.service.passEnv, ...(verb.options.passEnv ?? []), ...workspace.globalEnv]],
  ];
  const params = explainParams(verb, valued.value.tasks.get(task));
  const isMissing = params?.some(({ required, value }) => required && value === undefined);
  const why = "a parameter is required, and not given";
  const key = !verb.keepable
    ? undefined
    : isMissing
      ? ({ kind: "unknown", why } as const)
      : await explainKey(session, { graph: valued.value, task });
  return ok({
    ...(key === undefined ? {} : { key }),
    ...(params === undefined ? {} : { params }),
    task,
    command: commandText(verb),
    source: verb.source,
    shadowed: verb.shadowed.map((other) => ({ source: other.source, command: commandText(other) })),
    shell: await explainShell(verb, session),
    folder: verb.service.folder,
    dependsOn,
    variables: layers.flatMap(([from, names]) => names.map((name) => ({ name, from }))),
    keepable: await explainKept(verb, session),
    further: howItRuns(verb.options),
  });
}

/** What is required and not given is shown, and no reason to refuse. */
function nothingRequired(graph: TaskGraph): TaskGraph {
  const tasks = [...graph.tasks].map(([id, node]): [TaskId, TaskNode] => {
    const { params } = node.verb.options;
    if (params === undefined) return [id, node];
    const lenient = Object.fromEntries(Object.entries(params).map(([name, param]) => [name, { ...param, required: false }]));
    return [id, { ...node, verb: { ...node.verb, options: { ...node.verb.options, params: lenient } } }];
  });
  return { ...graph, tasks: new Map(tasks) };
}

/** What the parameters come to where nothing is given on the command line. */
function explainParams({ options }: Verb, bound: TaskNode | undefined): readonly BoundParam[] | undefined {
  return bound?.params?.map((param) => ({ ...param, ...(options.params?.[param.name]?.required ? { required: true } : {}) }));
}

/** The devShell and what is kept of it. Which candidate the flake has is known only where it was asked before: asking would start Nix. */
async function explainShell({ shell, service }: Verb, session: Session): Promise<ExplainView["shell"]> {
  if (shell.kind === "none") return { name: "none", about: ["shell: false: the host's own tools"] };
  if (await isOnHost(session)) return { name: "none", about: ["the host provider: this machine's own tools"] };
  const why = await keptShell(shell, session);
  const kept = why === undefined ? [] : keptSince(why);
  if (service.shellHook === "capture") kept.push(`shellHook: capture: ${hookText(why)}`);
  if (shell.kind === "named")
    return { name: shell.name, about: [`named in ${displayPlace(shell.place, session.workspace.root)}`, ...kept] };
  const [first = "", ...others] = shell.candidates;
  return { name: why?.shell ?? first, about: [`none is named: ${[first, ...others].join(", ")}, whichever the flake has first`, ...kept] };
}

function keptSince({ capturedAt, files, because, whole }: ShellWhy): string[] {
  if (whole !== undefined) return [`captured in each run: ${whole}`];
  return [
    `kept since ${timeOf(capturedAt)}`,
    ...(because === undefined ? [] : [`captured anew then: ${because.what}`]),
    `read ${files.join(", ")}`,
  ];
}

function hookText(why: ShellWhy | undefined): string {
  if (why?.whole !== undefined) return "it runs at every start, as nothing is kept";
  if (why?.hook === undefined) return "not recorded yet";
  return why.hook.state === "recorded" ? `recorded since ${timeOf(why.hook.recordedAt)}` : `it runs at every start: ${why.hook.why}`;
}

/** @param at in milliseconds since the epoch */
function timeOf(at: number): string {
  return new Date(at).toLocaleString("sv-SE", { dateStyle: "short", timeStyle: "short" });
}

async function isOnHost(session: Session): Promise<boolean> {
  const provider = await session.provider();
  return provider.ok && provider.value.kind === "host";
}

async function explainKept(verb: Verb, session: Session): Promise<ExplainView["keepable"]> {
  if (!verb.keepable || !(await isOnHost(session))) return { kept: verb.keepable, because: explainKeepable(verb) };
  if (session.workspace.hostToolchain.length === 0)
    return { kept: false, because: "the host provider: nothing stands for this machine's tools; hostToolchain names commands that do" };
  return { kept: true, because: "it sees only this machine's PATH, for which hostToolchain stands, and the variables that it declares" };
}

function explainKeepable({ keepable, options, source, shell }: Verb): string {
  if (keepable) return "it sees only the devShell and the variables that it declares";
  const all = "it sees all that nix develop would show it";
  if (options.persistent === true) return `it runs until it is stopped; ${all}`;
  if (options.interactive === true) return `it has the terminal; ${all}`;
  if (shell.kind === "none") return "it runs outside any devShell";
  if (options.cache === false) return `cache: false; ${all}`;
  return source.kind === "stack" || source.kind === "image" ? all : `it declares neither outputs nor cache: true; ${all}`;
}
