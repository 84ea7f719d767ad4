import { type SpawnSyncOptionsWithStringEncoding, spawnSync } from "node:child_process";
import { once } from "node:events";
import { cpSync, existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "@jest/globals";
import { cleanEnvironment, runRepo, startRepo, type TemporaryFolder, temporaryFolder } from "@nix-repo/testkit";
import { OWN_COMMANDS } from "../packages/cli/src/command-names.ts";
import { justFolder, nodeFolder } from "./example.ts";
import { runProgram } from "./run-program.ts";
import { ON_HOST } from "./workspace.ts";

const CORPUS = join(import.meta.dirname, "import/corpus");
const GOLDEN = join(import.meta.dirname, "import/golden");
const FORMATS = ["justfile", "justfile-refused", "taskfile", "turbo", "procfile", "process-compose"] as const;

const cases = FORMATS.flatMap((format) => readdirSync(join(CORPUS, format)).map((name) => ({ format, name })));
const env = () => cleanEnvironment({ PATH: `${justFolder}:${toolsFolder}:${nodeFolder}:/usr/bin:/bin` });

/** Stand-ins for tools that are not on every machine: each prints what it was called with, so that two ways of calling it can be compared. */
const TOOLS = ["cargo", "docker", "uv", "npm", "go", "git"];
const tools = temporaryFolder(
  Object.fromEntries(TOOLS.map((name) => [name, { content: `#!/bin/sh\nprintf '%s' ${name}\nprintf ' [%s]' "$@"\necho\n`, mode: 0o755 }])),
);
const toolsFolder = tools.path;
afterAll(() => tools[Symbol.dispose]());

describe("every file of the corpus", () => {
  test("there are as many as there should be", () => {
    expect(cases.length).toBeGreaterThanOrEqual(36);
  });

  test.each(cases)("$format/$name: what is written and said, and that it is valid", async ({ format, name }) => {
    using folder = copyOf(format, name);
    const command = format.replace("-refused", "");
    const run = await runRepo(["import", command, "--yes"], { cwd: folder.path, env: env() });
    expect(run.exitCode).toBe(0);
    const registry = readFileSync(join(folder.path, "services.config.ts"), "utf8");
    const said = run.stderr === "" ? run.stdout : `${run.stderr}${run.stdout}`;
    expectGolden(`${format}/${name}.txt`, `$ repo import ${command}\n${said}\n${registry}`.replaceAll(folder.path, "FOLDER"));
    const validated = await runRepo(["config", "validate", ...ON_HOST], { cwd: folder.path, env: env() });
    expect({ ...validated, stdout: "" }).toEqual({ exitCode: 0, signal: null, stdout: "", stderr: expect.not.stringContaining("error") });
    const listed = await runRepo(["list", ...ON_HOST], { cwd: folder.path, env: env() });
    expect(listed.exitCode).toBe(0);
  });
});

describe("every recipe that just runs is run by repo: the same output, exit code and files", () => {
  for (const name of readdirSync(join(CORPUS, "justfile"))) {
    test(name, async () => {
      using folder = copyOf("justfile", name);
      await runRepo(["import", "justfile", "--yes"], { cwd: folder.path, env: env() });
      const replaced = await replacedIn(folder.path);
      const without = await withoutArguments(folder.path);
      const lines = runLines(name);
      const named = new Set(lines.map((line) => line[0]));
      const recipes = (await summary(folder.path)).filter((recipe) => !replaced.has(recipe));
      const runs = [...without.filter((recipe) => !replaced.has(recipe)).map((recipe) => [recipe]), ...lines];
      expect(recipes.filter((recipe) => !named.has(recipe) && !without.includes(recipe))).toEqual([]);
      for (const words of runs) {
        const [byJust, byRepo] = [await runByJust(name, words), await runByRepo(name, words)];
        // A run of several tasks ends with 1 where one of them failed, whatever that one ended with.
        const isOfSeveral = dependsOnOthers(folder.path, words[0] ?? "");
        const exitCode = isOfSeveral && byJust.exitCode !== 0 ? 1 : byJust.exitCode;
        expect({ words, ...byRepo }).toEqual({ words, ...byJust, exitCode });
      }
    }, 120_000);
  }
});

describe("what is written of the others is executed", () => {
  test.each([
    ["shell", "multiline", "1\n2\n3\nhello, world\n", 0],
    ["shell", "pipeline", "a\n", 0],
    ["shell", "unset", "[]\n", 0],
    ["shell", "fails", "one\n", 4],
    ["shell", "goes-on", "after\n", 0],
    ["shell", "each-alone", "Taskfile.yml\n", 0],
    ["shell", "env-of-task", "world 2\n", 0],
    ["order", "side-by-side", "done\n", 0],
    ["order", "uses-internal", "inside\n", 0],
    ["go-service", "tidy", "go [mod] [tidy]\ngit [diff] [--exit-code] [go.mod]\n", 0],
  ])("Taskfile %s: %s", async (name, task, stdout, exitCode) => {
    using folder = copyOf("taskfile", name);
    await runRepo(["import", "taskfile", "--yes"], { cwd: folder.path, env: env() });
    const run = await runRepo([task, ...ON_HOST], { cwd: folder.path, env: env() });
    expect({ stdout: run.stdout.replaceAll(/^\/\/:\S+ +\| ?/gm, ""), exitCode: run.exitCode }).toEqual({ stdout, exitCode });
  });

  test("turbo.json: the packages in the order of what depends on what", async () => {
    using folder = copyOf("turbo", "starter");
    await runRepo(["import", "turbo", "--yes"], { cwd: folder.path, env: env() });
    const run = await runRepo(["lint", "--all", ...ON_HOST, "--concurrency", "1"], { cwd: folder.path, env: env() });
    expect(run.exitCode).toBe(0);
    expect(run.stdout.split("\n").filter((line) => line.includes("[lint]"))[0]).toMatch(/^ui:lint +\| npm \[run\] \[lint\] \[--\]$/);
    expect(run.stdout).toMatch(/^web:lint /m);
  });

  test.each([
    ["procfile", { Procfile: 'web: echo "on $PORT" && sleep 1000\nother: sleep 1000\n' }, /^shop:web +\| on \d+$/m],
    [
      "process-compose",
      {
        "process-compose.yaml":
          'processes:\n  first: { command: "echo made > made.txt" }\n  second:\n    command: "cat made.txt; echo ready; sleep 1000"\n    depends_on: { first: { condition: process_completed_successfully } }\n    ready_log_line: ready\n',
      },
      /^shop:second +\| made$/m,
    ],
  ] as const)("%s: its processes are kept alive, in order", async (format, files, said) => {
    using folder = temporaryFolder(Object.fromEntries(Object.entries(files).map(([name, text]) => [`shop/${name}`, text])));
    const cwd = join(folder.path, "shop");
    expect((await runRepo(["import", format, "--yes"], { cwd, env: env() })).exitCode).toBe(0);
    const child = startRepo(["up", ...ON_HOST], { cwd, env: env() });
    const exit = once(child, "exit");
    let text = "";
    await new Promise<void>((resolve) => {
      child.stdout?.on("data", (chunk: Buffer) => {
        text += chunk.toString();
        if (said.test(text)) resolve();
      });
      child.on("exit", () => resolve());
    });
    child.kill("SIGINT");
    await exit;
    expect(text).toMatch(said);
  });
});

interface Outcome {
  readonly stdout: string;
  readonly exitCode: number | null;
  readonly files: Readonly<Record<string, string>>;
}

async function runByJust(name: string, words: readonly string[]): Promise<Outcome> {
  using folder = copyOf("justfile", name);
  const args = words.filter((word) => word !== "--");
  // bash reads the machine's bashrc where its stdin is a socket, as a pipe of Node's is.
  const options: SpawnSyncOptionsWithStringEncoding = {
    cwd: folder.path,
    env: env() as NodeJS.ProcessEnv,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
  };
  const run = spawnSync(join(justFolder, "just"), ["--", ...args], options);
  return { stdout: run.stdout, exitCode: run.status, files: filesIn(folder.path) };
}

async function runByRepo(name: string, [recipe = "", ...words]: readonly string[]): Promise<Outcome> {
  using folder = copyOf("justfile", name);
  await runRepo(["import", "justfile", "--yes"], { cwd: folder.path, env: env() });
  const isOwn = (OWN_COMMANDS as readonly string[]).includes(recipe);
  const command = isOwn
    ? ["run", ...ON_HOST, `//:${recipe}`, ...(await asFlags(folder.path, recipe, words))]
    : [recipe, ...ON_HOST, ...words];
  const run = await runRepo(command, { cwd: folder.path, env: env() });
  // Where several tasks ran, each line has its task in front.
  const stdout = run.stdout.replaceAll(/^\/\/:\S+ +\| ?/gm, "");
  return { stdout, exitCode: run.exitCode, files: filesIn(folder.path) };
}

/** The lines of runs.txt as words: `'` quotes. */
function runLines(name: string): string[][] {
  const file = join(CORPUS, "justfile", name, "runs.txt");
  if (!existsSync(file)) return [];
  const lines = readFileSync(file, "utf8")
    .split("\n")
    .filter((line) => line !== "");
  return lines.map((line) =>
    [...line.matchAll(/'((?:[^'])*)'|"([^"]*)"|(\S+)/g)].map(([, single, double, plain]) => single ?? double ?? plain ?? ""),
  );
}

