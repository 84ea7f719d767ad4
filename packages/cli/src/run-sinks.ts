import { hostname } from "node:os";
import { resolve } from "node:path";
import {
  err,
  type Failure,
  type HeldOutput,
  nearest,
  ok,
  parseTaskId,
  type Result,
  type ShardOf,
  type Sink,
  type TaskId,
} from "@nix-repo/model";
import {
  appendedFile,
  chooseReporter,
  createFileSink,
  createReporter,
  decideColour,
  type FileSinkKind,
  OUTPUT_MODES,
  Output,
  type OutputFile,
  type OutputMode,
  openOutputFile,
  type Reporter,
  type SinkTarget,
  showsHeldOutput,
  symbolsFor,
} from "@nix-repo/reporters";
import { createSpool, type RunRecord, type Spool } from "@nix-repo/tasks";
import type { Session } from "./open-session.ts";

/** The flags that say what is shown and written of a run. */
export interface SinkFlags {
  readonly output: string | undefined;
  readonly events: string | undefined;
  readonly junit: string | undefined;
  readonly trace: string | undefined;
  readonly json: boolean;
  /** Only `repo ci` knows these. */
  readonly report?: string | undefined;
  readonly summary?: string | undefined;
  readonly ci?: CiRun | undefined;
}

/** What reports of `repo ci` say of where it ran. */
export interface CiRun {
  readonly head?: string;
  readonly shard?: ShardOf;
}

/** What was asked for, with its files opened: nothing of it can fail any more for being wrong. */
export interface PlannedSinks {
  readonly output: OutputMode | undefined;
  readonly json: boolean;
  readonly ci: CiRun | undefined;
  readonly files: readonly PlannedFile[];
  /** Events take stdout: all else goes to stderr. */
  readonly eventsOnStdout: boolean;
  /** Leaves the files as they were. For a run that never began. */
  discard(): void;
}

interface PlannedFile {
  readonly kind: FileSinkKind;
  /** As it was typed. */
  readonly name: string;
  readonly file: OutputFile;
}

/** Everything that hears of a run besides its record. */
export interface RunSinks {
  readonly sink: Sink;
  /** Whether colours are printed where tasks' output goes. */
  readonly colour: boolean;
  /** See `Reporter.congestion`. */
  congestion(): Promise<void> | undefined;
  /** Gives the terminal back: what tasks write from now on is not shown, until what is returned is called; all else is plain lines. */
  leaveTerminal(): Promise<() => void>;
  /** Everything is written, and files that hold a whole run are in their places. */
  finish(): Promise<void>;
}

/** Checks the flags and opens what they name. */
export function planSinks(flags: SinkFlags, { cwd, caller }: Session): Result<PlannedSinks> {
  const output = parseOutput(flags.output);
  if (!output.ok) return output;
  const eventsOnStdout = flags.events === "-";
  if (flags.json && eventsOnStdout) {
    return usage("--json and --events - both want stdout", "--events FILE, or no --json: the last event holds the counts");
  }
  if (flags.json && output.value !== undefined) return usage("--json prints the result alone, and leaves nothing for --output to show");
  const files = openFiles(flags, cwd);
  if (!files.ok) return files;
  const all = [...files.value, ...summaryOfStep(flags, caller)];
  const discard = () => {
    for (const { file } of all) file.discard();
  };
  return ok({ output: output.value, json: flags.json, ci: flags.ci, files: all, eventsOnStdout, discard });
}

/** GitHub shows it for the job; of one machine's part there is a summary when all are merged. */
function summaryOfStep({ ci, summary }: SinkFlags, { GITHUB_STEP_SUMMARY: file }: Session["caller"]): PlannedFile[] {
  if (ci === undefined || ci.shard !== undefined || summary !== undefined || !file) return [];
  return [{ kind: "summary", name: "GITHUB_STEP_SUMMARY", file: appendedFile(file) }];
}

function parseOutput(text: string | undefined): Result<OutputMode | undefined> {
  const mode = OUTPUT_MODES.find((each) => each === text);
  if (text === undefined || mode !== undefined) return ok(mode);
  const near = nearest(text, OUTPUT_MODES);
  const meant = near === undefined ? "" : `; did you mean ${near}?`;
  return usage(`--output is "${text}", and takes ${OUTPUT_MODES.slice(0, -1).join(", ")} or ${OUTPUT_MODES.at(-1)}${meant}`);
}

function openFiles(flags: SinkFlags, cwd: string): Result<readonly PlannedFile[]> {
  const opened: PlannedFile[] = [];
  const refuse = (message: string) => {
    for (const { file } of opened) file.discard();
    return usage(message);
  };
  const paths = new Set<string>();
  for (const kind of ["events", "junit", "report", "summary", "trace"] as const) {
    const name = flags[kind];
    if (name === undefined || (kind === "events" && name === "-")) continue;
    if (name === "" || name === "-") return refuse(`--${kind} needs a file`);
    const path = resolve(cwd, name);
    if (paths.has(path)) return refuse(`--${kind} ${name}: another report goes there too`);
    paths.add(path);
    const file = openOutputFile(path);
    if (!file.ok) return refuse(`--${kind} ${name} cannot be written: ${file.error}`);
    opened.push({ kind, name, file: file.value });
  }
  return ok(opened);
}

