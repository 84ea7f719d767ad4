import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { cleanEnvironment, nixVersions, runRepo, type TemporaryFolder } from "@nix-repo/testkit";
import { type NixWorkspace, nixWorkspaceOf } from "./nix-workspace.ts";
import { ON_HOST, workspaceOf } from "./workspace.ts";

/** Prints variables, and says of those that are not set that they are not. */
const shows = (...names: readonly string[]) => `echo "${names.map((name) => `${name}=\${${name}-unset}`).join(" ")}"`;

const registry = {
  hostToolchain: ["true"],
  services: {
    api: {
      path: "api",
      verbs: {
        deploy: {
          run: shows("VERSION", "REGION"),
          params: { version: { required: true, description: "which one" }, region: { default: "eu" } },
        },
        test: "echo tested",
      },
    },
    web: {
      path: "web",
      verbs: {
        deploy: {
          run: shows("VERSION", "REPLICAS", "WAIT"),
          dependsOn: ["prepare"],
          params: { version: {}, replicas: { kind: "number", default: 2 }, wait: { kind: "boolean" } },
        },
        prepare: { run: shows("VERSION", "REPLICAS"), params: { version: { default: "prepared" } } },
        build: {
          run: `echo ran >>../ran; ${shows("MODE")}`,
          outputs: [],
          params: { mode: { kind: "choice", choices: ["fast", "small"] } },
        },
        edit: { run: `cat; ${shows("VERSION")}`, interactive: true, params: { version: { default: "1" } } },
        plain: shows("VERSION"),
      },
    },
  },
  workspace: {
    verbs: {
      release: {
        run: shows("ENVIRONMENT", "VERSION"),
        description: "puts it where people see it",
        params: {
          environment: { kind: "choice", choices: ["dev", "prod"], required: true },
          version: { default: "latest" },
        },
      },
      deploy: { run: shows("TARGET"), params: { target: { default: "all" } } },
    },
  },
};

let workspace: TemporaryFolder;
beforeEach(() => {
  workspace = workspaceOf(registry);
});
afterEach(() => workspace[Symbol.dispose]());

async function repo(words: readonly string[], { env = {}, stdin = "" }: { env?: Record<string, string>; stdin?: string } = {}) {
  const run = await runRepo([...words, ...ON_HOST], {
    cwd: workspace.path,
    env: cleanEnvironment({ XDG_CACHE_HOME: join(workspace.path, ".cache"), ...env }),
    stdin,
  });
  return { ...run, stderr: run.stderr.replace(/^repo: tools come from.*\n/m, "") };
}

/** What one task printed. */
async function printed(words: readonly string[], env: Record<string, string> = {}): Promise<string> {
  const { stdout, stderr, exitCode } = await repo(words, { env });
  if (exitCode !== 0) throw new Error(`${exitCode}: ${stderr}`);
  return stdout.split("\n").find((line) => line.includes("=")) ?? "";
}

