import { readFileSync } from "node:fs";
import { hostname } from "node:os";
import { resolve } from "node:path";
import { type CiPlan, durationsOf, isWell, type MergedReport, mergeReports, readReport } from "@nix-repo/ci";
import { EXIT, err, type Failure, ok, type Result, type RunReport } from "@nix-repo/model";
import {
  appendedFile,
  decideColour,
  type OutputFile,
  openOutputFile,
  renderJobSummary,
  renderRunReport,
  symbolsFor,
  writeReportJunit,
} from "@nix-repo/reporters";
import { openDurations } from "@nix-repo/tasks";
import { readPlanFile } from "../ci/planned-part.ts";
import { type GlobalFlags, openSession, refuse, refuseIn, type Session } from "../open-session.ts";
import type { RepoContext } from "../repo-command.ts";
import { repositoryRoot } from "../repository-root.ts";
import { filesOnGithub } from "../run-sinks.ts";

interface Flags extends GlobalFlags {
  readonly plan: string | undefined;
  readonly junit: string | undefined;
  readonly summary: string | undefined;
  readonly json: boolean;
}

/** `repo ci merge`. */
export async function mergePipeline({
  flags,
  files,
  context: { io },
}: {
  flags: Flags;
  files: readonly string[];
  context: RepoContext;
}): Promise<number> {
  const session = await openSession(flags, io);
  if (!session.ok) return await refuse(session.error, { io, flags });
  const merged = mergeFiles(session.value, { plan: flags.plan, files });
  if (!merged.ok) return await refuseIn(session.value, merged.error);
  const written = writeFiles(session.value, { flags, merged: merged.value });
  if (!written.ok) return await refuseIn(session.value, written.error);
  // What each machine measured is of use to the next plan.
  const durations = openDurations(session.value.stateFolder);
  for (const [task, ms] of durationsOf(merged.value.report)) durations.took(task, ms);
  durations.save();
  if (flags.json) io.stdout.write(`${JSON.stringify({ ...merged.value.report, missing: merged.value.missing }, undefined, 2)}\n`);
  else {
    const colour = decideColour({ flag: flags.color, env: io.env, isTTY: io.stdout.isTTY === true });
    const lines = renderRunReport(merged.value, { root: session.value.workspace.root, colour, symbols: symbolsFor(io.env) });
    io.stdout.write(`${lines.join("\n")}\n`);
  }
  return isWell(merged.value) ? EXIT.ok : EXIT.failed;
}

function mergeFiles(
  session: Session,
  { plan: planFile, files }: { plan: string | undefined; files: readonly string[] },
): Result<MergedReport> {
  const plan: Result<CiPlan | undefined> = planFile === undefined ? ok(undefined) : readPlanFile(session, planFile);
  if (!plan.ok) return plan;
  const reports: RunReport[] = [];
  for (const file of files) {
    const report = readReportFile(resolve(session.cwd, file), file);
    if (!report.ok) return report;
    reports.push(report.value);
  }
  const merged = mergeReports(reports, { plan: plan.value });
  return merged.ok ? merged : usage(`there is nothing to merge: ${merged.error}`, "repo ci merge --plan plan.json report-*.json");
}

function readReportFile(path: string, name: string): Result<RunReport> {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    return usage(`${name} cannot be read: ${(error as Error).message}`);
  }
  const report = readReport(text);
  return report.ok ? report : usage(`${name} is no report: ${report.error}`, "repo ci --report FILE writes one");
}

function writeFiles(session: Session, { flags, merged }: { flags: Flags; merged: MergedReport }): Result<void> {
  const { workspace, io, cwd } = session;
  const { root } = workspace;
  const top = repositoryRoot(root);
  const { head } = merged.report;
  const files = head === undefined ? undefined : filesOnGithub(io.env, head);
  const summary = () => renderJobSummary(merged, { root, repositoryRoot: top, files });
  const step = flags.summary === undefined && io.env.GITHUB_STEP_SUMMARY ? appendedFile(io.env.GITHUB_STEP_SUMMARY) : undefined;
  const junit = (target: OutputFile) =>
    writeReportJunit(merged.report, { target, root, version: io.version, hostname: hostname() || "localhost" });
  const results = [
    ...(flags.junit === undefined ? [] : [write("--junit", resolve(cwd, flags.junit), junit)]),
    ...(flags.summary === undefined ? [] : [write("--summary", resolve(cwd, flags.summary), (target) => target.write(summary()))]),
    ...(step === undefined ? [] : [writeTo("GITHUB_STEP_SUMMARY", step, (target) => target.write(summary()))]),
  ];
  return results.find((each) => !each.ok) ?? ok(undefined);
}

function write(flag: string, path: string, fill: (target: OutputFile) => void): Result<void> {
  const file = openOutputFile(path);
  return file.ok ? writeTo(`${flag} ${path}`, file.value, fill) : usage(`${flag} ${path} cannot be written: ${file.error}`);
}

function writeTo(name: string, file: OutputFile, fill: (target: OutputFile) => void): Result<void> {
  fill(file);
  const written = file.commit();
  return written.ok ? written : usage(`${name} cannot be written: ${written.error}`);
}

function usage(message: string, hint?: string): { readonly ok: false; readonly error: Failure } {
  return err({ code: "usage", message, ...(hint === undefined ? {} : { hint }) });
}