async function summary(folder: string): Promise<string[]> {
  const run = await runProgram([join(justFolder, "just"), "--summary"], { cwd: folder, env: env() });
  return run.stdout.trim().split(/\s+/);
}

interface Dump {
  readonly recipes: Readonly<
    Record<string, { readonly parameters: readonly { readonly name: string; readonly default: unknown; readonly kind: string }[] }>
  >;
  readonly aliases: Readonly<Record<string, { readonly target: string }>>;
  readonly modules: Readonly<Record<string, Dump>>;
}

/** Everything that can be run without arguments, private recipes and aliases included. */
async function withoutArguments(folder: string): Promise<string[]> {
  const run = await runProgram([join(justFolder, "just"), "--dump", "--dump-format", "json"], { cwd: folder, env: env() });
  const dump = JSON.parse(run.stdout) as Dump;
  const ofModule = ({ recipes, modules, aliases }: Dump, prefix: string): string[] => {
    const can = Object.keys(recipes).filter((name) =>
      recipes[name]?.parameters.every((parameter) => parameter.default !== null || parameter.kind === "star"),
    );
    const also = Object.keys(aliases).filter((name) => can.includes(aliases[name]?.target ?? ""));
    const below = Object.entries(modules).flatMap(([name, module]) => ofModule(module, `${prefix}${name}::`));
    return [...[...can, ...also].map((name) => prefix + name), ...below];
  };
  return ofModule(dump, "");
}

