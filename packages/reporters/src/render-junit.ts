import { parseTaskId, type TaskId } from "@nix-repo/model";
import { failureText } from "./describe-failure.ts";
import type { SinkTarget } from "./file-sink.ts";
import type { Tally, TaskResult } from "./tally.ts";
import { describeFailed, describeReason, STOPPED } from "./task-lines.ts";
import { xmlAttribute, xmlText } from "./xml-text.ts";

export interface JunitOptions {
  readonly target: SinkTarget;
  /** The workspace's root: paths inside are shown relative to it. */
  readonly root: string;
  /** Of `repo`. */
  readonly version: string;
  readonly hostname: string;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  /** The end of what a task wrote that failed. */
  readonly outputOf: (task: TaskId) => string;
}

/**
 * A test suite for each service, a test case for each of its tasks. A failure holds the end of the task's output.
 * Valid against the schemas of Jenkins (junit-4 and junit-10) and of Ant (Windy Road): what only some of them allow is not written.
 */
export function writeJunit(tally: Tally, options: JunitOptions): void {
  const { target } = options;
  target.write('<?xml version="1.0" encoding="UTF-8"?>\n<testsuites>\n');
  let id = 0;
  for (const [service, results] of resultsByService(tally)) {
    writeSuite(service, results, { ...options, id });
    id += 1;
  }
  target.write("</testsuites>\n");
}

function resultsByService(tally: Tally): ReadonlyMap<string, readonly TaskResult[]> {
  const services = new Map<string, TaskResult[]>();
  for (const result of tally.results) {
    const service = parseTaskId(result.task)?.service ?? result.task;
    const known = services.get(service);
    if (known === undefined) services.set(service, [result]);
    else known.push(result);
  }
  return services;
}

function writeSuite(service: string, results: readonly TaskResult[], options: JunitOptions & { readonly id: number }): void {
  const { target, hostname, startedAt, id } = options;
  const count = (kind: CaseKind) => results.filter((result) => kindOf(result) === kind).length;
  const name = xmlAttribute(service);
  target.write(
    `  <testsuite name="${name}" package="${name}" id="${id}" timestamp="${withoutZone(startedAt)}" hostname="${xmlAttribute(hostname)}" ` +
      `tests="${results.length}" failures="${count("failure")}" errors="${count("error")}" skipped="${count("skipped")}" ` +
      `time="${seconds(results.reduce((sum, result) => sum + durationOf(result), 0))}">\n    <properties>\n`,
  );
  target.write(`      <property name="repo" value="${xmlAttribute(options.version)}"/>\n`);
  for (const { task, attempts } of results) {
    if (attempts > 1) target.write(`      <property name="${xmlAttribute(`${task} attempts`)}" value="${attempts}"/>\n`);
  }
  target.write("    </properties>\n");
  for (const result of results) writeCase(result, { ...options, service });
  target.write("    <system-out/>\n    <system-err/>\n  </testsuite>\n");
}

function writeCase(result: TaskResult, options: JunitOptions & { readonly service: string }): void {
  const { target, service } = options;
  const verb = parseTaskId(result.task)?.verb ?? result.task;
  const start = `    <testcase classname="${xmlAttribute(service)}" name="${xmlAttribute(verb)}" time="${seconds(durationOf(result))}"`;
  const content = contentOf(result, options);
  target.write(content === "" ? `${start}/>\n` : `${start}>\n      ${content}\n    </testcase>\n`);
}

type CaseKind = "passed" | "failure" | "error" | "skipped";

/** Readers fail a build for a failure or an error: what was allowed to fail, and what never ran, is neither. */
function kindOf({ outcome }: TaskResult): CaseKind {
  switch (outcome.kind) {
    case "passed":
    case "kept":
      return "passed";
    case "stopped":
      return outcome.because === "another-failed" ? "skipped" : "passed";
    case "failed":
      return outcome.allowed === true ? "skipped" : "failure";
    case "unavailable":
      return "error";
    case "not-started":
      return "skipped";
  }
}

function contentOf(result: TaskResult, { root, outputOf }: JunitOptions): string {
  const { task, outcome } = result;
  switch (outcome.kind) {
    case "passed":
    case "kept":
      return "";
    case "stopped":
      return outcome.because === "another-failed" ? skipped(STOPPED[outcome.because]) : "";
    case "not-started":
      return skipped(`not started: ${describeReason(outcome.because)}`);
    case "unavailable": {
      const [first = "", ...rest] = failureText(outcome.failure, { root, colour: false }).split("\n");
      return `<error type="${outcome.failure.code}" message="${xmlAttribute(first)}">${xmlText(rest.join("\n"))}</error>`;
    }
    case "failed": {
      const message = describeFailed(outcome);
      if (outcome.allowed === true) return skipped(message);
      const hint = outcome.hint === undefined ? "" : `${failureText(outcome.hint, { root, colour: false })}\n`;
      const text = `${hint}${outputOf(task)}`;
      return `<failure type="${typeOf(outcome)}" message="${xmlAttribute(message)}">${xmlText(text)}</failure>`;
    }
  }
}

function skipped(message: string): string {
  return `<skipped>${xmlText(message)}</skipped>`;
}

function typeOf({ timeoutMs, unready, status }: Extract<TaskResult["outcome"], { kind: "failed" }>): string {
  if (unready === true) return "unready";
  if (timeoutMs !== undefined) return "timeout";
  return status.kind === "code" ? "exit" : "signal";
}

function durationOf({ outcome }: TaskResult): number {
  return "durationMs" in outcome ? outcome.durationMs : 0;
}

function seconds(ms: number): string {
  return (Math.max(0, ms) / 1000).toFixed(3);
}

/** As the schemas ask, in UTC. */
function withoutZone(at: number): string {
  return new Date(at).toISOString().replace(/\.\d+Z$/, "");
}
