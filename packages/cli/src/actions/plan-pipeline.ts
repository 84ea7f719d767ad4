import { resolve } from "node:path";
import { MATRIX_FORMATS, type MatrixFormat, renderMatrix } from "@nix-repo/ci";
import { EXIT, err, type Failure, nearest, ok, type Result, writeWhole } from "@nix-repo/model";
import { formatDuration } from "@nix-repo/reporters";
import { ciScope, scopeLine } from "../ci/ci-scope.ts";
import { makePlan } from "../ci/make-plan.ts";
import { writeCiOutputs } from "../ci/write-outputs.ts";
import type { Io } from "../io.ts";
import { type GlobalFlags, openSession, refuse, refuseIn } from "../open-session.ts";
import type { RepoContext } from "../repo-command.ts";

interface Flags extends GlobalFlags {
  readonly shards: string | undefined;
  readonly format: string | undefined;
  readonly out: string | undefined;
  readonly dotenv: string | undefined;
  readonly all: boolean;
  readonly affected: string | boolean | undefined;
}

/** `repo ci plan`: the jobs on stdout, as the CI engine takes them; the plan itself in the file of `--out`. */
export async function planPipeline({ flags, context: { io } }: { flags: Flags; context: RepoContext }): Promise<number> {
  const session = await openSession(flags, io);
  if (!session.ok) return await refuse(session.error, { io, flags });
  const refused = async (failure: Failure) => await refuseIn(session.value, failure);
  const wanted = parseFlags(flags, io.env);
  if (!wanted.ok) return await refused(wanted.error);
  const { shards, format } = wanted.value;
  const scope = await ciScope(session.value, flags);
  if (!scope.ok) return await refused(scope.error);
  io.stderr.write(`${scopeLine(scope.value, session.value)}\n`);
  const plan = await makePlan(session.value, { scope: scope.value, shards, measured: true });
  if (!plan.ok) return await refused(plan.error);
  for (const { index, of, tasks, expectedMs } of plan.value.shards) {
    io.stderr.write(
      `part ${index} of ${of}: ${tasks.length} ${tasks.length === 1 ? "task" : "tasks"}, about ${formatDuration(expectedMs)}\n`,
    );
  }
  if (flags.out !== undefined) {
    const written = writePlan(resolve(session.value.cwd, flags.out), {
      text: `${JSON.stringify(plan.value, undefined, 2)}\n`,
      name: flags.out,
    });
    if (!written.ok) return await refused(written.error);
  }
  const any = plan.value.shards.length > 0;
  const matrix = renderMatrix(plan.value, "github").trimEnd();
  const outputs = writeCiOutputs(session.value, { scope: scope.value, any, matrix, dotenv: flags.dotenv });
  if (!outputs.ok) return await refused(outputs.error);
  io.stdout.write(renderMatrix(plan.value, format));
  return EXIT.ok;
}

function parseFlags({ shards, format }: Flags, env: Io["env"]): Result<{ shards: number; format: MatrixFormat }> {
  if (shards === undefined)
    return usage("repo ci plan needs --shards N: how many machines there are", "repo ci plan --shards 5 --format github");
  if (!/^[1-9]\d{0,3}$/.test(shards)) return usage(`--shards is "${shards}", and takes a number from 1 to 9999`);
  const known = MATRIX_FORMATS.find((each) => each === (format ?? engineOf(env)));
  if (known !== undefined) return ok({ shards: Number(shards), format: known });
  const near = nearest(format ?? "", MATRIX_FORMATS);
  return usage(`--format is "${format}", and takes ${MATRIX_FORMATS.join(", ")}${near === undefined ? "" : `; did you mean ${near}?`}`);
}

function engineOf(env: Io["env"]): MatrixFormat {
  if (env.GITHUB_ACTIONS === "true") return "github";
  if (env.GITLAB_CI === "true") return "gitlab";
  return env.BUILDKITE === "true" ? "buildkite" : "json";
}

function writePlan(file: string, { text, name }: { text: string; name: string }): Result<void> {
  try {
    writeWhole(file, text);
    return ok(undefined);
  } catch (error) {
    return usage(`--out ${name} cannot be written: ${(error as Error).message}`);
  }
}

function usage(message: string, hint?: string): { readonly ok: false; readonly error: Failure } {
  return err({ code: "usage", message, ...(hint === undefined ? {} : { hint }) });
}
