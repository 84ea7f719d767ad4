import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { cleanEnvironment, runRepo } from "@nix-repo/testkit";
import { ON_HOST, workspaceOf } from "./workspace.ts";

type Files = Readonly<Record<string, string>>;

const SCRIPTS = JSON.stringify({ scripts: { dev: "x", test: "x", build: "x", lint: "x" } });
const PYPROJECT = '[project]\nname = "x"\n\n[build-system]\nrequires = ["hatchling"]\n';

/** What each verb of a stack would run in a folder with these files: `npm run test --`, by verb. */
async function commandsOf(stack: string, files: Files): Promise<Record<string, string>> {
  const inFolder = Object.fromEntries(Object.entries(files).map(([name, text]) => [`web/${name}`, text]));
  using workspace = workspaceOf({ services: { web: { path: "web", stack } } }, inFolder);
  const listed = await runRepo(["list", "--json"], { cwd: workspace.path });
  const [service] = (JSON.parse(listed.stdout) as { services: { stack: string; verbs: { name: string; source: unknown }[] }[] }).services;
  expect(service?.verbs.map(({ source }) => source)).toEqual(service?.verbs.map(() => ({ kind: "stack", stack })));
  const tasks = service?.verbs.map(({ name }) => `web:${name}`) ?? [];
  const explained = await runRepo(["explain", ...tasks, "--json"], { cwd: workspace.path });
  const { tasks: views } = JSON.parse(explained.stdout) as { tasks: { task: string; command: string }[] };
  return Object.fromEntries(views.map(({ task, command }) => [task.slice("web:".length), command]));
}

describe("node: the scripts of package.json, by the package manager whose lockfile is nearest", () => {
  test.each([
    ["no lockfile", {}, "npm run test --", "npm install"],
    ["package-lock.json", { "package-lock.json": "{}" }, "npm run test --", "npm ci"],
    ["pnpm-lock.yaml", { "pnpm-lock.yaml": "" }, "pnpm run test", "pnpm install --frozen-lockfile"],
    ["yarn.lock", { "yarn.lock": "" }, "yarn run test", "yarn install --frozen-lockfile"],
    ["yarn.lock of a newer yarn", { "yarn.lock": "", ".yarnrc.yml": "" }, "yarn run test", "yarn install --immutable"],
    ["bun.lock", { "bun.lock": "" }, "bun run test", "bun install --frozen-lockfile"],
  ])("%s", async (_what, files, run, setup) => {
    expect(await commandsOf("node", { "package.json": SCRIPTS, ...files })).toEqual({
      dev: run.replace("test", "dev"),
      test: run,
      build: run.replace("test", "build"),
      lint: run.replace("test", "lint"),
      setup,
      clean: "rm -rf -- node_modules dist",
    });
  });

  test("a script that is not there gives no verb, so that ci passes it over and asking for it names those that exist", async () => {
    const text = JSON.stringify({ scripts: { start: "x", test: 'echo "Error: no test specified" && exit 1' } });
    using workspace = workspaceOf({ services: { web: { path: "web", stack: "node" } } }, { "web/package.json": text });
    const missing = await runRepo(["test", "web", ...ON_HOST], { cwd: workspace.path });
    expect(missing).toMatchObject({ exitCode: 2, stderr: 'repo: web has no verb "test" (it has clean, dev, setup)\n' });
  });
});

