import { describe, expect, test } from "@jest/globals";
import { runRepo } from "@nix-repo/testkit";
import { ON_HOST, workspaceOf } from "./workspace.ts";

/** Prints its arguments, one a line, in brackets. */
const SHOW = 'printf "[%s]\\n" "$@"';
const ARGS = ["a", "b c", "$x", "--flag", "", "it's", 'say "hi"', "*", "--", "ü\n2"];
const SHOWN = ARGS.map((arg) => `[${arg}]\n`).join("");

const registry = {
  services: {
    web: {
      path: "web",
      verbs: {
        bash: 'true && printf "[%s]\\n"',
        placed: `${SHOW}; true`,
        argv: ["bash", "-c", SHOW, "show"],
        dev: ["bash", "-c", SHOW, "show"],
        list: ["bash", "-c", SHOW, "show"],
      },
    },
    team: { path: "team" },
  },
};

const files = {
  "team/justfile": `set positional-arguments\nshow *args:\n  @printf '[%s]\\n' "$@"\n`,
};

describe("what stands after -- reaches the command untouched", () => {
  test.each([
    ["a bash verb, at its end", ["bash", "web"]],
    ["a bash verb that says where", ["placed", "web"]],
    ["an argv verb", ["argv", "web"]],
    ["a verb on the terminal", ["dev", "web"]],
    ["a task by name, hidden by a command of ours", ["run", "web:list"]],
    ["a recipe of a justfile", ["show", "team"]],
  ])("%s", async (_kind, command) => {
    using workspace = workspaceOf(registry, files);
    const run = await runRepo([...command, ...ON_HOST, "--", ...ARGS], { cwd: workspace.path });
    expect(run.stdout).toBe(SHOWN);
    expect(run.exitCode).toBe(0);
  });

  test("exec", async () => {
    using workspace = workspaceOf(registry);
    const run = await runRepo(["exec", ...ON_HOST, "web", "--", "bash", "-c", SHOW, "show", ...ARGS], { cwd: workspace.path });
    expect(run.stdout).toBe(SHOWN);
    expect(run.exitCode).toBe(0);
  });

  test("exec without --: words behind the service are the command's, --help too", async () => {
    using workspace = workspaceOf(registry);
    const run = await runRepo(["exec", ...ON_HOST, "web", "printf", "%s|", "--help", "-C", "x"], { cwd: workspace.path });
    expect(run.stdout).toBe("--help|-C|x|");
  });

  test("they go to the verb that was named, not to what it depends on", async () => {
    const verbs = { first: "echo first", second: { run: "echo second", dependsOn: ["first"] } };
    using workspace = workspaceOf({ services: { web: { path: "web", verbs } } });
    const run = await runRepo(["second", "web", ...ON_HOST, "--", "extra"], { cwd: workspace.path });
    expect(run.stdout.split("\n").filter((line) => line.includes("first") || line.includes("second"))).toEqual([
      "web:first  | first",
      "web:second | second extra",
    ]);
  });
});
