import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { cleanEnvironment, openTerminal, repoCommand, runRepo, type TemporaryFolder, temporaryFolder } from "@nix-repo/testkit";
import { justFolder } from "./example.ts";
import { ON_HOST, workspaceOf } from "./workspace.ts";

const JUSTFILE =
  "# Says hello\ngreet who='world':\n    @echo hello {{quote(who)}}\n\nprepare:\n    @echo prepare\n\ncheck:\n    @echo check\n\nall: prepare check\n";
const REGISTRY = "services.config.ts";
const env = cleanEnvironment({ PATH: `${justFolder}:/usr/bin:/bin` });
const run = async (folder: TemporaryFolder, args: readonly string[]) => await runRepo(args, { cwd: folder.path, env });

describe("where there is no registry", () => {
  test("it is written, and used at once", async () => {
    using folder = temporaryFolder({ justfile: JUSTFILE });
    expect(await run(folder, ["import", "justfile"])).toMatchObject({ exitCode: 0, stderr: "" });
    expect(await run(folder, ["greet", ...ON_HOST])).toMatchObject({ exitCode: 0, stdout: "hello world\n" });
    expect(await run(folder, ["greet", "you two", ...ON_HOST])).toMatchObject({ exitCode: 0, stdout: "hello you two\n" });
  });

  test("a recipe whose file stays beside the registry runs once, as its verb", async () => {
    using folder = temporaryFolder({ justfile: "first:\n    @echo first\n\nsecond: first\n    @echo second\n" });
    await run(folder, ["import", "justfile"]);
    expect((await run(folder, ["second", ...ON_HOST])).stdout.replaceAll(/^.*\| /gm, "")).toBe("first\nsecond\n");
    const explained = JSON.parse((await run(folder, ["explain", "//:second", "--json", ...ON_HOST])).stdout) as {
      tasks: { source: { kind: string } }[];
    };
    expect(explained.tasks[0]?.source.kind).toBe("registry");
  });

  test("--dry-run shows it, and writes nothing", async () => {
    using folder = temporaryFolder({ justfile: JUSTFILE });
    const shown = await run(folder, ["import", "justfile", "--dry-run"]);
    expect(shown.stdout).toContain('+import { defineConfig } from "nix-repo";');
    expect(existsSync(join(folder.path, REGISTRY))).toBe(false);
  });

  test("on a terminal somebody is asked", async () => {
    using folder = temporaryFolder({ justfile: JUSTFILE });
    using terminal = openTerminal({ command: [...repoCommand(), "import", "justfile"], cwd: folder.path, env });
    await terminal.waitFor("write it? [y/N]");
    expect(existsSync(join(folder.path, REGISTRY))).toBe(false);
    terminal.type("y");
    terminal.press("Enter");
    expect(await terminal.exitCode()).toBe(0);
    expect(existsSync(join(folder.path, REGISTRY))).toBe(true);
  });

  test("--any-order lets what a recipe needs run side by side", async () => {
    using folder = temporaryFolder({ justfile: JUSTFILE });
    const told = JSON.parse((await run(folder, ["import", "justfile", "--json", "--any-order"])).stdout) as {
      notCarried: unknown[];
      carried: unknown[];
    };
    expect(told.notCarried).toEqual([]);
    expect(told.carried).toContainEqual({ what: "all", as: "repo all", where: "justfile:11" });
    expect(readFileSync(join(folder.path, REGISTRY), "utf8")).toContain('all: { run: "true", dependsOn: ["prepare", "check"] },');
  });

  test("as JSON", async () => {
    using folder = temporaryFolder({ justfile: JUSTFILE });
    const told = JSON.parse((await run(folder, ["import", "justfile", "--json"])).stdout) as object;
    expect(told).toMatchObject({
      version: 1,
      kind: "import",
      files: [{ path: REGISTRY, outcome: "created" }],
      replaced: [],
      notCarried: [
        {
          what: "all",
          where: "justfile:11",
          why: "just runs prepare and check one after the other, and dependsOn would run them side by side (--any-order says that they may)",
          instead: "repo all runs just all",
        },
      ],
    });
  });

  test("a file in a folder below: the registry is written where the caller stands, and recipes run where they did", async () => {
    using folder = temporaryFolder({
      "tools/justfile": "where:\n    @basename $(pwd)\n\npasted x:\n    @echo {{x}} in $(basename $(pwd))\n",
    });
    expect(await run(folder, ["import", "justfile", "tools/justfile", "--yes"])).toMatchObject({ exitCode: 0 });
    expect((await run(folder, ["where", ...ON_HOST])).stdout).toBe("tools\n");
    expect((await run(folder, ["pasted", "this", ...ON_HOST])).stdout).toBe("this in tools\n");
  });

  test("the nearest file above is taken, and other task files beside it still give verbs", async () => {
    using folder = temporaryFolder({ ".justfile": JUSTFILE, Makefile: "made:\n\t@echo made\n", "below/.keep": "" });
    expect(await runRepo(["import", "justfile", "--yes"], { cwd: join(folder.path, "below"), env })).toMatchObject({ exitCode: 0 });
    expect(readFileSync(join(folder.path, REGISTRY), "utf8")).toContain('taskFiles: ["make"],');
    expect((await run(folder, ["made", ...ON_HOST])).stdout).toBe("made\n");
  });

  test("with a flake verbs run in its default devShell", async () => {
    using folder = temporaryFolder({ justfile: JUSTFILE, "flake.nix": "{ outputs = _: { }; }\n" });
    await run(folder, ["import", "justfile", "--yes"]);
    expect(readFileSync(join(folder.path, REGISTRY), "utf8")).not.toContain("shell: false");
  });
});