describe("the other stacks", () => {
  test.each<[string, string, Files, Record<string, string>]>([
    [
      "go",
      "go",
      { "go.mod": "module x\n", "main.go": "" },
      {
        dev: "go run .",
        test: "go test ./...",
        build: "go build -o bin/ ./...",
        lint: "go vet ./...",
        setup: "go mod download",
        clean: "go clean …",
      },
    ],
    [
      "go, a library with golangci-lint",
      "go",
      { "go.mod": "", ".golangci.yml": "" },
      { test: "go test ./...", build: "go build ./...", lint: "golangci-lint run", setup: "go mod download", clean: "go clean" },
    ],
    [
      "rust",
      "rust",
      { "Cargo.toml": "", "Cargo.lock": "", "src/main.rs": "" },
      {
        dev: "cargo run",
        test: "cargo test",
        build: "cargo build --release",
        lint: "cargo clippy --all-targets -- -D warnings",
        setup: "cargo fetch --locked",
        clean: "cargo clean",
      },
    ],
    [
      "dotnet",
      "dotnet",
      { "x.csproj": "" },
      {
        dev: "dotnet watch run",
        test: "dotnet test --nologo",
        build: "dotnet build --nologo -warnaserror",
        lint: "dotnet format --verify-no-changes",
        setup: "dotnet restore",
        clean: "dotnet clean --nologo",
      },
    ],
    [
      "flutter",
      "flutter",
      { "pubspec.yaml": "", "web/index.html": "" },
      {
        dev: "flutter run",
        test: "flutter test",
        build: "flutter build web",
        lint: "flutter analyze",
        setup: "flutter pub get",
        clean: "flutter clean",
      },
    ],
  ])("%s", async (_what, stack, files, commands) => {
    expect(await commandsOf(stack, files)).toEqual(commands);
  });

  test.each([
    ["uv.lock", { "uv.lock": "" }, "uv run pytest", "uv build", "uv sync --locked"],
    ["poetry.lock", { "poetry.lock": "" }, "poetry run pytest", "poetry build", "poetry install"],
    ["pdm.lock", { "pdm.lock": "" }, "pdm run pytest", "pdm build", "pdm sync"],
  ])("python with %s", async (_what, files, run, build, setup) => {
    expect(await commandsOf("python", { "pyproject.toml": PYPROJECT, ...files })).toMatchObject({
      test: run,
      build,
      lint: run.replace("pytest", "ruff check ."),
      setup,
    });
  });

  test.each(["node", "go", "rust", "dotnet", "python", "flutter"])("%s hides no failure", async (stack) => {
    for (const command of Object.values(await commandsOf(stack, { "package.json": SCRIPTS, "pyproject.toml": PYPROJECT })))
      expect(command).not.toMatch(/\|\| *(true|:)/);
  });
});

describe("for real", () => {
  const npmFolder = dirname(process.execPath);
  const env = cleanEnvironment({ PATH: `${npmFolder}:${process.env.PATH}` });

  test("a node service with npm's scripts: test, build, arguments, clean", async () => {
    const scripts = { test: "node --test", build: "node build.js", show: "node -p process.argv.slice(1)" };
    using workspace = workspaceOf(
      { services: { web: { path: "web", stack: "node" } } },
      {
        "web/package.json": JSON.stringify({ name: "web", scripts }),
        "web/web.test.js": 'require("node:test").test("adds", () => {});\n',
        "web/build.js": 'require("node:fs").mkdirSync("dist"); console.log("built", ...process.argv.slice(2));\n',
      },
    );
    const run = (...args: readonly string[]) => runRepo(args, { cwd: workspace.path, env });
    const tested = await run("test", "web", ...ON_HOST);
    expect(tested).toMatchObject({ exitCode: 0, stdout: expect.stringMatching(/pass 1/) });
    const built = await run("build", "web", ...ON_HOST, "--", "--mode", "a b");
    expect(built.stdout).toContain("built --mode a b\n");
    expect(existsSync(join(workspace.path, "web/dist"))).toBe(true);
    expect((await run("clean", "web", ...ON_HOST)).exitCode).toBe(0);
    expect(existsSync(join(workspace.path, "web/dist"))).toBe(false);
  });
});

describe("stacks of the team's own", () => {
  test("a new one, and a change of one of ours; the registry's entry wins over both", async () => {
    const registry = {
      stacks: {
        elixir: { verbs: { test: "echo mix test", lint: "echo mix format" } },
        go: { verbs: { lint: ["echo", "our linter"], vulncheck: "echo govulncheck" } },
      },
      services: {
        chat: { path: "chat", stack: "elixir", verbs: { lint: "echo own" } },
        api: { path: "api", stack: "go" },
      },
    };
    using workspace = workspaceOf(registry);
    const out = async (...args: readonly string[]) => (await runRepo([...args, ...ON_HOST], { cwd: workspace.path })).stdout;
    expect(await out("test", "chat")).toBe("mix test\n");
    expect(await out("lint", "chat")).toBe("own\n");
    expect(await out("lint", "api")).toBe("our linter\n");
    expect(await out("vulncheck", "api")).toBe("govulncheck\n");
    expect(await out("explain", "api:test")).toMatch(/^api:test +go test \.\/\.\.\. +stack go$/m);
  });
});
