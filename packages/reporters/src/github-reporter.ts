import { randomUUID } from "node:crypto";
import type { HeldOutput, TaskId } from "@nix-repo/model";
import { type AnnotatedTask, renderAnnotations } from "./annotations.ts";
import { type BlockPrinter, createBlockReporter } from "./block-reporter.ts";
import { printHeld } from "./held-output.ts";
import { isFile } from "./is-file.ts";
import { LineSplitter } from "./line-splitter.ts";
import { MaskLines } from "./mask-lines.ts";
import { type Findings, readFindingsInTurns } from "./read-findings.ts";
import type { Reporter, ReporterOptions } from "./reporter.ts";
import { isFailure, type TaskResult } from "./tally.ts";
import { CommandGuard } from "./workflow-command.ts";

/**
 * For the log of a step in GitHub Actions: what passed in a group that is folded away, what failed in plain sight, and at the end annotations of the places
 * that the output names. Nothing that a task prints is a command to the runner, but for what it asks to be masked. All goes to stdout: GitHub reads our two
 * streams apart, and would mix their lines.
 */
export function createGithubReporter(options: ReporterOptions): Reporter {
  const { root, repositoryRoot = root } = options;
  const together = { ...options, stderr: options.stdout, colour: { stdout: options.colour.stdout, stderr: options.colour.stdout } };
  return createBlockReporter(together, ({ stdout }) => {
    const guard = new CommandGuard(stdout, options.commandToken ?? randomUUID());
    const masks = new SpilledMasks(guard);
    const annotated: AnnotatedTask[] = [];

    return {
      tellsProgress: true,
      isShown: () => true,
      async print({ result, lines, held }) {
        const { problems, tail } = await findingsOf(result, { held, guard, options });
        const isRed = isFailure(result.outcome);
        if (isRed || problems.length > 0) annotated.push({ task: result.task, outcome: result.outcome, tail, problems });
        const [head = "", ...reason] = lines;
        if (held === undefined && reason.length === 0) return guard.line(head);
        if (isRed) guard.line(head);
        else guard.send(`::group::${head}`);
        guard.stop();
        for (const line of reason) stdout.line(line);
        if (held !== undefined) await printHeld(held, { output: stdout, prefix: "" });
        guard.resume();
        stdout.line(isRed ? "" : "::endgroup::");
      },
      say: (line) => guard.line(line),
      beforeSpilled: (task, stream, chunk) => masks.take(task, stream, chunk),
      end(lines) {
        guard.resume();
        for (const command of renderAnnotations(annotated, { root, repositoryRoot })) stdout.line(command);
        stdout.line("");
        for (const line of lines) guard.line(line);
      },
      finish: () => guard.resume(),
    } satisfies BlockPrinter;
  });
}

const NOTHING: Findings = { problems: [], tail: [] };
/** Of a task; GitHub shows no more of a whole run. */
const MOST_PROBLEMS = 10;

interface Finding {
  readonly held: HeldOutput | undefined;
  readonly guard: CommandGuard;
  readonly options: ReporterOptions;
}

/** Also sends to the runner what the task asks to be masked, before any of its output is printed. */
async function findingsOf({ task, outcome }: TaskResult, { held, guard, options }: Finding): Promise<Findings> {
  if (held === undefined) return NOTHING;
  return await readFindingsInTurns(held, {
    outcome,
    folder: options.folderOf?.(task) ?? options.root,
    root: options.root,
    exists: isFile,
    most: MOST_PROBLEMS,
    tailLines: 1,
    onMask: (command) => guard.send(command),
  });
}

/** The same for output that is printed as it comes. */
class SpilledMasks {
  readonly #guard: CommandGuard;
  readonly #masks = new MaskLines();
  readonly #splitters = new Map<string, LineSplitter>();

  constructor(guard: CommandGuard) {
    this.#guard = guard;
  }

  take(task: TaskId, stream: "stdout" | "stderr", chunk: Uint8Array): void {
    const key = `${stream} ${task}`;
    const splitter = this.#splitters.get(key) ?? new LineSplitter((bytes, from, to) => this.#line(bytes, from, to));
    this.#splitters.set(key, splitter);
    splitter.write(chunk);
    this.#guard.stop();
  }

  #line(bytes: Uint8Array, from: number, to: number): void {
    const command = this.#masks.take(bytes, from, to);
    if (command !== undefined) this.#guard.send(command);
  }
}
