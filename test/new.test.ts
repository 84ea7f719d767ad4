import { execFileSync } from "node:child_process";
import { existsSync, lstatSync, readdirSync, readFileSync, readlinkSync, rmSync, statSync, symlinkSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import {
  cleanEnvironment,
  git,
  nixVersions,
  openTerminal,
  privateNixStore,
  repoCommand,
  runRepo,
  stubNixpkgs,
  type TemporaryFolder,
  temporaryFolder,
} from "@nix-repo/testkit";
import { registries, unusualRegistries } from "../packages/scaffold/test/edit/registry-shapes.ts";
import { copyOfExample, justFolder, nodeFolder } from "./example.ts";
import { ON_HOST } from "./workspace.ts";

const REGISTRY = `import { defineConfig } from "nix-repo";

export default defineConfig({
  root: "code",
  services: {
    api: { path: "backend/api", stack: "go" }, // the first one
  },
});
`;

const FLAKE = `{
  outputs = { nixpkgs, ... }: {
    devShells.x86_64-linux = let pkgs = nixpkgs.legacyPackages.x86_64-linux; in {
      backend-api = pkgs.mkShell { packages = [ pkgs.go ]; };
    };
  };
}
`;

function workspace(files: Readonly<Record<string, string>> = {}): TemporaryFolder {
  return temporaryFolder({ "services.config.ts": REGISTRY, "flake.nix": FLAKE, "code/backend/api/.keep": "", ...files });
}

const run = (folder: TemporaryFolder, args: readonly string[]) => runRepo(["new", ...args], { cwd: folder.path });
const read = (folder: TemporaryFolder, file: string) => readFileSync(join(folder.path, file), "utf8");
const failing = (stderr: string, exitCode = 2) => ({ exitCode, signal: null, stdout: "", stderr });

describe("repo new", () => {
  test("one command: the folder, the entry, the devShell", async () => {
    using folder = workspace();
    folder.track();
    expect(await run(folder, ["backend/billing", "--stack", "python", "--tag", "backend", "--depends-on", "api", "--yes"])).toEqual({
      exitCode: 0,
      signal: null,
      stderr: "",
      stdout: `written: code/backend/billing/pyproject.toml
written: code/backend/billing/requirements.txt
written: code/backend/billing/main.py
written: code/backend/billing/tests/test_main.py
written: code/backend/billing/.gitignore
edited: services.config.ts
edited: flake.nix

next
  git add code/backend/billing
  repo test billing
`,
    });
    const entry = '    billing: { path: "backend/billing", stack: "python", tags: ["backend"], dependsOn: ["api"] },\n';
    expect(read(folder, "services.config.ts")).toBe(REGISTRY.replace("// the first one\n", `// the first one\n${entry}`));
    const shell = "      backend-billing = pkgs.mkShell { packages = [ pkgs.python3 pkgs.python3Packages.pytest pkgs.ruff ]; };\n";
    expect(read(folder, "flake.nix")).toBe(FLAKE.replace("[ pkgs.go ]; };\n", `[ pkgs.go ]; };\n${shell}`));
    expect(await runRepo(["config", "validate"], { cwd: folder.path })).toMatchObject({ exitCode: 0, stdout: "2 services, no mistakes\n" });
  });

  test("the folder as it is seen from the workspace's root, another name, a shell that is there already, --docker", async () => {
    using folder = workspace();
    const flags = ["--stack", "go", "--name", "bills", "--shell", "backend-api", "--docker", "--yes"];
    const told = await run(folder, ["code/backend/billing/", ...flags]);
    expect(told).toMatchObject({ exitCode: 0, stderr: "" });
    expect(told.stdout).toContain("written: code/backend/billing/Dockerfile\n");
    expect(read(folder, "services.config.ts")).toContain('    bills: { path: "backend/billing", shell: "backend-api", stack: "go" },\n');
    expect(read(folder, "flake.nix")).toBe(FLAKE);
  });

  test("a name that another one has becomes the whole path's; --no-shell leaves the flake as it is", async () => {
    using folder = workspace();
    expect(await run(folder, ["client/api", "--stack", "node", "--no-shell", "--yes"])).toMatchObject({ exitCode: 0, stderr: "" });
    expect(read(folder, "services.config.ts")).toContain('    "client-api": { path: "client/api", stack: "node" },\n');
    expect(read(folder, "flake.nix")).toBe(FLAKE);
  });

  test("--dry-run shows it all as a patch that git takes, and writes nothing", async () => {
    using folder = workspace();
    folder.track();
    const told = await run(folder, ["backend/billing", "--stack", "rust", "--dry-run"]);
    expect(told).toMatchObject({ exitCode: 0, stderr: "" });
    expect(git(folder.path, "status", "--short").replaceAll(/^A .*\n/gm, "")).toBe("");
    const patch = told.stdout.replaceAll(/^(not (written|edited): .*|next| {2}.*)\n(?=---|\n|$)/gm, "");
    folder.write({ "the.patch": patch });
    git(folder.path, "apply", "the.patch");
    expect(existsSync(join(folder.path, "code/backend/billing/src/main.rs"))).toBe(true);
    expect(read(folder, "services.config.ts")).toContain("billing");
    expect(read(folder, "flake.nix")).toContain("backend-billing");
  });

  test("--json has what became of each file, and the entry", async () => {
    using folder = workspace();
    const told = await run(folder, ["backend/billing", "--stack", "go", "--yes", "--json"]);
    const json = JSON.parse(told.stdout) as { files: { path: string; outcome: string }[] };
    expect(json).toMatchObject({ version: 1, kind: "new", service: "billing", entry: { path: "backend/billing", stack: "go" } });
    expect(json.files.map(({ path, outcome }) => `${outcome} ${path}`)).toEqual([
      ...["go.mod", "main.go", "main_test.go", ".gitignore"].map((name) => `created code/backend/billing/${name}`),
      "edited services.config.ts",
      "edited flake.nix",
    ]);
  });

  test("without a flake of its own the workspace is told how to try it", async () => {
    using folder = workspace();
    rmSync(join(folder.path, "flake.nix"));
    const told = await run(folder, ["backend/billing", "--stack", "go", "--yes"]);
    expect(told).toMatchObject({ exitCode: 0, stderr: "" });
    expect(told.stdout).toContain("\n  repo test billing --provider host, as there is no flake.nix with devShells here\n");
  });

  test("in a workspace of cargo's or go's: how it becomes a member; a crate then has no lockfile of its own", async () => {
    using folder = workspace({ "Cargo.toml": '[workspace]\nmembers = ["code/old"]\n', "code/go.work": "go 1.22\n" });
    const crate = await run(folder, ["backend/billing", "--stack", "rust", "--yes"]);
    expect(crate.stdout).toContain('  add "code/backend/billing" to the members in Cargo.toml, unless they cover it\n');
    expect(existsSync(join(folder.path, "code/backend/billing/Cargo.lock"))).toBe(false);
    const module = await run(folder, ["backend/orders", "--stack", "go", "--yes"]);
    expect(module.stdout).toContain("  go work use ./backend/orders (in code)\n");
  });

  test("the shell has what the verbs call here: the package manager of the lockfile above, a linter that is configured, a task runner", async () => {
    using folder = workspace({ "code/pnpm-lock.yaml": "", "code/backend/.golangci.yml": "", "templates/worker/justfile": "test:\n" });
    await run(folder, ["client/shop", "--stack", "node", "--yes"]);
    await run(folder, ["backend/billing", "--stack", "go", "--yes"]);
    await run(folder, ["backend/worker", "--template", "worker", "--yes"]);
    for (const line of [
      "client-shop = pkgs.mkShell { packages = [ pkgs.nodejs pkgs.pnpm ]; };",
      "backend-billing = pkgs.mkShell { packages = [ pkgs.go pkgs.golangci-lint ]; };",
      "backend-worker = pkgs.mkShell { packages = [ pkgs.just ]; };",
    ])
      expect(read(folder, "flake.nix")).toContain(`\n      ${line}\n`);
    expect(read(folder, "services.config.ts")).toContain('    worker: { path: "backend/worker" },\n');
  });

  test("what repo init wrote is added to as well", async () => {
    using folder = temporaryFolder({ "api/go.mod": "module example.com/api\n", "api/main.go": "package main\n" });
    folder.track();
    expect(await runRepo(["init", "--yes"], { cwd: folder.path })).toMatchObject({ exitCode: 0 });
    expect(await run(folder, ["backend/billing", "--stack", "node", "--yes"])).toMatchObject({ exitCode: 0, stderr: "" });
    expect(read(folder, "services.config.ts")).toContain('    billing: { path: "backend/billing", stack: "node" },\n');
    expect(read(folder, "flake.nix")).toContain('\n          backend-billing = mkShellFor "backend-billing" [ pkgs.nodejs ];\n');
  });

  test("what is a link stays one, and modes stay as they are", async () => {
    using folder = workspace();
    rmSync(join(folder.path, "flake.nix"));
    folder.write({ "nix/flake.nix": { content: FLAKE, mode: 0o600 } });
    symlinkSync("nix/flake.nix", join(folder.path, "flake.nix"));
    expect(await run(folder, ["backend/billing", "--stack", "go", "--yes"])).toMatchObject({ exitCode: 0, stderr: "" });
    expect(readlinkSync(join(folder.path, "flake.nix"))).toBe("nix/flake.nix");
    expect(read(folder, "nix/flake.nix")).toContain("backend-billing");
    expect(statSync(join(folder.path, "nix/flake.nix")).mode & 0o777).toBe(0o600);
  });

  test("--list", async () => {
    using folder = workspace({
      "templates/worker/template.yaml": "description: reads a queue\n",
      "templates/worker/run.sh": "",
      "templates/broken/template.json": "{",
    });
    expect((await run(folder, ["--list"])).stdout).toBe(`  node     stack
  go       stack
  rust     stack
  dotnet   stack
  python   stack
  flutter  stack
  broken   template  it cannot be used as it is
  worker   template  reads a queue
`);
    expect(JSON.parse((await run(folder, ["--list", "--json"])).stdout)).toMatchObject({ version: 1, choices: expect.any(Array) });
  });
});

describe("what cannot be", () => {
  test.each<[string, readonly string[], string]>([
    [
      "no folder",
      ["--stack", "go"],
      "repo: new needs to be told the folder of the service\n  try: repo new backend/billing --stack python\n",
    ],
    [
      "nobody to ask",
      ["backend/billing", "--stack", "go"],
      "repo: new adds to files of yours, and there is nobody to ask\n  try: --yes to write without asking, --dry-run to see what would be written\n",
    ],
    [
      "no stack",
      ["backend/billing", "--yes"],
      "repo: the service cannot be made: it needs a stack (--stack node, go, rust, dotnet, python, flutter), or a template (--template worker)\n",
    ],
    [
      "a folder that is not empty",
      ["backend", "--stack", "go", "--yes"],
      "repo: the service cannot be made: backend is there already, and not empty\n",
    ],
    ["a service's own", ["backend/api", "--stack", "go"], "repo: the service cannot be made: backend/api is the folder of api\n"],
    ["below a file", ["backend/api/.keep/x", "--stack", "go"], "repo: the service cannot be made: backend/api/.keep is a file\n"],
    [
      "through a link",
      ["out/x", "--stack", "go"],
      "repo: the service cannot be made: out/x is not in the workspace: out leads out of it\n",
    ],
    [
      "all of it at once",
      ["../x", "--stack", "pyton", "--name", "a b", "--depends-on", "apo", "--tag", ""],
      `repo: the service cannot be made:
  ../x is no folder below code
  "a b" is no name for a service: letters, digits, -, _ and ., beginning with a letter, a digit or _
  --tag is empty
  --depends-on: there is no service "apo"; did you mean "api"?
  there is no program for a stack "pyton"; did you mean "python"? (there are node, go, rust, dotnet, python, flutter)
`,
    ],
    [
      "flags that belong to something else",
      ["x", "--stack", "go", "--name", "api", "--var", "a=b", "--shell", "x", "--no-shell"],
      `repo: the service cannot be made:
  there is a service "api" already
  --var is for templates: a stack has no variables
  --shell and --no-shell exclude each other
`,
    ],
    [
      "a template that is not there",
      ["x", "--template", "wroker"],
      'repo: the service cannot be made: there is no template "wroker"; did you mean "worker"? (those of templates/ are worker)\n',
    ],
    [
      "a folder whose name is none for a service",
      ["backend/my app", "--stack", "go"],
      'repo: the service cannot be made: "my app" is no name for a service: letters, digits, -, _ and ., beginning with a letter, a digit or _; --name gives it another one\n',
    ],
  ])("%s", async (_what, args, stderr) => {
    using folder = workspace({ "templates/worker/run.sh": "" });
    using elsewhere = temporaryFolder();
    symlinkSync(elsewhere.path, join(folder.path, "code/out"));
    expect(await run(folder, args)).toEqual(failing(stderr));
    expect(read(folder, "services.config.ts")).toBe(REGISTRY);
    expect(read(folder, "flake.nix")).toBe(FLAKE);
    expect(readdirSync(join(folder.path, "code/backend"))).toEqual(["api"]);
  });

  test("files too unusual to be edited are left; what to add is told, and the folder is written", async () => {
    const registry = 'const all = { api: { path: "backend/api" } };\nexport default { services: Object.assign({}, all) };\n';
    const flake = "{\n  outputs = { self }: {\n    devShells = import ./shells.nix;\n  };\n}\n";
    using folder = workspace({ "services.config.ts": registry, "flake.nix": flake });
    const told = await run(folder, ["backend/billing", "--stack", "go", "--yes"]);
    expect(told).toMatchObject({
      exitCode: 1,
      stderr: `repo: services.config.ts:2: left as it is: its services are computed
  to add by hand:
    billing: { path: "backend/billing", stack: "go" }
repo: flake.nix:3: left as it is: where it defines devShells cannot be told
  to add by hand:
    backend-billing = pkgs.mkShell { packages = [ pkgs.go ]; };
`,
    });
    expect(existsSync(join(folder.path, "backend/billing/main.go"))).toBe(true);
    expect(read(folder, "services.config.ts")).toBe(registry);
    expect(read(folder, "flake.nix")).toBe(flake);
  });

  test("once a file cannot be written nothing more is, and both is told", async () => {
    using folder = workspace({ "templates/worker/a.txt": "a", "templates/worker/b-__long__.txt": "b", "templates/worker/c.txt": "c" });
    folder.write({ "templates/worker/template.json": '{ "variables": [{ "name": "long" }] }' });
    const told = await run(folder, ["backend/w", "--template", "worker", "--var", `long=${"x".repeat(300)}`, "--yes"]);
    expect(told.exitCode).toBe(1);
    expect(told.stderr).toMatch(/^repo: code\/backend\/w\/b-x+\.txt cannot be written: .*name too long.*\n$/);
    expect(told.stdout.replaceAll(/(---|\+\+\+|@@|\+|\\)[^\n]*\n/g, "")).toContain(
      "written: code/backend/w/a.txt\nnot written: code/backend/w/c.txt\nnot edited: services.config.ts\nnot edited: flake.nix\n",
    );
    expect(read(folder, "services.config.ts")).toBe(REGISTRY);
  });
});

describe("on a terminal", () => {
  const open = (folder: TemporaryFolder, args: readonly string[]) =>
    openTerminal({ command: [...repoCommand(), "new", ...args], cwd: folder.path, env: cleanEnvironment() });

  test("it asks what it is to be made of, shows what changes, and asks before it writes", async () => {
    using folder = workspace();
    using terminal = open(folder, ["backend/billing"]);
    expect(await terminal.waitFor("number or name:")).toContain("  2  go       stack\n");
    terminal.type("cobol");
    terminal.press("Enter");
    await terminal.waitFor(/number or name: cobol\nnumber or name:/);
    terminal.type("2");
    terminal.press("Enter");
    const shown = await terminal.waitFor("write them? [y/N]");
    expect(shown).toContain("+      backend-billing = pkgs.mkShell { packages = [ pkgs.go ]; };");
    expect(existsSync(join(folder.path, "code/backend/billing"))).toBe(false);
    terminal.type("y");
    terminal.press("Enter");
    expect(await terminal.exitCode()).toBe(0);
    expect(read(folder, "services.config.ts")).toContain("billing");
  });

  test("it asks for a template's variables, again where an answer is none; no is no", async () => {
    using folder = workspace({
      "templates/worker/template.yaml":
        "variables:\n  - { name: queue, description: what it reads, required: true }\n  - { name: size, choices: [small, large], default: small }\n",
      "templates/worker/worker.txt": "{{ queue }} {{ size }}\n",
    });
    using terminal = open(folder, ["backend/w", "--template", "worker"]);
    await terminal.waitFor("queue: what it reads:");
    terminal.press("Enter");
    await terminal.waitFor("it is needed");
    terminal.type("jobs");
    terminal.press("Enter");
    await terminal.waitFor("size (small, large) [small]:");
    terminal.type("lrage");
    terminal.press("Enter");
    await terminal.waitFor('expected small, large; got "lrage"; did you mean "large"?');
    terminal.press("Enter");
    await terminal.waitFor("write them? [y/N]");
    terminal.press("Enter");
    expect(await terminal.exitCode()).toBe(0);
    expect(existsSync(join(folder.path, "code/backend/w"))).toBe(false);
    expect(read(folder, "flake.nix")).toBe(FLAKE);
  });
});

describe("a team's template", () => {
  const TEMPLATE = {
    "templates/worker/template.json": JSON.stringify({
      description: "reads a queue",
      stack: "go",
      packages: ["go", "redis"],
      variables: [
        { name: "queue", description: "the queue that it reads", required: true },
        { name: "retries", default: 3 },
        { name: "durable", kind: "boolean" },
        { name: "size", choices: ["small", "large"], default: "small" },
      ],
    }),
    "templates/worker/go.mod": "module example.com/{{ path }}\n",
    "templates/worker/cmd/__name__/__queue___reader.go":
      "// {{name}} reads {{ queue }} {{retries}} times, {{ durable }}, {{ size }}\n// \\{{ name }} ${{ name }} {{ .Values.name }} {{ other }} __name__\n",
    "templates/worker/src/__init__.py": "",
  };

  test("its files with the variables in place; modes, links and what is no text as they are", async () => {
    using folder = workspace(TEMPLATE);
    folder.write({ "templates/worker/scripts/run.sh": { content: "#!/bin/sh\necho {{ name }}\n", mode: 0o755 } });
    symlinkSync("scripts/run.sh", join(folder.path, "templates/worker/run"));
    execFileSync("sh", ["-c", "printf '\\211PNG\\000{{ name }}\\377' > templates/worker/logo.png"], { cwd: folder.path });
    const told = await run(folder, ["backend/mail", "--template", "worker", "--var", "queue=jobs=1", "--var", "durable=true", "--yes"]);
    expect(told).toMatchObject({ exitCode: 0, stderr: "" });
    const at = (file: string) => join(folder.path, "code/backend/mail", file);
    expect(readFileSync(at("go.mod"), "utf8")).toBe("module example.com/backend/mail\n");
    expect(readFileSync(at("cmd/mail/jobs=1_reader.go"), "utf8")).toBe(
      "// mail reads jobs=1 3 times, true, small\n// {{ name }} ${{ name }} {{ .Values.name }} {{ other }} __name__\n",
    );
    expect(existsSync(at("src/__init__.py"))).toBe(true);
    expect(existsSync(at("template.json"))).toBe(false);
    expect(statSync(at("scripts/run.sh")).mode & 0o111).not.toBe(0);
    expect(lstatSync(at("run")).isSymbolicLink()).toBe(true);
    expect(execFileSync(at("run"), { encoding: "utf8" })).toBe("mail\n");
    expect(readFileSync(at("logo.png"))).toEqual(readFileSync(join(folder.path, "templates/worker/logo.png")));
    expect(read(folder, "services.config.ts")).toContain('    mail: { path: "backend/mail", stack: "go" },\n');
    expect(read(folder, "flake.nix")).toContain("backend-mail = pkgs.mkShell { packages = [ pkgs.go pkgs.redis ]; };");
  });

  test("what is wrong with the variables, all at once", async () => {
    using folder = workspace(TEMPLATE);
    const flags = ["--var", "retires=4", "--var", "durable=yes", "--var", "size=larg", "--var", "alone"];
    expect(await run(folder, ["backend/mail", "--template", "worker", ...flags, "--yes"])).toEqual(
      failing(`repo: the service cannot be made:
  --var retires: the template has no such variable; did you mean "retries"?
  --var alone: expected a name and a value, with = between them
  --var queue: the template needs it (the queue that it reads)
  --var durable: expected true or false, got "yes"
  --var size: expected small, large; got "larg"; did you mean "large"?
`),
    );
  });

  test.each<[string, Readonly<Record<string, string>>, string]>([
    [
      "mistakes in what describes it",
      {
        "templates/worker/template.yaml":
          "descripton: x\nvariables:\n  - { name: name }\n  - { name: a__b }\n  - { name: x, kind: number }\n  - { name: y, choices: [a], default: b }\n",
        "templates/worker/x": "",
      },
      `templates/worker/template.yaml cannot be used:
  there is no field "descripton"; did you mean "description"?
  variables[0].name: name is there by itself
  variables[1].name: expected letters, digits and single _, beginning with a letter
  variables[2].kind: expected string, boolean or choice
  variables[3].default: expected a; got "b"; did you mean "a"?
`,
    ],
    ["nothing in it", { "templates/worker/template.json": "{}" }, "templates/worker cannot be used: there is nothing in it\n"],
    [
      "two files that become one",
      { "templates/worker/__name__.txt": "", "templates/worker/mail.txt": "" },
      "templates/worker cannot be used: __name__.txt and mail.txt would both become mail.txt\n",
    ],
    [
      "a way out of the folder",
      { "templates/worker/template.json": '{"variables":[{"name":"x","default":".."}]}', "templates/worker/__x__/__x__/y": "" },
      'templates/worker cannot be used: __x__/__x__/y would become "../../y", which is no path within the folder\n',
    ],
  ])("refused: %s", async (_what, files, says) => {
    using folder = workspace(files);
    expect(await run(folder, ["backend/mail", "--template", "worker", "--yes"])).toEqual(failing(`repo: ${says}`));
  });

  test("refused: a link that leads out of it", async () => {
    using folder = workspace({ "templates/worker/x": "" });
    symlinkSync("../../services.config.ts", join(folder.path, "templates/worker/registry"));
    expect(await run(folder, ["backend/mail", "--template", "worker", "--yes"])).toEqual(
      failing("repo: templates/worker cannot be used: registry leads out of the template, to ../../services.config.ts\n"),
    );
  });
});

describe("registries as one finds them, with a service more, mean the same otherwise", () => {
  test.each(Object.entries(registries))("%s", async (_name, { file, text, more = {} }) => {
    using folder = temporaryFolder({ [file]: text, ...more });
    for (const path of ["backend/api", "client/web", "old"]) folder.write({ [`${path}/.keep`]: "", [`code/${path}/.keep`]: "" });
    const services = async () => {
      const printed = await runRepo(["config", "print"], { cwd: folder.path });
      expect(printed).toMatchObject({ exitCode: 0, stderr: "" });
      return JSON.parse(printed.stdout) as { services: Record<string, unknown> };
    };
    const { services: before, ...rest } = await services();
    expect(await run(folder, ["backend/billing", "--stack", "python", "--yes"])).toMatchObject({ exitCode: 0, stderr: "" });
    const { services: after, ...restAfter } = await services();
    expect(restAfter).toEqual(rest);
    expect(after).toEqual({ ...before, billing: expect.objectContaining({ stack: "python" }) });
    expect(Object.keys(after).at(-1)).toBe("billing");
  });

  test.each(Object.entries(unusualRegistries).filter(([name]) => name === "services by a function"))(
    "%s is left",
    async (_name, { file, text }) => {
      using folder = temporaryFolder({ [file]: text });
      expect(await run(folder, ["backend/billing", "--stack", "python", "--yes"])).toMatchObject({ exitCode: 1 });
      expect(read(folder, file)).toBe(text);
    },
  );
});

describe("docs/new-service.md", () => {
  const page = readFileSync(join(import.meta.dirname, "../docs/new-service.md"), "utf8");
  const blocks = [...page.matchAll(/```(\w+)\n([\s\S]*?)```/g)].map(([, language = "", text = ""]) => ({ language, text }));

  test("its sessions are what one sees, its template is one", async () => {
    using copy = copyOfExample();
    copy.track();
    for (const { text } of blocks) {
      const [, file, rest = ""] = /^# (templates\/\S+)\n([\s\S]*)$/.exec(text) ?? [];
      if (file !== undefined) copy.write({ [`examples/hybrid/${file}`]: rest });
    }
    const sessions = blocks.filter(({ language, text }) => language === "console" && text.startsWith("$ repo "));
    expect(sessions).toHaveLength(2);
    for (const { text } of sessions) {
      const [command = "", ...lines] = text.slice("$ repo ".length).split("\n");
      const told = await runRepo(command.split(" "), { cwd: copy.example });
      expect(told).toEqual({ exitCode: 0, signal: null, stderr: "", stdout: lines.join("\n") });
    }
    expect(readFileSync(join(copy.example, "code/backend/mailer/mails_reader.py"), "utf8")).toBe(
      'print("mailer reads mails, {{ size }} is small")\n',
    );
    expect(await runRepo(["config", "validate"], { cwd: copy.example })).toMatchObject({ exitCode: 0 });
  });
});

/** Whether a command can be run here. */
function runs(...command: readonly string[]): boolean {
  try {
    const [program = "", ...args] = command;
    execFileSync(program, args, { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

/** The stacks whose toolchain is on this machine. The tests themselves need Node. */
const STACKS = [
  { stack: "node", verbs: ["test", "build", "lint"] },
  ...(runs("python", "-m", "pytest", "--version")
    ? [{ stack: "python", verbs: ["test", ...(runs("ruff", "--version") ? ["lint"] : [])] }]
    : []),
  ...(runs("cargo", "clippy", "--version") ? [{ stack: "rust", verbs: ["test", "build", "lint"] }] : []),
  ...(runs("go", "version") ? [{ stack: "go", verbs: ["test", "build", "lint"] }] : []),
];

describe.each(STACKS)("the program of $stack, on this machine", ({ stack, verbs }) => {
  const env = cleanEnvironment({ PATH: `${nodeFolder}:${process.env.PATH}`, HOME: process.env.HOME });
  let folder: TemporaryFolder;
  beforeAll(async () => {
    folder = workspace();
    expect(await run(folder, ["backend/my-billing", "--stack", stack, "--docker", "--yes"])).toMatchObject({ exitCode: 0 });
    folder.track();
  });
  afterAll(() => folder[Symbol.dispose]());

  test.each(verbs)("passes %s, and leaves nothing that git would add", async (verb) => {
    const result = await runRepo([verb, "my-billing", ...ON_HOST], { cwd: folder.path, env });
    expect({ exitCode: result.exitCode, output: result.exitCode === 0 ? "" : result.stdout + result.stderr }).toEqual({
      exitCode: 0,
      output: "",
    });
    expect(git(folder.path, "status", "--short", "--untracked-files=all").replaceAll(/^A .*\n/gm, "")).toBe("");
  });

  test("serves, says that it is healthy, and ends at Ctrl-C", async () => {
    const port = await freePort();
    const command = [...repoCommand(), "dev", "my-billing", ...ON_HOST];
    using terminal = openTerminal({ command, cwd: folder.path, env: { ...env, PORT: port, TERM: "screen-256color" } });
    await terminal.waitFor(new RegExp(`listening on :${port}`), 60_000);
    expect(await (await fetch(`http://127.0.0.1:${port}/health`)).text()).toBe("ok\n");
    expect(await (await fetch(`http://127.0.0.1:${port}/`)).text()).toBe("hello from my-billing\n");
    terminal.press("C-c");
    expect(await terminal.exitCode()).toBeGreaterThanOrEqual(0);
  });
});

describe.each(nixVersions())("$label", ({ bin }) => {
  test("a new service of the example is tested in the devShell that was made for it", async () => {
    using copy = copyOfExample();
    copy.track();
    using store = privateNixStore({ bin });
    const stub = stubNixpkgs([nodeFolder, justFolder]);
    try {
      const env = cleanEnvironment({ PATH: `${bin}:/usr/bin:/bin`, ...store.variables, REPO_NIX_FLAGS: stub.flags.join(" ") });
      const told = await runRepo(["new", "backend/billing", "--stack", "node", "--yes"], { cwd: copy.example, env });
      expect(told).toMatchObject({ exitCode: 0, stderr: "" });
      git(copy.path, "add", "--all");
      const tested = await runRepo(["test", "billing"], { cwd: copy.example, env });
      expect({ exitCode: tested.exitCode, stderr: tested.exitCode === 0 ? "" : tested.stderr }).toEqual({ exitCode: 0, stderr: "" });
      const shown = await runRepo(["exec", "billing", "--", "printenv", "name"], { cwd: copy.example, env });
      expect(shown.stdout).toMatch(/^backend-billing(-env)?\n$/);
    } finally {
      rmSync(stub.folder, { recursive: true });
    }
  });
});

async function freePort(): Promise<string> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.address() as { port: number };
  await new Promise((done) => server.close(done));
  return String(port);
}
