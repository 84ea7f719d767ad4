import { durationText } from "@nix-repo/config";
import type { ReadinessCheck, VerbOptions } from "@nix-repo/model";
import type { ExplainFact } from "@nix-repo/reporters";
import { runText } from "@nix-repo/tasks";

/** What a verb's options say of when, how often and for how long it runs, in words; nothing where they say nothing. */
export function howItRuns({ weight, mutex, retries, timeoutMs, allowFailure, readyWhen }: VerbOptions): readonly ExplainFact[] {
  const clauses = [
    ...(weight === undefined ? [] : [`takes ${weight} ${weight === 1 ? "place" : "places"}`]),
    ...(mutex === undefined ? [] : [`one at a time of mutex ${mutex}`]),
    ...(retries === undefined || retries === 0 ? [] : [`tried ${retries + 1} times`]),
    ...(timeoutMs === undefined ? [] : [`ended after ${durationText(timeoutMs)}`]),
    ...(allowFailure === true ? ["may fail"] : []),
  ];
  return [
    ...(clauses.length === 0 ? [] : [{ label: "runs", value: clauses.join(", ") }]),
    ...(readyWhen === undefined
      ? []
      : [{ label: "ready when", value: `${questionText(readyWhen.check)}, within ${durationText(readyWhen.timeoutMs)}` }]),
  ];
}

function questionText(check: ReadinessCheck): string {
  switch (check.kind) {
    case "line":
      return `a line matches ${check.pattern}`;
    case "tcp":
      return `${check.host}:${check.port} takes connections`;
    case "http":
      return `${check.url} answers ${check.status ?? "below 400"}`;
    case "command":
      return `${runText(check.run)} ends with 0`;
  }
}