/** `repo run` takes tasks as words, so that parameters are flags there. */
async function asFlags(folder: string, recipe: string, words: readonly string[]): Promise<string[]> {
  const run = await runProgram([join(justFolder, "just"), "--dump", "--dump-format", "json"], { cwd: folder, env: env() });
  const { recipes } = JSON.parse(run.stdout) as Dump;
  return words.map((word, i) => `--${recipes[recipe]?.parameters[i]?.name}=${word}`);
}

/** Whether the registry gives a verb others to run before it. */
function dependsOnOthers(folder: string, verb: string): boolean {
  const registry = readFileSync(join(folder, "services.config.ts"), "utf8");
  return new RegExp(`^ +"?${verb}"?: \\{[^}]*dependsOn`, "m").test(registry);
}

async function replacedIn(folder: string): Promise<ReadonlySet<string>> {
  using copy = temporaryFolder();
  cpSync(folder, copy.path, { recursive: true, filter: (source) => !source.endsWith("services.config.ts") });
  const run = await runRepo(["import", "justfile", "--dry-run", "--json"], { cwd: copy.path, env: env() });
  const { replaced } = JSON.parse(run.stdout) as { replaced: { what: string }[] };
  return new Set(replaced.map(({ what }) => what));
}

function copyOf(format: string, name: string): TemporaryFolder {
  const folder = temporaryFolder();
  // Where a service has to be called something, it is called as the folder.
  const path = join(folder.path, "shop");
  cpSync(join(CORPUS, format, name), path, { recursive: true, filter: (source) => !source.endsWith("/runs.txt") });
  return { ...folder, path };
}

function filesIn(folder: string): Record<string, string> {
  const names = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter(
    (name) => !/^(\.repo|services\.config\.ts)(\/|$)/.test(name),
  );
  return Object.fromEntries(
    names
      .sort()
      .filter((name) => statSync(join(folder, name)).isFile())
      .map((name) => [name, readFileSync(join(folder, name), "utf8")]),
  );
}

/** `REPO_UPDATE_GOLDEN=1` writes what there is, to be read before it is committed. */
function expectGolden(name: string, text: string): void {
  const file = join(GOLDEN, name);
  if (process.env.REPO_UPDATE_GOLDEN === "1") writeFileSync(file, text);
  expect(text).toBe(readFileSync(file, "utf8"));
}
