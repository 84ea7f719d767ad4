import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { cleanEnvironment, git, runRepo, type TemporaryFolder, temporaryFolder } from "@nix-repo/testkit";
import { repoOnPath } from "./example.ts";
import { runProgram } from "./run-program.ts";

const { load } = createRequire(join(import.meta.dirname, "../packages/scaffold/package.json"))("js-yaml") as {
  load(text: string): Workflow;
};

interface Workflow {
  readonly jobs: Readonly<Record<string, Job>>;
}

interface Job {
  readonly defaults?: { readonly run: { readonly "working-directory"?: string } };
  readonly steps: readonly Step[];
}

interface Step {
  readonly name?: string;
  readonly run?: string;
  readonly env?: Readonly<Record<string, string>>;
}

const registry = {
  services: Object.fromEntries(
    ["api", "web", "docs", "tools"].map((name) => [name, { path: name, verbs: { lint: "true", test: `[ ! -e broken ]` } }]),
  ),
};

/**
 * The scripts of the workflow that `repo init --ci github` writes, as they stand, on as many clones as GitHub would have machines. What its actions do
 * (clone, hand files from job to job) is done here.
 */
describe("the written ci.yml, played", () => {
  test("a pull request of which a part fails, and the same one mended", async () => {
    using origin = await repositoryWithWorkflow();
    change(origin, { "api/main": "2", "web/main": "2", "web/broken": "" });
    const failed = await play(origin);
    expect(failed.outputs).toMatchObject({ affected: '["api","web"]', any: "true" });
    expect(failed.parts).toHaveLength(2);
    expect(failed.parts.map(({ exitCode }) => exitCode).sort()).toEqual([0, 1]);
    expect(failed.merge?.exitCode).toBe(1);
    expect(failed.summary).toContain("web:test");
    expect(failed.junit).toContain("<failure");
    expect(failed.verdict).toBe(1);

    change(origin, { "api/main": "3", "web/main": "3" }, ["web/broken"]);
    const mended = await play(origin);
    expect(mended.parts.map(({ exitCode }) => exitCode)).toEqual([0, 0]);
    expect([mended.merge?.exitCode, mended.verdict]).toEqual([0, 0]);
  });

  test("in a workspace below git's top", async () => {
    using origin = await repositoryWithWorkflow("tools/mono repo");
    change(origin, { "tools/mono repo/api/main": "2" });
    const { outputs, parts, merge, verdict } = await play(origin);
    expect(outputs).toMatchObject({ affected: '["api"]', any: "true" });
    expect([...parts, merge].map((each) => each?.exitCode)).toEqual(Array(parts.length + 1).fill(0));
    expect(verdict).toBe(0);
  });

  test("a machine that leaves no report", async () => {
    using origin = await repositoryWithWorkflow();
    change(origin, { "api/main": "2", "web/main": "2" });
    const { parts, merge, verdict, summary } = await play(origin, { lost: 1 });
    expect(parts.map(({ exitCode }) => exitCode)).toEqual([0, 0]);
    expect(merge?.exitCode).not.toBe(0);
    expect(summary).toContain("2/2");
    expect(verdict).toBe(1);
  });

  test("a pull request that affects nothing", async () => {
    using origin = await repositoryWithWorkflow();
    change(origin, { "README.md": "words" });
    const { outputs, parts, merge, verdict } = await play(origin);
    expect(outputs).toMatchObject({ affected: "[]", any: "false" });
    expect({ parts, merge, verdict }).toEqual({ parts: [], merge: undefined, verdict: 0 });
  });
});

interface Played {
  readonly outputs: Readonly<Record<string, string>>;
  readonly parts: readonly { readonly exitCode: number | null }[];
  readonly merge: { readonly exitCode: number | null } | undefined;
  readonly summary: string;
  readonly junit: string;
  readonly verdict: number | null;
}

/** @param lost the part whose machine is gone before its report is handed on; from 0. */
async function play(origin: TemporaryFolder, { lost }: { lost?: number } = {}): Promise<Played> {
  using artifacts = temporaryFolder();
  const merge = git(origin.path, "rev-parse", "refs/pull/7/merge").trim();
  const plan = await onMachine(origin, { merge, job: "plan", step: "Plan", artifacts });
  expect({ exitCode: plan.exitCode, stderr: plan.exitCode === 0 ? "" : plan.stderr }).toEqual({ exitCode: 0, stderr: "" });
  const { any = "", matrix = "{}" } = plan.outputs;
  const rows = any === "true" ? (JSON.parse(matrix) as { include: readonly { shard: string }[] }).include : [];
  const parts: { exitCode: number | null }[] = [];
  for (const [index, { shard }] of rows.entries()) {
    const values = { "matrix.shard": shard, "strategy.job-index": String(index) };
    parts.push(await onMachine(origin, { merge, job: "run", step: "Run", artifacts, values }));
  }
  if (lost !== undefined) rmSync(join(artifacts.path, `report-${lost}.json`));
  const merged = any === "true" ? await onMachine(origin, { merge, job: "merge", step: "Merge", artifacts }) : undefined;
  const resultOf = (codes: readonly (number | null)[]) =>
    any !== "true" ? "skipped" : codes.every((code) => code === 0) ? "success" : "failure";
  const values = {
    "needs.plan.outputs.any": any,
    "needs.plan.result": "success",
    "needs.run.result": resultOf(parts.map(({ exitCode }) => exitCode)),
    "needs.merge.result": resultOf([merged?.exitCode ?? null]),
  };
  const verdict = await onMachine(origin, { merge, job: "ci", step: "Did everything pass?", artifacts, values });
  return {
    outputs: plan.outputs,
    parts,
    merge: merged,
    summary: merged?.summary ?? "",
    junit: merged === undefined ? "" : readFileSync(join(artifacts.path, "junit.xml"), "utf8"),
    verdict: verdict.exitCode,
  };
}