function usage(message: string, hint?: string): { readonly ok: false; readonly error: Failure } {
  return err({ code: "usage", message, ...(hint === undefined ? {} : { hint }) });
}

/** What these say of a task is read when it has ended. */
const READ_AFTERWARDS: ReadonlySet<FileSinkKind> = new Set(["junit", "report", "summary"]);

/** Makes the reporter and the other sinks of a run of so many tasks. */
export async function openSinks(
  session: Session,
  { planned, record, tasks }: { planned: PlannedSinks; record: RunRecord; tasks: number },
): Promise<RunSinks> {
  const { io, flags, workspace } = session;
  const { stdout, stderr, env } = io;
  const shown = planned.eventsOnStdout ? stderr : stdout;
  const colourOf = (stream: NodeJS.WriteStream) => decideColour({ flag: flags.color, env, isTTY: stream.isTTY === true });
  const colour = { stdout: colourOf(shown), stderr: colourOf(stderr) };
  const kind = chooseReporter({
    json: planned.json,
    output: planned.output,
    // A log of CI is read like one of several tasks, however many a change affects.
    tasks: planned.ci === undefined ? tasks : Math.max(tasks, 2),
    stdoutIsTTY: stdout.isTTY === true && !planned.eventsOnStdout,
    stderrIsTTY: stderr.isTTY === true,
    env,
  });
  const needsOutput = showsHeldOutput(kind) || planned.files.some((file) => READ_AFTERWARDS.has(file.kind));
  const spool = record.folder === undefined && needsOutput ? createSpool() : undefined;
  const heldOutput = (task: TaskId): HeldOutput | undefined => record.held(task) ?? spool?.held(task);
  const run = record.id === undefined ? {} : { run: record.id };
  const folderOf = (task: TaskId) => workspace.folders.get(parseTaskId(task)?.service ?? "") ?? workspace.root;
  const isForEngine = kind === "github" || planned.ci !== undefined;
  const repositoryRoot = isForEngine ? { repositoryRoot: (await import("./repository-root.ts")).repositoryRoot(workspace.root) } : {};
  const reporter = await createReporter(kind, {
    stdout: shown,
    stderr,
    colour,
    symbols: symbolsFor(env),
    root: workspace.root,
    verbose: flags.verbose,
    logFile(_folder, task) {
      const held = record.held(task);
      return held === undefined || held.bytes === 0 ? undefined : held.file;
    },
    heldOutput,
    folderOf,
    ...repositoryRoot,
    ...run,
  });
  const { head, shard } = planned.ci ?? {};
  const filesUrl = head === undefined ? undefined : filesOnGithub(env, head);
  const where = {
    ...(head === undefined ? {} : { head }),
    ...(shard === undefined ? {} : { shard }),
    ...(filesUrl === undefined ? {} : { filesUrl }),
  };
  const common = {
    folderOf,
    ...repositoryRoot,
    ...where,
    root: workspace.root,
    version: io.version,
    hostname: hostname() || "localhost",
    heldOutput,
    ...run,
  };
  const sinks: Sink[] = [];
  for (const { kind, file } of planned.files) sinks.push(await createFileSink(kind, { target: file, ...common }));
  const events = planned.eventsOnStdout ? new Output(stdout) : undefined;
  if (events !== undefined) sinks.push(await createFileSink("events", { target: targetOf(events), ...common }));
  return { ...sinksOf({ reporter, sinks, spool, events, planned, stderr }), colour: colour.stdout };
}

/** Where GitHub shows the files of a commit. */
export function filesOnGithub(
  { GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: repository }: Session["io"]["env"],
  head: string,
): string | undefined {
  return server && repository ? `${server}/${repository}/blob/${head}` : undefined;
}

function targetOf(output: Output): SinkTarget {
  return { write: (content) => output.write(typeof content === "string" || output.takesAtOnce ? content : Buffer.from(content)) };
}

interface OpenedSinks {
  readonly reporter: Reporter;
  readonly sinks: readonly Sink[];
  readonly spool: Spool | undefined;
  readonly events: Output | undefined;
  readonly planned: PlannedSinks;
  readonly stderr: NodeJS.WriteStream;
}

function sinksOf({ reporter, sinks, spool, events, planned, stderr }: OpenedSinks): Omit<RunSinks, "colour"> {
  let isWhole = false;
  let isTerminalLeft = false;
  return {
    sink(event) {
      spool?.sink(event);
      for (const sink of sinks) sink(event);
      if (!isTerminalLeft || event.type !== "task-output") reporter.sink(event);
      isWhole ||= event.type === "run-finished";
    },
    congestion() {
      const [first, second] = [reporter.congestion(), events?.congestion()];
      return first === undefined || second === undefined ? (first ?? second) : Promise.all([first, second]).then(() => undefined);
    },
    async leaveTerminal() {
      await reporter.finish();
      isTerminalLeft = true;
      return () => {
        isTerminalLeft = false;
      };
    },
    async finish() {
      await reporter.finish();
      await events?.flush();
      for (const { kind, name, file } of planned.files) {
        const written = isWhole ? file.commit() : undefined;
        if (written === undefined) file.discard();
        else if (!written.ok) stderr.write(`repo: --${kind} ${name} could not be written: ${written.error}\n`);
      }
      spool?.close();
    },
  };
}
