import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { type CiPlan, durationsOf, mergeReports, readReport } from "@nix-repo/ci";
import { EXIT, err, type Failure, ok, type Result, type RunReport } from "@nix-repo/model";
import { openDurations } from "@nix-repo/tasks";
import { readPlanFile } from "../ci/planned-part.ts";
import { writeReportFiles } from "../ci/write-report-files.ts";
import { type GlobalFlags, openSession, refuse, refuseIn, type Session } from "../open-session.ts";
import type { RepoContext } from "../repo-command.ts";

interface Flags extends GlobalFlags {
  readonly plan: string | undefined;
  readonly junit: string | undefined;
  readonly summary: string | undefined;
  readonly json: boolean;
}
