import { describe, expect, test } from "@jest/globals";
import { commands, stackVerbs } from "./stack-verbs.ts";

describe("the go stack", () => {
  test("runs and builds the program in the folder", async () => {
    expect(await stackVerbs("go", { "main.go": "", "go.mod": "" })).toEqual({
      dev: { run: ["go", "run", "."], description: "Run the program", persistent: true },
      test: { run: ["go", "test", "./..."], description: "Run the tests", outputs: [], cache: true },
      build: { run: ["go", "build", "-o", "bin/", "./..."], description: "Build the programs into bin/", outputs: ["bin/**"], cache: true },
      lint: { run: ["go", "vet", "./..."], description: "Check the code", outputs: [], cache: true },
      setup: { run: ["go", "mod", "download"], description: "Download the dependencies", cache: false },
      clean: { run: "go clean\nrm -rf bin", description: "Remove what was built", cache: false },
    });
  });

  test.each([
    [{ "cmd/server/main.go": "" }, "go run ./cmd/server"],
    [{ "cmd/a/main.go": "", "cmd/b/main.go": "" }, "go run ./cmd/a"],
    [{ "cmd/x/main.go": "", "cmd/y/main.go": "" }, undefined],
  ])("with %j starts %s", async (files, dev) => {
    expect((await commands("go", files)).dev).toBe(dev);
  });

  test("has nothing to start in a library", async () => {
    expect(await commands("go", { "lib.go": "" })).toEqual({
      test: "go test ./...",
      build: "go build ./...",
      lint: "go vet ./...",
      setup: "go mod download",
      clean: "go clean",
    });
  });

  test.each(["/.golangci.yml", ".golangci.toml"])("checks with golangci-lint where %s configures it", async (file) => {
    expect((await commands("go", { [file]: "" })).lint).toBe("golangci-lint run");
  });
});

describe("the rust stack", () => {
  test("runs and builds a crate of its own", async () => {
    expect(await stackVerbs("rust", { "Cargo.toml": "", "Cargo.lock": "", "src/main.rs": "" })).toEqual({
      dev: { run: ["cargo", "run"], description: "Run the program", persistent: true },
      test: { run: ["cargo", "test"], description: "Run the tests", outputs: [], cache: true },
      build: { run: ["cargo", "build", "--release"], description: "Build for release", outputs: ["target/release/*"], cache: true },
      lint: { run: ["cargo", "clippy", "--all-targets", "--", "-D", "warnings"], description: "Check the code", outputs: [], cache: true },
      setup: { run: ["cargo", "fetch", "--locked"], description: "Download the dependencies", cache: false },
      clean: { run: ["cargo", "clean"], description: "Remove what was built", cache: false },
    });
  });

  test("keeps no build of a member of a Cargo workspace: it lies outside of the service", async () => {
    const verbs = await stackVerbs("rust", { "Cargo.toml": '[[bin]]\nname = "x"\n', "/Cargo.lock": "" });
    expect(verbs.build).toEqual({ run: ["cargo", "build", "--release"], description: "Build for release", cache: false });
    expect(verbs.setup?.run).toEqual(["cargo", "fetch", "--locked"]);
    expect(verbs.dev?.run).toEqual(["cargo", "run"]);
  });

  test("has nothing to start in a library", async () => {
    expect(Object.keys(await commands("rust", { "Cargo.toml": "", "src/lib.rs": "" }))).toEqual([
      "test",
      "build",
      "lint",
      "setup",
      "clean",
    ]);
  });
});

test("the dotnet stack runs what people of .NET run", async () => {
  expect(await stackVerbs("dotnet")).toEqual({
    dev: { run: ["dotnet", "watch", "run"], description: "Run the program, again at every change", persistent: true },
    test: { run: ["dotnet", "test", "--nologo"], description: "Run the tests", outputs: [], cache: true },
    build: {
      run: ["dotnet", "build", "--nologo", "-warnaserror"],
      description: "Build; warnings are errors",
      outputs: ["**/bin/Debug/**", "**/bin/Release/**", "**/obj/**"],
      cache: true,
    },
    lint: { run: ["dotnet", "format", "--verify-no-changes"], description: "Check the code's format and style", outputs: [], cache: true },
    setup: { run: ["dotnet", "restore"], description: "Download the dependencies", cache: false },
    clean: { run: ["dotnet", "clean", "--nologo"], description: "Remove what was built", cache: false },
  });
});

