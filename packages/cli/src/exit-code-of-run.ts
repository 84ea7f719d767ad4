import { constants } from "node:os";
import { EXIT, type ExitStatus, exitCodeOf, type TaskId, type TaskOutcome } from "@nix-repo/model";

/** A single task's own code; of several, 1 where one failed, unless all that went wrong is one and the same failure to begin. */
export function exitCodeOfRun(outcomes: ReadonlyMap<TaskId, TaskOutcome>): number {
  const codes = new Set([...outcomes.values()].filter((outcome) => outcome.kind !== "not-started").map(codeOf));
  codes.delete(EXIT.ok);
  const [code, other] = codes;
  if (code === undefined) return EXIT.ok;
  if (outcomes.size === 1) return code;
  const onlyUnavailable = [...outcomes.values()].every(({ kind }) => kind !== "failed");
  return onlyUnavailable && other === undefined ? code : EXIT.failed;
}

function codeOf(outcome: TaskOutcome): number {
  switch (outcome.kind) {
    case "passed":
    case "kept":
      return EXIT.ok;
    case "stopped":
      return outcome.because === "another-failed" ? EXIT.failed : EXIT.ok;
    case "failed":
      // What was too late, or ended while it was needed, may have ended with 0.
      return outcome.allowed ? EXIT.ok : codeOfStatus(outcome.status) || EXIT.failed;
    case "unavailable":
      return exitCodeOf(outcome.failure);
    case "not-started":
      return EXIT.failed;
  }
}

export function codeOfStatus(status: ExitStatus): number {
  return status.kind === "code" ? status.code : 128 + constants.signals[status.signal];
}
