import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { nixSystem, nixVersions, writeFlake } from "@nix-repo/testkit";
import { type NixWorkspace, nixWorkspaceOf } from "./nix-workspace.ts";
import { runProgram } from "./run-program.ts";

const WHO = { verbs: { who: 'echo "$WHO"', where: "pwd", dev: "pwd" } };

const flake = {
  shells: {
    default: { env: { WHO: "default" } },
    web: { env: { WHO: "web" } },
    "backend.ms1": { env: { WHO: "backend.ms1" } },
    '"a.b"': { env: { WHO: "a.b" } },
    "backend-worker": { env: { WHO: "backend-worker" } },
    mailer: { env: { WHO: "mailer" } },
    hooked: {
      env: { WHO: "hooked" },
      shellHook: 'echo "the hook started in $PWD"; cd /; export HOOKED=yes',
    },
    broken: { attributes: "X = (set: set.gone) { here = 1; };\n" },
    coloured: { env: { WHO: "coloured" }, setup: "export COLOUR=$'\\e[31m'\n" },
    failing: { shellHook: "echo cannot go on >&2; exit 4" },
  },
};

const registry = {
  root: "code",
  services: {
    web: { path: "client/web", shell: "web", ...WHO },
    nested: { path: "nested", shell: "backend.ms1", ...WHO },
    old: { path: "old", shell: "devShells.backend.ms1", ...WHO },
    full: { path: "full", shell: `devShells.${nixSystem}.backend.ms1`, ...WHO },
    quoted: { path: "quoted", shell: '"a.b"', ...WHO },
    dotted: { path: "dotted", shell: "a.b", ...WHO },
    own: { path: "own", shell: "./code/own", ...WHO },
    installable: { path: "own", shell: "./code/own#other", ...WHO },
    root: { path: "root", shell: ".#web", ...WHO },
    "by-path": { path: "backend/worker", ...WHO },
    mailer: { path: "somewhere/else", ...WHO },
    neither: { path: "neither", ...WHO },
    "host-tools": { path: "host", shell: false, verbs: { who: 'echo "${WHO-no devShell}"' } },
    mixed: {
      path: "mixed",
      shell: "web",
      verbs: {
        who: 'echo "$WHO"',
        bare: { run: 'echo "${WHO-no devShell}"', shell: false },
        other: { run: 'echo "$WHO"', shell: "mailer" },
      },
    },
    hooked: { path: "client/hooked", shell: "hooked", ...WHO },
    missing: { path: "missing", shell: "wep", ...WHO },
    broken: { path: "broken", shell: "broken", ...WHO },
    coloured: { path: "coloured", shell: "coloured", ...WHO },
    failing: { path: "failing", shell: "failing", ...WHO },
  },
  workspace: { verbs: { mine: 'echo "$WHO"; pwd' } },
};

describe.each(nixVersions())("$label: which devShell a service gets", (nix) => {
  let workspace: NixWorkspace;
  beforeAll(() => {
    workspace = nixWorkspaceOf(nix, { registry, flake });
    writeFlake(join(workspace.path, "code/own"), {
      shells: { default: { env: { WHO: "its own" } }, other: { env: { WHO: "its own other" } } },
    });
  });
  afterAll(() => workspace.dispose());

  test.each([
    ["an attribute", "web", "web"],
    ["a nested attribute", "nested", "backend.ms1"],
    ["the spelling of older registries", "old", "backend.ms1"],
    ["the attribute from the flake's root", "full", "backend.ms1"],
    ["a quoted name that holds a dot", "quoted", "a.b"],
    ["a name that holds a dot, without the quotes", "dotted", "a.b"],
    ["a flake of its own, its default", "own", "its own"],
    ["a whole installable", "installable", "its own other"],
    ["a whole installable of the same flake", "root", "web"],
    ["none named: its path with dashes", "by-path", "backend-worker"],
    ["none named: its name", "mailer", "mailer"],
    ["none named: the default", "neither", "default"],
    ["shell: false", "host-tools", "no devShell"],
  ])("%s", async (_what, service, who) => {
    expect(await workspace.run(["who", service])).toMatchObject({ stdout: `${who}\n`, exitCode: 0 });
  });

  test("a verb may name another one, or none", async () => {
    expect((await workspace.run(["other", "mixed"])).stdout).toBe("mailer\n");
    expect((await workspace.run(["bare", "mixed"])).stdout).toBe("no devShell\n");
  });

  test("verbs of the workspace have the default one, at the workspace's root", async () => {
    expect((await workspace.run(["mine"])).stdout).toBe(`default\n${workspace.path}\n`);
  });

  test("exec without a service, at the root, has it too", async () => {
    expect((await workspace.run(["exec", "--", "printenv", "WHO"])).stdout).toBe("default\n");
  });

  test("shell: false needs no Nix at all", async () => {
    const run = await workspace.run(["who", "host-tools", "--provider", "nix", "--verbose"], { env: { NIX_STORE_DIR: "/no/such/store" } });
    expect(run).toMatchObject({ stdout: "no devShell\n", exitCode: 0 });
  });
});

