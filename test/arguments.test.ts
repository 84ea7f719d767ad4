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

test("a word behind a service that names none may be meant for the command", async () => {
  using workspace = workspaceOf({ services: { web: { path: "web", verbs: { deploy: "echo $1" } } } });
  const { exitCode, stderr } = await runRepo(["deploy", "web", "prod", "a b", ...ON_HOST], { cwd: workspace.path });
  const said = `repo: there is no service "prod" (repo list shows the only one)\n  to pass it to the command: repo deploy web -- prod 'a b'\n`;
  expect({ exitCode, stderr }).toEqual({ exitCode: 2, stderr: said });
});

test("a word that is no verb is said to be none, also where a task file was not read yet", async () => {
  using workspace = workspaceOf({ services: { team: { path: "team" } } }, files);
  const run = async () => (await runRepo(["shwo", ...ON_HOST], { cwd: workspace.path })).stderr.split("\n").slice(-3);
  const said = ['repo: there is neither a command nor a verb "shwo"; did you mean show?', "  try: repo --help, or repo list", ""];
  expect([await run(), await run()]).toEqual([said, said]);
});