describe("values of parameters", () => {
  test("are given by flags, wherever these stand", async () => {
    expect(await printed(["deploy", "api", "--version", "1.2", "--region=us east"])).toBe("VERSION=1.2 REGION=us east");
    expect(await printed(["deploy", "--version=1.2", "api"])).toBe("VERSION=1.2 REGION=eu");
    expect(await printed(["deploy-api", "--version", "1.2"])).toBe("VERSION=1.2 REGION=eu");
    expect(await printed(["-C", "api", "deploy", "--version", "1.2"])).toBe("VERSION=1.2 REGION=eu");
  });

  test("are what the flag's kind makes of them", async () => {
    const last = async (...flags: string[]) => (await repo(["deploy", "web", "--json", ...flags])).exitCode;
    expect(await last("--wait", "--replicas", "-1")).toBe(0);
    const lines = async (...flags: string[]) => (await repo(["run", "web:deploy", ...flags])).stdout;
    expect(await lines("--wait", "--replicas", "-1")).toContain("VERSION=unset REPLICAS=-1 WAIT=true");
    expect(await lines("--no-wait")).toContain("VERSION=unset REPLICAS=2 WAIT=false");
    expect(await lines("--wait=false")).toContain("VERSION=unset REPLICAS=2 WAIT=false");
  });

  test("reach no task that the verb depends on", async () => {
    const { stdout } = await repo(["deploy", "web", "--version", "3"]);
    expect(stdout).toMatch(/web:prepare \| VERSION=prepared REPLICAS=unset\nweb:deploy {2}\| VERSION=3 REPLICAS=2 WAIT=unset/);
  });

  test("come from the caller's variable, from a .env and from the default, in this order", async () => {
    workspace.write({ ".env": "REGION=from-root\n", "api/.env": "VERSION=from-service\n" });
    expect(await printed(["deploy", "api"])).toBe("VERSION=from-service REGION=from-root");
    expect(await printed(["deploy", "api"], { VERSION: "mine", REGION: "my" })).toBe("VERSION=mine REGION=my");
    expect(await printed(["deploy", "api", "--version", "typed"], { VERSION: "mine" })).toBe("VERSION=typed REGION=from-root");
  });

  test("reach every service that is meant and has such a parameter", async () => {
    const { stdout } = await repo(["deploy", "api", "web", "--version", "7", "--replicas", "5"]);
    expect(stdout).toMatch(/api:deploy +\| VERSION=7 REGION=eu\n/);
    expect(stdout).toMatch(/web:deploy +\| VERSION=7 REPLICAS=5 WAIT=unset\n/);
  });

  test("are for one of the tasks of repo run", async () => {
    const { stdout, exitCode } = await repo(["run", "api:test", "api:deploy", "--version", "2"]);
    expect(exitCode).toBe(0);
    expect(stdout).toContain("VERSION=2 REGION=eu");
    expect(await repo(["run", "api:deploy", "web:deploy", "--version", "2"])).toMatchObject({
      exitCode: 2,
      stdout: "",
      stderr: `repo: --version is for one task, and 2 that are named have parameters: api:deploy, web:deploy\n  try: name one of them\n`,
    });
  });

  test("reach a verb that has the terminal", async () => {
    expect(await repo(["edit", "web", "--version", "9"], { stdin: "typed\n" })).toMatchObject({
      exitCode: 0,
      stdout: "typed\nVERSION=9\n",
    });
  });

  test("are values of a bash verb, never words of it", async () => {
    expect(await printed(["deploy", "api", "--version", '$(echo hi) "; exit 3'])).toBe('VERSION=$(echo hi) "; exit 3 REGION=eu');
  });

  test("stay beside what stands behind --", async () => {
    const { stdout } = await repo(["deploy", "api", "--version", "1", "--dry-run", "--", "--version", "x"]);
    expect(stdout).toMatch(/VERSION=1 REGION=eu echo .* --version x/);
  });
});

describe("words behind a verb of the workspace itself", () => {
  test("fill its parameters in the order in which they are declared", async () => {
    expect(await printed(["release", "prod"])).toBe("ENVIRONMENT=prod VERSION=latest");
    expect(await printed(["release", "prod", "1.2"])).toBe("ENVIRONMENT=prod VERSION=1.2");
    expect(await printed(["release", "1.2", "--environment", "dev"])).toBe("ENVIRONMENT=dev VERSION=1.2");
    expect(await printed(["release", "prod", "web"])).toBe("ENVIRONMENT=prod VERSION=web");
    expect(await printed(["run", "//:release", "--environment", "dev"])).toBe("ENVIRONMENT=dev VERSION=latest");
  });

  test("are services where one of these has the verb", async () => {
    expect(await printed(["deploy", "api", "--version", "4"])).toBe("VERSION=4 REGION=eu");
    expect(await printed(["deploy", "here"])).toBe("TARGET=here");
    expect(await printed(["deploy"])).toBe("TARGET=all");
  });

  test("are too many at some point", async () => {
    expect((await repo(["release", "prod", "1.2", "x", "y"])).stderr).toBe(
      'repo: //:release: "x", "y" are words too many: it takes 2\n  repo release --help shows what it takes\n',
    );
  });
});

