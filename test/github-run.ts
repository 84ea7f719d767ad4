import { execFileSync } from "node:child_process";
import { chmodSync, cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { git, repoCommand, type TemporaryFolder } from "@nix-repo/testkit";
import { parse } from "yaml";

/** A job's step in a workflow file. */
interface Step {
  readonly name?: string;
  readonly uses?: string;
  readonly with?: Readonly<Record<string, unknown>>;
  readonly env?: Readonly<Record<string, string>>;
  readonly run?: string;
}

interface Job {
  readonly steps: readonly Step[];
}

/** What a machine of GitHub Actions left behind. */
export interface Machine {
  /** How the step that does the work ended, and what it said. */
  readonly exitCode: number;
  readonly log: string;
  readonly summary: string;
  /** What it gave to the jobs behind it. */
  readonly outputs: Readonly<Record<string, string>>;
  /** Its RUNNER_TEMP. */
  readonly temp: string;
}

/**
 * Plays GitHub Actions as far as our own workflow needs it: for each job a machine of its own with a checkout of the pull request's merge as
 * actions/checkout makes it, the variables and files of the runner, and the scripts of the workflow's steps, run by bash as the runner does.
 * Stands in for GitHub, which is not here; caches and installations of Nix are left out.
 */
export function githubRun(folder: TemporaryFolder, { origin, merge, base }: { origin: string; merge: string; base: string }) {
  const bin = join(folder.path, "bin");
  mkdirSync(bin);
  writeFileSync(
    join(bin, "repo"),
    `#!/bin/sh\nexec ${repoCommand()
      .map((word) => `'${word}'`)
      .join(" ")} "$@"\n`,
  );
  chmodSync(join(bin, "repo"), 0o755);
  const event = join(folder.path, "event.json");
  writeFileSync(event, JSON.stringify({ pull_request: { base: { sha: base } }, repository: { default_branch: "main" } }));
  let machines = 0;

  return function runJob({
    job,
    step,
    values = {},
    files = [],
  }: {
    job: string;
    /** The name of the step that does the work. */
    step: string;
    /** Of expressions: `matrix.shard`. */
    values?: Readonly<Record<string, string>>;
    /** Artifacts of earlier jobs, which go into RUNNER_TEMP; `reports/` before those of several jobs. */
    files?: readonly { readonly from: string; readonly to?: string }[];
  }): Machine {
    machines += 1;
    const home = join(folder.path, `machine-${machines}`);
    const [work, temp] = [join(home, "work"), join(home, "temp")];
    for (const each of [work, temp]) mkdirSync(each, { recursive: true });
    const { steps } = (parse(readFileSync(join(folder.path, "ci.yml"), "utf8")) as { jobs: Record<string, Job> }).jobs[job] as Job;
    const checkout = steps.find(({ uses }) => uses?.startsWith("actions/checkout@"));
    checkOut(work, Number(checkout?.with?.["fetch-depth"] ?? 1));
    for (const { from, to = "." } of files) {
      mkdirSync(join(temp, to), { recursive: true });
      cpSync(from, join(temp, to, basename(from)));
    }
    const { run = "", env: own = {} } = steps.find(({ name }) => name === step) as Step;
    const expressions = Object.fromEntries(
      Object.entries(own).map(([name, text]) => [
        name,
        text.replaceAll(/\$\{\{ (.*?) \}\}/g, (_, expression: string) => values[expression] ?? ""),
      ]),
    );
    const [output, summary] = [join(home, "output"), join(home, "summary.md")];
    for (const file of [output, summary]) writeFileSync(file, "");
    const env = {
      PATH: `${bin}:/usr/local/bin:/usr/bin:/bin`,
      HOME: home,
      CI: "true",
      LANG: "C.UTF-8",
      REPO_PROVIDER: "host",
      // One after the other, so that logs read the same each time.
      REPO_CONCURRENCY: "1",
      GITHUB_ACTIONS: "true",
      GITHUB_EVENT_NAME: "pull_request",
      GITHUB_EVENT_PATH: event,
      GITHUB_BASE_REF: "main",
      GITHUB_HEAD_REF: "feature",
      GITHUB_REF: "refs/pull/1/merge",
      GITHUB_REF_NAME: "1/merge",
      GITHUB_SHA: merge,
      GITHUB_SERVER_URL: "https://github.com",
      GITHUB_REPOSITORY: "acme/shop",
      GITHUB_WORKSPACE: work,
      GITHUB_OUTPUT: output,
      GITHUB_STEP_SUMMARY: summary,
      RUNNER_TEMP: temp,
      ...expressions,
    };
    const { exitCode, log } = bash(run, { cwd: work, env });
    const outputs = readFileSync(output, "utf8")
      .split("\n")
      .flatMap((line) => {
        const at = line.indexOf("=");
        return at === -1 ? [] : [[line.slice(0, at), line.slice(at + 1)] as const];
      });
    return { exitCode, log, summary: readFileSync(summary, "utf8"), outputs: Object.fromEntries(outputs), temp };
  };

  function checkOut(work: string, depth: number): void {
    git(work, "init", "--quiet", "--initial-branch=main");
    git(work, "remote", "add", "origin", `file://${origin}`);
    const limit = depth === 0 ? [] : [`--depth=${depth}`];
    git(work, "fetch", "--quiet", "--no-tags", ...limit, "origin", `+${merge}:refs/remotes/pull/1/merge`);
    git(work, "checkout", "--quiet", "--force", "refs/remotes/pull/1/merge");
  }
}

/** As the runner starts a step whose shell is bash. */
function bash(script: string, { cwd, env }: { cwd: string; env: Readonly<Record<string, string>> }): { exitCode: number; log: string } {
  const command = ["--noprofile", "--norc", "-eo", "pipefail", "-c", `{ ${script}\n} 2>&1`];
  try {
    return { exitCode: 0, log: execFileSync("bash", command, { cwd, env, encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] }) };
  } catch (error) {
    const { status, stdout } = error as { status: number; stdout: string };
    return { exitCode: status, log: stdout };
  }
}

export function filesIn(folder: string, pattern: RegExp): readonly string[] {
  return readdirSync(folder)
    .filter((name) => pattern.test(name))
    .map((name) => join(folder, name));
}