describe.each(nixVersions())("$label: where a command starts", (nix) => {
  let workspace: NixWorkspace;
  beforeAll(() => {
    workspace = nixWorkspaceOf(nix, { registry, flake });
  });
  afterAll(() => workspace.dispose());

  test("in the service's folder, whatever the hook did with cd; the hook at the workspace's root; what it prints goes to stderr", async () => {
    const folder = join(workspace.path, "code/client/hooked");
    for (const command of [
      ["where", "hooked"],
      ["dev", "hooked"],
      ["exec", "hooked", "--", "pwd"],
    ]) {
      const run = await workspace.run(["-C", workspace.path, ...command], { cwd: "/" });
      expect({ command, stdout: run.stdout, exitCode: run.exitCode }).toEqual({ command, stdout: `${folder}\n`, exitCode: 0 });
      expect(run.stderr).toContain(`the hook started in ${workspace.path}\n`);
    }
  });

  test("exec --here keeps the caller's folder", async () => {
    const elsewhere = join(workspace.path, "code/client");
    const run = await workspace.run(["exec", "--here", "hooked", "--", "sh", "-c", 'pwd; echo "$HOOKED"'], { cwd: elsewhere });
    expect(run).toMatchObject({ stdout: `${elsewhere}\nyes\n`, exitCode: 0 });
  });

  test("exec without a service takes the one whose folder we are in", async () => {
    const inside = join(workspace.path, "code/client/web/src");
    mkdirSync(inside, { recursive: true });
    expect((await workspace.run(["exec", "--", "sh", "-c", 'echo "$WHO"; pwd'], { cwd: inside })).stdout).toBe(
      `web\n${join(workspace.path, "code/client/web")}\n`,
    );
  });
});