describe("what is wrong is told before anything runs", () => {
  test("all of it at once", async () => {
    const run = await repo(["deploy", "web", "api", "--verison", "2", "--replicas", "many"], { env: { WAIT: "perhaps" } });
    expect(run).toMatchObject({
      exitCode: 2,
      stdout: "",
      stderr: `repo: 4 things are wrong with the parameters of deploy
  there is no parameter --verison; did you mean --version?
  api:deploy: --version is required (or the variable VERSION)
  web:deploy: --replicas is "many", expected a number
  web:deploy: WAIT in your environment is "perhaps", expected true or false
  repo deploy --help shows what it takes
`,
    });
  });

  test.each([
    [["release", "prd"], 'repo: //:release: --environment is "prd", expected one of dev, prod; did you mean "prod"?'],
    [["deploy", "api", "--version"], "repo: api:deploy: --version needs a value"],
    [["deploy", "api", "--version", "--json"], "repo: api:deploy: --version needs a value"],
    [["deploy", "api", "--version", "1", "--alll"], "repo: there is no parameter --alll; did you mean --all?"],
    [["deploy", "api", "--version", "1", "--fresh"], "repo: there is no parameter --fresh; what is for the command stands behind --"],
    [["build", "web", "--mode", "slow"], 'repo: web:build: --mode is "slow", expected one of fast, small'],
  ])("%j", async (words, expected) => {
    const { exitCode, stderr, stdout } = await repo(words);
    expect([exitCode, stdout, stderr.split("\n")[0]]).toEqual([2, "", expected]);
  });

  test("a flag of a verb without parameters is unknown, as ever", async () => {
    expect((await repo(["test", "api", "--alll=1"])).stderr).toBe(
      "repo: unknown option --alll; did you mean --all? (repo test --help shows what it takes)\n",
    );
    expect((await repo(["test", "api", "--fresh"])).stderr).toBe(
      "repo: unknown option --fresh; to pass it to the command, write it behind -- (repo test --help shows what it takes)\n",
    );
  });

  test("also of a task that is only depended on", async () => {
    workspace.write({ "web/.env": "REPLICAS=many\n" });
    expect((await repo(["deploy", "web"])).stderr).toContain('REPLICAS in .env is "many", expected a number');
  });
});

describe("kept results", () => {
  test("are those of the same values", async () => {
    const build = async (...flags: string[]) => {
      const { stdout, exitCode } = await repo(["build", "web", ...flags]);
      expect(exitCode).toBe(0);
      return stdout;
    };
    const ran = () => readFileSync(join(workspace.path, "ran"), "utf8").split("\n").length - 1;
    expect(await build()).toContain("MODE=unset");
    expect(await build("--mode", "fast")).toContain("MODE=fast");
    expect(ran()).toBe(2);
    expect(await build("--mode=fast")).toContain("MODE=fast");
    expect(await build()).toContain("MODE=unset");
    expect(ran()).toBe(2);
    expect((await repo(["build", "web"], { env: { MODE: "fast" } })).stdout).toContain("MODE=fast");
    expect(ran()).toBe(2);
    expect(await build("--mode", "small")).toContain("MODE=small");
    expect(ran()).toBe(3);
    const explained = await repo(["explain", "web:build", "--json"], { env: { MODE: "fast" } });
    const [task] = JSON.parse(explained.stdout).tasks;
    expect(task.params).toEqual([{ name: "mode", variable: "MODE", value: "fast", from: "caller" }]);
    expect(task.key).toMatchObject({ kind: "known", kept: "in-store", variables: { MODE: expect.any(String) } });
  });
});

