import type { Run } from "@nix-repo/model";
import { argv, bash, builds, check, chore, type ServiceFolder, type StackVerb, serves } from "./stack.ts";

/** By uv, Poetry or PDM, whichever the lockfile or pyproject.toml names; else by the shell's own Python, or that of a `.venv` in the folder. */
export function python(service: ServiceFolder): Record<string, StackVerb> {
  const project = service.read("pyproject.toml") ?? "";
  const manager = managerOf(service, project);
  const dev = programOf(service, project);
  return {
    ...(dev === undefined ? {} : { dev: serves(manager.run(dev.program, ...dev.args), "Run the program") }),
    test: check(manager.run("pytest"), "Run the tests"),
    // Without a build system there is nothing to package: an application that is run from its folder.
    ...(/^\s*\[build-system\]/m.test(project) || service.names.has("setup.py")
      ? { build: builds(manager.build, { description: "Build the package into dist/", outputs: ["dist/**"] }) }
      : {}),
    lint: check(manager.run("ruff", "check", "."), "Check the code"),
    ...(manager.setup === undefined ? {} : { setup: chore(manager.setup, `Install the dependencies with ${manager.name}`) }),
    clean: chore(bash(CLEAN), "Remove the environment, what was built, and caches"),
  };
}

const CLEAN = ["rm -rf .venv dist .pytest_cache .ruff_cache .mypy_cache", "find . -name __pycache__ -type d -prune -exec rm -rf {} +"].join(
  "\n",
);

interface Manager {
  readonly name: string;
  /** A program of the project's environment. */
  run(program: string, ...args: string[]): Run;
  readonly build: Run;
  readonly setup?: Run;
}

function managerOf(service: ServiceFolder, project: string): Manager {
  const lockfile = service.nearestOf(Object.keys(LOCKFILES));
  const named = /^\s*\[tool\.(uv|poetry|pdm)[\].]/m.exec(project)?.[1];
  switch (LOCKFILES[lockfile ?? ""] ?? named) {
    case "uv":
      return wrapped("uv", ["sync", ...(lockfile === "uv.lock" ? ["--locked"] : [])]);
    case "poetry":
      return wrapped("poetry", ["install"]);
    case "pdm":
      return wrapped("pdm", ["sync"]);
    default:
      return plainPython(service, project);
  }
}

const LOCKFILES: Readonly<Record<string, string>> = { "uv.lock": "uv", "poetry.lock": "poetry", "pdm.lock": "pdm" };

function wrapped(name: string, setup: readonly string[]): Manager {
  return { name, run: (...command) => argv(name, "run", ...command), build: argv(name, "build"), setup: argv(name, ...setup) };
}

/** Packages cannot be installed into a Python that Nix built, so that `setup` makes a `.venv`; without one the devShell brings them. */
function plainPython(service: ServiceFolder, project: string): Manager {
  const interpreter = service.names.has(".venv") ? ".venv/bin/python" : "python";
  // What the devShell brings is often the program alone, without a module for `-m`.
  const ruff = service.has(".venv/bin/ruff") ? ".venv/bin/ruff" : "ruff";
  const wanted = service.names.has("requirements.txt")
    ? "-r requirements.txt"
    : project === "" && !service.names.has("setup.py")
      ? undefined
      : "-e .";
  return {
    name: "pip",
    run: (program, ...args) => {
      if (program === "ruff") return argv(ruff, ...args);
      return program === "python" ? argv(interpreter, ...args) : argv(interpreter, "-m", program, ...args);
    },
    build: argv(interpreter, "-m", "build"),
    ...(wanted === undefined ? {} : { setup: bash(`python -m venv .venv\n.venv/bin/python -m pip install ${wanted}`) }),
  };
}

/** What people start by hand: Django's and FastAPI's development servers, Flask's, or the file that is named for it. */
function programOf(service: ServiceFolder, project: string): { program: string; args: string[] } | undefined {
  if (service.names.has("manage.py")) return { program: "python", args: ["manage.py", "runserver"] };
  const uses = `${project}\n${service.read("requirements.txt") ?? ""}`.toLowerCase();
  if (/\bfastapi\b/.test(uses)) return { program: "fastapi", args: ["dev"] };
  if (/\bflask\b/.test(uses)) return { program: "flask", args: ["run", "--debug"] };
  const file = ["main.py", "app.py", "__main__.py"].find((name) => service.names.has(name));
  return file === undefined ? undefined : { program: "python", args: [file] };
}