describe.each(nixVersions())("$label: what goes wrong with a devShell", (nix) => {
  let workspace: NixWorkspace;
  beforeAll(() => {
    workspace = nixWorkspaceOf(nix, { registry, flake });
  });
  afterAll(() => workspace.dispose());

  test.each([
    ["a verb", ["who", "missing"]],
    ["exec", ["exec", "missing", "--", "true"]],
    ["a verb with the terminal", ["dev", "missing"]],
  ])("one that the flake does not have: those that it has, and the nearest (%s)", async (_what, command) => {
    const run = await workspace.run(command);
    expect(run).toMatchObject({ exitCode: 3, stdout: "" });
    const text = [
      'services.config.json:LINE:COLUMN: the flake . has no devShell "wep"; did you mean "web"?',
      '  it has "a.b", backend-worker, backend.ms1, broken, coloured, default, failing, hooked, mailer, web',
    ];
    for (const line of text) expect(withoutPlace(run.stderr)).toContain(line);
  });

  test("Nix cannot evaluate it: Nix's own message, and its trace in a log that the message names", async () => {
    const run = await workspace.run(["exec", "broken", "--", "true"]);
    expect(run).toMatchObject({ exitCode: 3, stdout: "" });
    expect(run.stderr).toMatch(/^repo: Nix cannot give the environment \.#broken\n {4}attribute 'gone' missing\n/);
    expect(run.stderr).not.toMatch(/while evaluating|while calling/);
    const log = /^ {2}its trace: (.*)$/m.exec(run.stderr)?.[1] ?? "";
    expect(log).toMatch(/^\.repo\/logs\/nix-.*\.log$/);
    // Nix 2.8 has no trace without --show-trace.
    expect(readFileSync(join(workspace.path, log), "utf8")).toMatch(nix.version === "2.8" ? /--show-trace/ : /while evaluating/);
  });

  test("it ends all tasks of that shell and none of the others; the failure is told once", async () => {
    const run = await workspace.run(["run", "broken:who", "broken:where", "web:who"]);
    expect(run.exitCode).toBe(3);
    expect(run.stdout).toBe("web:who      | web\n");
    expect(run.stderr.match(/'gone' missing/g)).toHaveLength(1);
    expect(run.stderr).toContain("✗ broken:where   could not start, as broken:who\n");
  });

  test("a hook that ends the shell: no command starts", async () => {
    const run = await workspace.run(["who", "failing"]);
    expect(run).toMatchObject({ exitCode: 4, stdout: "" });
    expect(run.stderr).toContain("cannot go on\n");
  });

  test("a character that Nix itself cannot carry: the same words as from nix develop", async () => {
    const theirs = await runProgram(["nix", "develop", ".#coloured", "--command", "true"], { cwd: workspace.path, env: workspace.env });
    const ours = await workspace.run(["exec", "coloured", "--", "true"]);
    expect(ours).toMatchObject({ exitCode: 3, stdout: "" });
    const words = /^error: (.*)$/m.exec(theirs.stderr)?.[1] ?? "nothing";
    expect(words).toContain("control character U+001B (ESC) must be escaped");
    expect(ours.stderr).toContain(`    ${words}\n`);
  });

  // A fault is injected here: a Nix whose JSON is not what it should be.
  test("an answer that cannot be read: commands start through nix develop, and --verbose says so", async () => {
    const garbled = `#!/bin/bash\n[[ " $* " == *" print-dev-env "* ]] && { echo '{ "variables": 5 }'; exit 0; }\nexec ${nix.bin}/nix "$@"\n`;
    workspace.write({ "garbled/nix": { content: garbled, mode: 0o755 } });
    const env = { PATH: `${join(workspace.path, "garbled")}:${workspace.env.PATH}` };
    const run = await workspace.run(["who", "web", "--verbose", "--", "a b"], { env });
    expect(run).toMatchObject({ exitCode: 0, stdout: "web a b\n" });
    expect(run.stderr).toContain("what Nix says of the devShell web cannot be read: its commands start through nix develop\n");
    const quiet = await workspace.run(["where", "web"], { env });
    expect(quiet.stdout).toBe(`${join(workspace.path, "code/client/web")}\n`);
    expect(quiet.stderr).not.toContain("cannot be read");
  });
});

describe.each(nixVersions())("$label: flags for Nix", (nix) => {
  const flagged = (flags: readonly string[]) => ({ services: { web: { path: "web", verbs: { who: 'echo "$WHO"' } } }, nix: { flags } });
  const impure = { shells: { web: { attributes: 'WHO = builtins.getEnv "FROM_CALLER";\n' } } };

  test("those of the registry and those of REPO_NIX_FLAGS reach every call", async () => {
    using plain = nixWorkspaceOf(nix, { registry: flagged([]), flake: impure });
    const env = { FROM_CALLER: "impure" };
    expect((await plain.run(["who", "web"], { env })).stdout).toBe("\n");
    expect((await plain.run(["who", "web"], { env: { ...env, REPO_NIX_FLAGS: "--impure" } })).stdout).toBe("impure\n");
    plain.write({ "services.config.json": JSON.stringify(flagged(["--impure"])) });
    expect((await plain.run(["who", "web"], { env })).stdout).toBe("impure\n");
  });

  test("quotes in REPO_NIX_FLAGS hold a word together", async () => {
    using workspace = nixWorkspaceOf(nix, { registry: flagged([]), flake: impure });
    const env = { FROM_CALLER: "x", REPO_NIX_FLAGS: `--option "system-features" 'a b' --impure` };
    expect(await workspace.run(["who", "web"], { env })).toMatchObject({ stdout: "x\n", exitCode: 0 });
  });
});

describe.each(nixVersions())("$label: a workspace in a subfolder of a git repository", (nix) => {
  test("the flake beside the registry is meant, and tracked files alone are seen", async () => {
    const shells = { web: { env: { WHO: "subfolder" }, shellHook: "export AT=$PWD" } };
    const services = { web: { path: "web", verbs: { who: 'echo "$WHO $AT"; pwd' } } };
    using workspace = nixWorkspaceOf(nix, { registry: { services }, flake: { shells }, within: "products/my shop" });
    const run = await workspace.run(["who"], { cwd: join(workspace.path, "web") });
    expect(run).toMatchObject({ stdout: `subfolder ${workspace.path}\n${workspace.path}/web\n`, exitCode: 0 });
  });
});

function withoutPlace(text: string): string {
  return text.replaceAll(/services\.config\.json:\d+:\d+/g, "services.config.json:LINE:COLUMN");
}
