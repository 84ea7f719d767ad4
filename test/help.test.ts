import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { cleanEnvironment, git, runRepo, type TemporaryFolder, temporaryFolder } from "@nix-repo/testkit";
import { justFolder, repoOnPath } from "./example.ts";
import { runProgram } from "./run-program.ts";
import { ON_HOST, workspaceOf } from "./workspace.ts";

const { stdout: completions } = await runRepo(["__complete", "--", ""], { cwd: "/" });
/** Our own commands, as completion knows them. */
const commands = completions
  .trim()
  .split("\n")
  .map((line) => line.split("\t")[0] ?? "")
  .filter((name) => name !== "help");

const services = {
  api: { path: "api", tags: ["backend"], verbs: { dev: "true", test: "true", build: "true", lint: "true" } },
  web: { path: "web", verbs: { dev: "true", test: "true", build: "true", lint: "true", list: "true" } },
};
const workspace = { verbs: { fmt: "true" } };

/** A commit that is tagged. */
function release({ path }: TemporaryFolder, tag: string): void {
  git(path, "commit", "--quiet", "--message=release");
  git(path, "tag", tag);
}

describe("--help", () => {
  test("there are the commands that the issue lists", () => {
    expect(commands).toEqual(expect.arrayContaining(["run", "exec", "shell", "ci", "list", "explain", "config", "completion"]));
  });

  describe.each([...commands, "test"])("repo %s --help", (name) => {
    test("says what it is for, its options and examples", async () => {
      const run = await runRepo([name, "--help"], { cwd: "/" });
      expect(run).toMatchObject({ exitCode: 0, stderr: "" });
      expect(run.stdout.startsWith(`repo ${name}: `)).toBe(true);
      expect(run.stdout).toMatch(/^options\n {2}/m);
      expect(run.stdout).toMatch(/^examples\n {2}/m);
      for (const words of [
        ["help", name],
        [name, "-h"],
        ["--help", name],
      ])
        expect((await runRepo(words, { cwd: "/" })).stdout).toBe(run.stdout);
    });
  });

  test.each(["plan", "merge"])("repo ci %s --help is of its own", async (name) => {
    const run = await runRepo(["ci", name, "--help"], { cwd: "/" });
    expect(run).toMatchObject({ exitCode: 0, stderr: "" });
    expect(run.stdout.startsWith(`repo ci ${name}: `)).toBe(true);
    expect(run.stdout).toContain(`  repo ci ${name} `);
  });

  // Those of env, setup and doctor are about Nix: environments.test.ts, setup.test.ts and doctor.test.ts run them with it.
  describe.each([...commands.filter((name) => !["env", "setup", "doctor"].includes(name)), "test"])("repo %s --help", (name) => {
    test("its examples are command lines that run", async () => {
      using folder = workspaceOf({ services, workspace }, { "bin/repo": repoOnPath(), "bin/go": { content: "#!/bin/sh\n", mode: 0o755 } });
      // What is told of runs is told of one that was.
      if (["runs", "logs"].includes(name)) await run12(folder);
      if (name === "import") folder.write(TO_IMPORT);
      if (["init", "hooks", "ci", "affected", "list"].includes(name)) folder.track();
      if (["ci", "affected"].includes(name)) release(folder, "v1.4");
      const provider = cleanEnvironment({ REPO_PROVIDER: "host" });
      if (["status", "stop", "restart"].includes(name)) await runRepo(["up", "--detach"], { cwd: folder.path, env: provider });
      const { stdout } = await runRepo([name, "--help"], { cwd: "/" });
      const examples = (stdout.split("\nexamples\n")[1] ?? "").trimEnd().split("\n");
      // SHELL is what `repo shell` opens.
      const env = cleanEnvironment({ PATH: `${join(folder.path, "bin")}:/usr/bin:/bin`, SHELL: "/bin/true", HOME: folder.path });
      expect(examples.length).toBeGreaterThan(0);
      for (const line of examples) {
        const example = line.trim().split(/ {3,}/)[0] ?? "";
        const shell = example.includes("fish") ? ["fish", "--no-config"] : example.includes("zsh") ? ["zsh", "-f"] : ["bash"];
        const script = example.includes("zsh") ? `autoload -Uz compinit; compinit -u -D; ${example}` : example;
        // A template is for a new repository, in a folder that belongs to none.
        using outside = temporaryFolder();
        const cwd = example.includes("--template") ? outside.path : folder.path;
        const run = await runProgram([...shell, "-c", script], { cwd, env });
        expect({ example, exitCode: run.exitCode, stderr: run.exitCode === 0 ? "" : run.stderr }).toEqual({
          example,
          exitCode: 0,
          stderr: "",
        });
      }
      // What an example has started in the background ends with it.
      if (["up", "status", "stop", "restart"].includes(name)) await runRepo(["down"], { cwd: folder.path });
    });
  });

  test("repo alone, repo help and repo --help: all commands", async () => {
    const alone = await runRepo([], { cwd: "/" });
    expect(alone).toMatchObject({ exitCode: 0, stderr: "" });
    for (const name of commands) expect(alone.stdout).toMatch(new RegExp(`^  repo ${name}\\b`, "m"));
    for (const words of [["help"], ["--help"], ["-h"]]) expect((await runRepo(words, { cwd: "/" })).stdout).toBe(alone.stdout);
  });

  test("that of a verb says who has it, and where it is defined", async () => {
    using folder = workspaceOf(
      { services: { ...services, docs: { path: "docs" } } },
      { "web/repo.config.yaml": "verbs: { test: echo }\n" },
    );
    const run = await runRepo(["test", "--help"], { cwd: folder.path });
    expect(run.stdout).toMatch(/^who has it\n {2}api +\(services\.config\.json:\d+:\d+\)\n {2}web +\(web\/repo\.config\.yaml:1:\d+\)\n\n/m);
  });
});