describe("where there is a registry", () => {
  test("it stays as it is, and what to add is shown", async () => {
    using folder = workspaceOf({ services: { web: { path: "web" } }, workspace: { verbs: { check: "true" } } }, { justfile: JUSTFILE });
    const before = readFileSync(join(folder.path, "services.config.json"), "utf8");
    const told = await run(folder, ["import", "justfile", "--yes"]);
    expect(told).toMatchObject({ exitCode: 0, stderr: "" });
    expect(told.stdout).toContain("not carried over\n");
    expect(told.stdout).toContain("check               the registry has a verb of that name, which stays as it is\n");
    expect(told.stdout).toContain(`add to services.config.json, in workspace
  taskFiles: [],

add to services.config.json, in workspace.verbs
  greet: {
    description: "Says hello",
    run: ["sh", "-cu", "echo hello \\"$ARG_WHO\\""],
    params: {
      who: { default: "world", env: "ARG_WHO" },
    },
  },
  prepare: "echo prepare",
  all: ["just", "--justfile", "justfile", "--", "all"],
`);
    expect(readFileSync(join(folder.path, "services.config.json"), "utf8")).toBe(before);
    expect(existsSync(join(folder.path, REGISTRY))).toBe(false);
  });

  test("as JSON", async () => {
    using folder = workspaceOf({ services: {} }, { Procfile: "web: node server.js\n" });
    const told = JSON.parse((await run(folder, ["import", "procfile", "--json"])).stdout) as { additions: { where: string }[] };
    expect(told.additions.map(({ where }) => where)).toEqual(["services"]);
  });
});

describe("what cannot be", () => {
  test.each([
    ["no file", ["justfile"], {}, 2, "repo: there is no justfile in FOLDER or above it\n  try: repo import justfile FILE\n"],
    ["a file that is not there", ["turbo", "x.json"], {}, 2, "repo: there is no file x.json\n"],
    [
      "a justfile that just refuses, without a registry in it",
      ["justfile"],
      { justfile: "test: cargo test --all\n" },
      2,
      "repo: just cannot read justfile\n    error: unknown start of token '-'\n     ——▶ justfile:1:18\n      │\n    1 │ test: cargo test --all\n      │                  ^\n",
    ],
    [
      "a file without anything",
      ["taskfile"],
      { "Taskfile.yml": "version: '3'\n" },
      2,
      "repo: there is nothing in Taskfile.yml that a registry could hold\n",
    ],
    [
      "a file that is no YAML",
      ["taskfile"],
      { "Taskfile.yml": "tasks:\n  a: [\n" },
      2,
      "Taskfile.yml:3:1  Flow sequence in block collection must be sufficiently indented and end with a ]\n  3 |\n    | ^\n",
    ],
    [
      "a Procfile with a mistake",
      ["procfile"],
      { Procfile: "web node\n" },
      2,
      'Procfile:1:1  expected "name: command"\n  1 | web node\n    | ^^^^^^^^\n',
    ],
  ])("%s", async (_what, args, files, exitCode, stderr) => {
    using folder = temporaryFolder(files as Record<string, string>);
    const told = await run(folder, ["import", ...args, "--yes"]);
    expect({ ...told, stderr: told.stderr.replaceAll(folder.path, "FOLDER") }).toEqual({ exitCode, signal: null, stdout: "", stderr });
    expect(existsSync(join(folder.path, REGISTRY))).toBe(false);
  });

  test("no just", async () => {
    using folder = temporaryFolder({ justfile: JUSTFILE });
    expect(await runRepo(["import", "justfile"], { cwd: folder.path, env: cleanEnvironment({ PATH: "/nowhere" }) })).toEqual({
      exitCode: 3,
      signal: null,
      stdout: "",
      stderr:
        'repo: justfile is read by "just", which is not on the PATH\n  install it, or run this in a shell that has it: nix shell nixpkgs#just\n',
    });
  });

  test("another format", async () => {
    using folder = temporaryFolder();
    expect(await run(folder, ["import", "makefile"])).toMatchObject({ exitCode: 2, stdout: "" });
  });
});