interface OneStep {
  readonly merge: string;
  readonly job: string;
  readonly step: string;
  /** Stands for the runner's temporary folder, and what is handed from job to job through it. */
  readonly artifacts: TemporaryFolder;
  /** Of the expressions in the step's `env`. */
  readonly values?: Readonly<Record<string, string>>;
}

/** A clone of its own, as the checkout makes it, in which the script of one step runs. */
async function onMachine(origin: TemporaryFolder, { merge, job, step: name, artifacts, values = {} }: OneStep) {
  using machine = temporaryFolder({ "bin/repo": repoOnPath(), output: "", summary: "" });
  const clone = join(machine.path, "clone");
  const depth = job === "plan" ? "2" : "1";
  mkdirSync(clone);
  git(clone, "init", "--quiet");
  git(clone, "remote", "add", "origin", `file://${origin.path}`);
  git(clone, "fetch", "--quiet", "--no-tags", `--depth=${depth}`, "origin", `+${merge}:refs/remotes/pull/7/merge`);
  git(clone, "checkout", "--quiet", "--force", "refs/remotes/pull/7/merge");
  const workflow = load(readFileSync(join(clone, ".github/workflows/ci.yml"), "utf8"));
  const { run = "", env = {} } = workflow.jobs[job]?.steps.find((each) => each.name === name) ?? {};
  const cwd = join(clone, workflow.jobs[job]?.defaults?.run["working-directory"] ?? "");
  // What the download of all reports does.
  const reports = job === "merge" ? readdirSync(artifacts.path).filter((file) => /^report-\d+\.json$/.test(file)) : [];
  for (const file of reports) cpSync(join(artifacts.path, file), join(artifacts.path, "reports", file));
  const done = await runProgram(["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", run], {
    cwd,
    env: cleanEnvironment({
      PATH: `${join(machine.path, "bin")}:/usr/bin:/bin`,
      HOME: machine.path,
      REPO_PROVIDER: "host",
      RUNNER_TEMP: artifacts.path,
      CI: "true",
      GITHUB_ACTIONS: "true",
      GITHUB_EVENT_NAME: "pull_request",
      GITHUB_BASE_REF: "main",
      GITHUB_REF: "refs/pull/7/merge",
      GITHUB_SHA: merge,
      GITHUB_OUTPUT: join(machine.path, "output"),
      GITHUB_STEP_SUMMARY: join(machine.path, "summary"),
      ...Object.fromEntries(Object.entries(env).map(([variable, text]) => [variable, valueFor(text, values)])),
    }),
  });
  const lines = readFileSync(join(machine.path, "output"), "utf8").split("\n").filter(Boolean);
  const outputs = Object.fromEntries(lines.map((line) => [line.slice(0, line.indexOf("=")), line.slice(line.indexOf("=") + 1)]));
  // The next plan goes by them.
  if (job === "merge") expect(existsSync(join(cwd, ".repo/durations.json"))).toBe(true);
  return { ...done, outputs, summary: readFileSync(join(machine.path, "summary"), "utf8") };
}

function valueFor(text: string, values: Readonly<Record<string, string>>): string {
  return text.replaceAll(/\$\{\{ (\S+) \}\}/g, (_, expression: string) => {
    const value = values[expression];
    if (value === undefined) throw new Error(`nobody says what ${expression} is`);
    return value;
  });
}

/** What the command writes is committed on main. */
async function repositoryWithWorkflow(workspace = ""): Promise<TemporaryFolder> {
  const folder = temporaryFolder();
  folder.write({ [join(workspace, "services.config.json")]: JSON.stringify(registry) });
  for (const name of Object.keys(registry.services)) folder.write({ [join(workspace, name, "main")]: "1" });
  folder.track();
  expect(await runRepo(["init", "--ci", "github", "--shards", "2"], { cwd: join(folder.path, workspace) })).toMatchObject({ exitCode: 0 });
  git(folder.path, "add", "--all");
  git(folder.path, "commit", "--quiet", "--message", "first");
  git(folder.path, "config", "uploadpack.allowAnySHA1InWant", "true");
  return folder;
}

/** A pull request of one commit, and GitHub's merge of it. */
function change(origin: TemporaryFolder, files: Readonly<Record<string, string>>, removed: readonly string[] = []): void {
  git(origin.path, "checkout", "--quiet", "-B", "change");
  origin.write(files);
  for (const file of removed) rmSync(join(origin.path, file));
  git(origin.path, "add", "--all");
  git(origin.path, "commit", "--quiet", "--message", "change");
  git(origin.path, "checkout", "--quiet", "--detach", "main");
  git(origin.path, "merge", "--quiet", "--no-ff", "--message", "merge", "change");
  git(origin.path, "update-ref", "refs/pull/7/merge", "HEAD");
  git(origin.path, "checkout", "--quiet", "change");
}