describe("the python stack", () => {
  const clean = "rm -rf .venv dist .pytest_cache .ruff_cache .mypy_cache\nfind . -name __pycache__ -type d -prune -exec rm -rf {} +";

  test("runs in the environment of uv", async () => {
    expect(await stackVerbs("python", { "pyproject.toml": "[build-system]\n", "uv.lock": "", "main.py": "" })).toEqual({
      dev: { run: ["uv", "run", "python", "main.py"], description: "Run the program", persistent: true },
      test: { run: ["uv", "run", "pytest"], description: "Run the tests", outputs: [], cache: true },
      build: { run: ["uv", "build"], description: "Build the package into dist/", outputs: ["dist/**"], cache: true },
      lint: { run: ["uv", "run", "ruff", "check", "."], description: "Check the code", outputs: [], cache: true },
      setup: { run: ["uv", "sync", "--locked"], description: "Install the dependencies with uv", cache: false },
      clean: { run: clean, description: "Remove the environment, what was built, and caches", cache: false },
    });
  });

  test.each([
    [{ "/uv.lock": "" }, "uv run pytest", "uv sync --locked"],
    [{ "poetry.lock": "" }, "poetry run pytest", "poetry install"],
    [{ "pdm.lock": "" }, "pdm run pytest", "pdm sync"],
    [{ "pyproject.toml": "[tool.poetry]\n" }, "poetry run pytest", "poetry install"],
    [{ "pyproject.toml": "[tool.uv.sources]\n" }, "uv run pytest", "uv sync"],
    [{ "pyproject.toml": "[tool.pdm.x]\n[tool.uvicorn]\n" }, "pdm run pytest", "pdm sync"],
    [{ "requirements.txt": "" }, "python -m pytest", "python -m venv .venv\n.venv/bin/python -m pip install -r requirements.txt"],
    [{ "setup.py": "" }, "python -m pytest", "python -m venv .venv\n.venv/bin/python -m pip install -e ."],
    [{ ".venv/bin/ruff": "" }, ".venv/bin/python -m pytest", undefined],
    [{}, "python -m pytest", undefined],
  ])("with %j tests by %s", async (files, test_, setup) => {
    const found = await commands("python", files);
    expect([found.test, found.setup]).toEqual([test_, setup]);
  });

  test.each([
    [{ "manage.py": "" }, "python manage.py runserver"],
    [{ "requirements.txt": "fastapi[standard]\n" }, "python -m fastapi dev"],
    [{ "pyproject.toml": 'dependencies = ["Flask>=3"]\n[tool.uv]\n' }, "uv run flask run --debug"],
    [{ "app.py": "" }, "python app.py"],
    [{ "lib.py": "" }, undefined],
  ])("with %j starts %s", async (files, dev) => {
    expect((await commands("python", files)).dev).toBe(dev);
  });

  test("takes ruff from the shell, or from a .venv that has it", async () => {
    expect((await commands("python")).lint).toBe("ruff check .");
    expect((await commands("python", { ".venv/bin/ruff": "" })).lint).toBe(".venv/bin/ruff check .");
  });

  test("builds only what has a build system", async () => {
    expect((await commands("python", { "pyproject.toml": "[project]\n" })).build).toBeUndefined();
    expect((await commands("python", { "setup.py": "" })).build).toBe("python -m build");
  });
});

describe("the flutter stack", () => {
  test("builds for the platform that the project has", async () => {
    expect(await stackVerbs("flutter", { "android/x": "", "web/x": "" })).toEqual({
      dev: { run: ["flutter", "run"], description: "Run the app, with hot reload", persistent: true },
      test: { run: ["flutter", "test"], description: "Run the tests", outputs: [], cache: true },
      build: { run: ["flutter", "build", "apk"], description: "Build for Android", outputs: ["build/app/outputs/**"], cache: true },
      lint: { run: ["flutter", "analyze"], description: "Check the code", outputs: [], cache: true },
      setup: { run: ["flutter", "pub", "get"], description: "Download the dependencies", cache: false },
      clean: { run: ["flutter", "clean"], description: "Remove what was built", cache: false },
    });
    expect((await stackVerbs("flutter", { "web/x": "" })).build).toMatchObject({
      run: ["flutter", "build", "web"],
      outputs: ["build/web/**"],
    });
  });

  test("has nothing to start or build in a package", async () => {
    expect(Object.keys(await commands("flutter"))).toEqual(["test", "lint", "setup", "clean"]);
  });
});

describe("a team's stack", () => {
  test("gives its verbs to the services that name it", async () => {
    const verbs = await stackVerbs(
      "elixir",
      {},
      { stacks: { elixir: { verbs: { test: "mix test", dev: { run: ["mix", "phx.server"], persistent: true } } } } },
    );
    expect(verbs).toEqual({ test: { run: "mix test" }, dev: { run: ["mix", "phx.server"], persistent: true } });
  });

  test("changes one of ours: another command takes none of our options, options alone are laid over ours", async () => {
    const verbs = await stackVerbs(
      "go",
      {},
      { stacks: { go: { verbs: { lint: "staticcheck ./...", test: { cache: false }, gen: "go generate" } } } },
    );
    expect(verbs.lint).toEqual({ run: "staticcheck ./..." });
    expect(verbs.test).toEqual({ run: ["go", "test", "./..."], description: "Run the tests", outputs: [], cache: false });
    expect(verbs.gen).toEqual({ run: "go generate" });
    expect(Object.keys(verbs)).toEqual(["test", "build", "lint", "setup", "clean", "gen"]);
  });

  test("is nowhere where no service names it", async () => {
    expect(await stackVerbs("empty", {}, { stacks: { empty: {} } })).toEqual({});
  });
});

test("no default hides what a command says of its failure", async () => {
  for (const stack of ["node", "go", "rust", "dotnet", "python", "flutter"]) {
    expect(JSON.stringify(await commands(stack))).not.toContain("|| true");
  }
});