/** What the examples of import name. */
const TO_IMPORT = {
  justfile: "greet:\n  echo hello\n",
  "Taskfile.yml": "tasks:\n  greet: echo hello\n",
  "dev/processes.yaml": "processes:\n  web: { command: sleep 1 }\n",
  "bin/just": { content: `#!/bin/sh\nexec ${justFolder}/just "$@"\n`, mode: 0o755 },
};

/** Makes the run that examples speak of. */
async function run12(folder: TemporaryFolder): Promise<void> {
  folder.write({ ".repo/runs/11/.keep": "" });
  const run = await runRepo(["test", "web", ...ON_HOST], { cwd: folder.path });
  expect(run.stderr).toContain(".repo/runs/12\n");
}

describe("what is not understood", () => {
  test.each([
    ["an option", ["list", "--ak"], "repo: unknown option --ak; did you mean --ask? (repo list --help shows what it takes)"],
    [
      "an option of a verb",
      ["test", "--concurency", "4"],
      "repo: unknown option --concurency; did you mean --concurrency? (repo test --help shows what it takes)",
    ],
    [
      "an option that nothing is near",
      ["test", "--ui"],
      "repo: unknown option --ui; to pass it to the command, write it behind -- (repo test --help shows what it takes)",
    ],
    [
      "an option before any command",
      ["--hlp"],
      "repo: unknown option --hlp; did you mean --help? (repo --help lists commands and options)",
    ],
    ["an option without its value", ["test", "--concurrency"], "repo: --concurrency needs a value (repo test --help shows what it takes)"],
    [
      "a value",
      ["test", "api", "--concurrency", "many"],
      'repo: --concurrency is "many"\n  try: it takes a number such as 4, or a share of the processors such as 50%',
    ],
    [
      "a way to show output",
      ["test", "api", "--output", "groupd"],
      'repo: --output is "groupd", and takes live, prefixed, grouped, failures, github or gitlab; did you mean grouped?',
    ],
    ["a word of runs", ["runs", "shw"], 'repo: runs does not know "shw"\n  try: repo runs, or repo runs show 12'],
    ["a run's number alone", ["runs", "12"], 'repo: runs does not know "12"\n  try: repo runs show 12'],
    ["a word too many", ["shell", "api", "web"], 'repo: "web" is one word too many (repo shell --help shows what it takes)'],
    ["a task", ["explain"], "repo: TASK is missing behind repo explain (repo explain --help shows what it takes)"],
    ["an option of a command that starts none", ["graph", "--dot"], "repo: unknown option --dot (repo graph --help shows what it takes)"],
    [
      "a word too few",
      ["config"],
      "repo: PRINT|VALIDATE|SCHEMA|EDITOR is missing behind repo config (repo config --help shows what it takes)",
    ],
    [
      "a choice",
      ["config", "prnt"],
      'repo: "prnt" is none of print, validate, schema, editor; did you mean print? (repo config --help shows what it takes)',
    ],
    [
      "something that hooks does not print",
      ["hooks", "print"],
      "repo: hooks prints an entry for the pre-commit framework, and nothing else\n  try: repo hooks print pre-commit-config",
    ],
    ["a command", ["lst"], 'repo: there is neither a command nor a verb "lst"; did you mean list?\n  try: repo --help, or repo list'],
    ["exec without a command", ["exec", "api"], "repo: exec needs a command\n  try: repo exec api -- ls"],
  ])("%s", async (_what, args, message) => {
    using folder = workspaceOf({ services });
    expect(await runRepo(args, { cwd: folder.path })).toEqual({ exitCode: 2, signal: null, stdout: "", stderr: `${message}\n` });
  });

  test("a command outside any workspace", async () => {
    using folder = temporaryFolder();
    mkdirSync(join(folder.path, "deep"));
    const run = await runRepo(["test", "web"], { cwd: join(folder.path, "deep") });
    expect(run).toMatchObject({ exitCode: 2, stdout: "" });
    expect(run.stderr).toMatch(/^repo: there is no services\.config\.ts \(\.js, \.json, \.yaml\) in .* or above it\n/);
  });
});
