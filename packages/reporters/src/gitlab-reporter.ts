import { createBlockReporter } from "./block-reporter.ts";
import { printHeld } from "./held-output.ts";
import type { Reporter, ReporterOptions } from "./reporter.ts";
import { isFailure } from "./tally.ts";

/**
 * For the log of a job in GitLab: each task in a section of its own, closed unless it failed. All goes to stdout, as GitLab shows one log.
 * A task's own sections do not disturb ours: what they begin with moves the cursor, and is left out as in all output that we print.
 *
 * @see https://docs.gitlab.com/ci/jobs/job_logs/#custom-collapsible-sections
 */
export function createGitlabReporter(options: ReporterOptions): Reporter {
  const together = { ...options, stderr: options.stdout, colour: { stdout: options.colour.stdout, stderr: options.colour.stdout } };
  return createBlockReporter(together, ({ stdout }) => {
    const names = new Set<string>();
    return {
      tellsProgress: true,
      isShown: () => true,
      async print({ result, at, lines: [head = "", ...reason], held }) {
        if (held === undefined && reason.length === 0) return stdout.line(head);
        const name = uniqueName(result.task, names);
        const { outcome } = result;
        const durationMs = "durationMs" in outcome && outcome.kind !== "kept" ? outcome.durationMs : 0;
        const options = isFailure(outcome) ? "" : "[collapsed=true]";
        stdout.line(`${CLEAR}section_start:${seconds(at - durationMs)}:${name}${options}\r${CLEAR}${head}`);
        for (const line of reason) stdout.line(line);
        if (held !== undefined) await printHeld(held, { output: stdout, prefix: "" });
        stdout.line(`${CLEAR}section_end:${seconds(at)}:${name}\r${CLEAR}`);
      },
      say: (line) => stdout.line(line),
      end(lines) {
        stdout.line("");
        for (const line of lines) stdout.line(line);
      },
    };
  });
}

const CLEAR = "\x1b[0K";

function seconds(at: number): number {
  return Math.floor(at / 1000);
}

/** Letters, digits, `_`, `.` and `-` are all that a section's name may have. */
function uniqueName(task: string, names: Set<string>): string {
  const plain = task.replace(/[^a-zA-Z0-9_.-]/g, "_");
  let name = plain;
  for (let count = 2; names.has(name); count += 1) name = `${plain}_${count}`;
  names.add(name);
  return name;
}