describe("what shows parameters", () => {
  test("--dry-run: the values", async () => {
    const { stdout } = await repo(["release", "prod", "1 2", "--dry-run"]);
    expect(stdout).toContain("//:release   ENVIRONMENT=prod VERSION='1 2' echo ");
    const plan = JSON.parse((await repo(["release", "prod", "--dry-run", "--json"])).stdout);
    expect(plan.tasks[0].params).toEqual([
      { name: "environment", variable: "ENVIRONMENT", required: true, value: "prod", from: "command-line" },
      { name: "version", variable: "VERSION", value: "latest", from: "default" },
    ]);
  });

  test("repo explain: what they come to, and where from", async () => {
    workspace.write({ ".env": "VERSION=5\n" });
    const { stdout } = await repo(["explain", "//:release"], { env: {} });
    expect(stdout).toMatch(/^--environment +not set +required; or the variable ENVIRONMENT$/m);
    expect(stdout).toMatch(/^--version +5 +VERSION, from \.env$/m);
  });

  test("repo explain: no key where a required one is not given", async () => {
    workspace.write({
      "api/repo.config.json": JSON.stringify({ verbs: { deploy: { cache: true } } }),
    });
    expect((await repo(["explain", "api:deploy"])).stdout).toMatch(/^key +not known +a parameter is required, and not given$/m);
  });

  test("--help: what a verb takes, and where that is said", async () => {
    const { stdout } = await repo(["help", "release"]);
    expect(stdout).toContain(`
  repo release [service…]
  repo release <environment> [version]
`);
    expect(stdout).toMatch(
      /^parameters \(services\.config\.json:\d+:\d+\)\n {2}--environment dev\|prod +required; or the variable ENVIRONMENT\n {2}--version TEXT +default: latest; or the variable VERSION$/m,
    );
    const deploy = (await repo(["deploy", "--help"])).stdout;
    expect(deploy).toMatch(/--version TEXT +which one; required; or the variable VERSION \[api\]/);
    expect(deploy).toMatch(/--\[no-\]wait +or the variable WAIT \[web\]/);
  });
});

describe("a team's override", () => {
  test("adds parameters, and changes those of the registry by name", async () => {
    workspace.write({
      "api/repo.config.json": JSON.stringify({
        verbs: {
          deploy: { run: shows("VERSION", "REGION", "CANARY"), params: { region: { default: "us" }, canary: { kind: "boolean" } } },
        },
      }),
    });
    expect(await printed(["deploy", "api", "--version", "1", "--canary"])).toBe("VERSION=1 REGION=us CANARY=true");
  });

  test("a local task file's recipe sees them as variables", async () => {
    workspace.write({ "api/Makefile": 'deploy:\n\t@echo "make=$(VERSION)"\n' });
    expect(await printed(["deploy", "api", "--version", "1"])).toBe("make=1");
  });
});

test("repo up starts a verb with what its variables and defaults say", async () => {
  workspace.write({
    "api/repo.config.json": JSON.stringify({ verbs: { dev: { run: "true", params: { port: { kind: "number", required: true } } } } }),
  });
  const { exitCode, stderr, stdout } = await repo(["up", "api", "--json"]);
  expect([exitCode, stderr + stdout]).toEqual([expect.any(Number), expect.stringContaining("--port is required (or the variable PORT)")]);
  expect(exitCode).not.toBe(0);
});

describe.each(nixVersions())("$label: in a devShell", (nix) => {
  const params = { version: { required: true }, region: {}, level: { kind: "number", default: 1 } };
  const run = `echo ran >>../ran; ${shows("VERSION", "REGION", "LEVEL")}`;
  let inNix: NixWorkspace;
  beforeAll(() => {
    inNix = nixWorkspaceOf(nix, {
      registry: { services: { web: { path: "web", shell: "web", verbs: { free: { run, params }, kept: { run, params, cache: true } } } } },
      flake: { shells: { web: { env: { REGION: "the shell's", LEVEL: "9" } } } },
      files: { ".gitignore": "ran\n" },
    });
  });
  afterAll(() => inNix.dispose());

  test.each(["free", "kept"])("values stand over its variables, and what is not given leaves these as they are: %s", async (verb) => {
    expect(await inNix.run([verb, "web", "--version", "1"])).toMatchObject({
      exitCode: 0,
      stdout: "VERSION=1 REGION=the shell's LEVEL=1\n",
    });
    const given = await inNix.run([verb, "web", "--version", "1", "--region", "us"], { env: { LEVEL: "3" } });
    expect(given.stdout).toBe("VERSION=1 REGION=us LEVEL=3\n");
    expect((await inNix.run([verb, "web"])).stderr).toContain(`web:${verb}: --version is required (or the variable VERSION)`);
  });

  test("a kept result is taken for the same values alone", async () => {
    const ran = () => inNix.read("ran").split("\n").length - 1;
    await inNix.run(["kept", "web", "--version", "7"]);
    const before = ran();
    expect((await inNix.run(["kept", "web"], { env: { VERSION: "7" } })).stderr).toContain("● web:kept");
    expect(ran()).toBe(before);
    expect((await inNix.run(["kept", "web", "--version", "8"])).stdout).toContain("VERSION=8");
    expect(ran()).toBe(before + 1);
  });
});
