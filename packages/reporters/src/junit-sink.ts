import type { TaskId } from "@nix-repo/model";
import type { FileSink, FileSinkOptions } from "./file-sink.ts";
import { heldTail } from "./held-output.ts";
import { writeJunit } from "./render-junit.ts";
import { Tally } from "./tally.ts";

/** `--junit`: the run as a test report, written when it has finished. */
export function createJunitSink({ heldOutput, ...options }: FileSinkOptions): FileSink {
  const tally = new Tally();
  let startedAt = 0;
  return (event) => {
    tally.take(event);
    if (event.type === "run-started") startedAt ||= event.at;
    if (event.type === "run-finished") writeJunit(tally, { ...options, startedAt, outputOf: (task) => endOfOutput(task, heldOutput) });
  };
}

function endOfOutput(task: TaskId, heldOutput: FileSinkOptions["heldOutput"]): string {
  const held = heldOutput(task);
  if (held === undefined) return "";
  const { text, isWhole } = heldTail(held, OUTPUT_BYTES);
  return isWhole ? text : `[only the end of the output is here]\n${text}`;
}

/** A report is read whole by whoever shows it: no more of a task's output goes there. */
const OUTPUT_BYTES = 1 << 16;
