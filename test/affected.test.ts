import { execFileSync } from "node:child_process";
import { mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "@jest/globals";
import { git, nixVersions, runRepo } from "@nix-repo/testkit";
import { type AffectedWorkspace, affectedTemplate, REGISTRY, text } from "./affected-workspace.ts";

const [latest] = nixVersions();
if (latest === undefined) throw new Error("no Nix");

const NOTHING: readonly string[] = [];

/** What a change makes affected, line by line as a person reads it. */
type Scenario = readonly [title: string, change: (workspace: AffectedWorkspace) => void, why: readonly string[]];

const files: readonly Scenario[] = [
  ["nothing", () => undefined, NOTHING],
  ["code of one service", (workspace) => workspace.commit({ "code/docs/index.md": "2\n" }), ["docs   code/docs/index.md → docs"]],
  [
    "a shared library: all that depends on it, through tasks too",
    (workspace) => workspace.commit({ "code/shared/tokens/a": "2\n" }),
    [
      "tokens   code/shared/tokens/a → tokens",
      "api      code/shared/tokens/a → tokens → api",
      "worker   code/shared/tokens/a → tokens → api:build → worker",
      "web      code/shared/tokens/a → tokens → web",
    ],
  ],
  [
    "files that are not committed: changed, staged, new, gone, and ignored",
    (workspace) => {
      workspace.put({ "code/docs/index.md": undefined, "code/tools/tool/new": "1\n", "code/client/web/build.log": "1\n" });
      workspace.put({ "code/backend/worker/main.c": "2\n" });
      workspace.git("add", "code/backend/worker/main.c");
    },
    ["worker   code/backend/worker/main.c → worker", "docs     code/docs/index.md → docs", "tool     code/tools/tool/new → tool"],
  ],
  [
    "a file elsewhere that a verb declares",
    (workspace) => workspace.commit({ "design/colours.json": "{ }\n" }),
    ["web   design/colours.json → inputs of build → web"],
  ],
  [
    "what a task of the workspace reads that a service needs",
    (workspace) => workspace.commit({ "schema/all.graphql": "2\n" }),
    ["web   schema/all.graphql → inputs of schema → //:schema → web", "changed, and of no service: schema/all.graphql"],
  ],
  [
    "a file that every service reads",
    (workspace) => workspace.commit({ ".tool-versions": "2\n" }),
    ["tokens", "api", "worker", "web", "docs", "tool"].map((name) => `${name.padEnd(6)}   .tool-versions → ${name}`),
  ],
  [
    "what a task file includes",
    (workspace) => workspace.commit({ "just/common.just": "hello:\n  echo hi\n" }),
    ["worker   just/common.just → worker"],
  ],
  ["a file of nobody", (workspace) => workspace.commit({ "README.md": "2\n" }), ["changed, and of no service: README.md"]],
  [
    "a change that was taken back",
    (workspace) => {
      workspace.commit({ "code/docs/index.md": "2\n" });
      workspace.commit({ "code/docs/index.md": "1\n" });
    },
    NOTHING,
  ],
];

const registry: readonly Scenario[] = [
  [
    "the order of services and of fields",
    (workspace) => {
      const services = Object.fromEntries(Object.entries(REGISTRY.services).reverse());
      const { root, ...rest } = REGISTRY;
      workspace.commit({ "services.config.json": text({ ...rest, services, root }) });
    },
    ["changed, and of no service: services.config.json"],
  ],
  [
    "a verb of one service",
    (workspace) => {
      const docs = { ...REGISTRY.services.docs, verbs: { build: ["false"] } };
      workspace.commit({ "services.config.json": text({ ...REGISTRY, services: { ...REGISTRY.services, docs } }) });
    },
    ["docs   registry: verbs.build.registry.run → docs", "changed, and of no service: services.config.json"],
  ],
  [
    "a new service, and one that is gone",
    (workspace) => {
      const { tool: _, ...services } = REGISTRY.services;
      workspace.commit({
        "services.config.json": text({ ...REGISTRY, services: { ...services, fresh: { path: "fresh", shell: "docs" } } }),
        "code/fresh/a": "1\n",
        "code/tools": undefined,
      });
    },
    [
      "fresh   new in the registry → fresh",
      "        code/fresh/a → fresh",
      "changed, and of no service: code/tools/tool/run.sh, services.config.json",
    ],
  ],
  [
    "a folder that is renamed with its service",
    (workspace) => {
      const web = { ...REGISTRY.services.web, path: "client/site" };
      workspace.git("mv", "code/client/web", "code/client/site");
      workspace.commit({ "services.config.json": text({ ...REGISTRY, services: { ...REGISTRY.services, web } }) });
    },
    [
      "web   registry: path, folder → web",
      "      code/client/site/src/a.ts → web",
      "changed, and of no service: code/client/web/src/a.ts, services.config.json",
    ],
  ],
  [
    "what holds for all",
    (workspace) => workspace.commit({ "services.config.json": text({ ...REGISTRY, globalEnv: ["REGION"] }) }),
    [
      ...["tokens", "api", "worker", "web", "docs", "tool"].map((name) => `${name.padEnd(6)}   registry: globalEnv → ${name}`),
      "changed, and of no service: services.config.json",
    ],
  ],
  [
    "a registry that was none",
    (workspace) => {
      workspace.git("checkout", "--quiet", "main");
      workspace.commit({ "services.config.json": "{" });
      workspace.git("push", "--quiet", "origin", "main");
      workspace.git("checkout", "--quiet", "-B", "feature", "main");
      workspace.commit({ "services.config.json": text(REGISTRY) });
    },
    [
      ...["tokens", "api", "worker", "web", "docs", "tool"].map(
        (name) =>
          `${name.padEnd(6)}   the registry of origin/main cannot be read: the file ends too early: expected a name in double quotes → ${name}`,
      ),
      "changed, and of no service: services.config.json",
    ],
  ],
];

const flakes: readonly Scenario[] = [
  [
    "a bump of the lock that touches one devShell of five",
    (workspace) => {
      workspace.bump("lib");
      workspace.commit();
    },
    [
      "api      flake.lock (lib) → HASH-api.drv ⇒ HASH-api.drv → devShell api → api",
      "worker   flake.lock (lib) → HASH-api.drv ⇒ HASH-api.drv → devShell api → api:build → worker",
      "changed, and of no service: flake.lock",
    ],
  ],
  [
    "a bump of what no service's devShell has",
    (workspace) => {
      workspace.bump("tools");
      workspace.commit();
    },
    ["changed, and of no service: flake.lock"],
  ],
  [
    "an overlay",
    (workspace) => workspace.commit({ "nix/overlays/default.nix": 'final: prev: { nodejs = "26"; }\n' }),
    [
      "tokens   nix/overlays/default.nix → HASH-node.drv ⇒ HASH-node.drv → devShell node → tokens",
      "api      nix/overlays/default.nix → HASH-node.drv ⇒ HASH-node.drv → devShell node → tokens → api",
      "worker   nix/overlays/default.nix → HASH-node.drv ⇒ HASH-node.drv → devShell node → tokens → api:build → worker",
      "web      nix/overlays/default.nix → HASH-node.drv ⇒ HASH-node.drv → devShell node → web",
      "changed, and of no service: nix/overlays/default.nix",
    ],
  ],
  [
    "a module",
    (workspace) => workspace.commit({ "nix/module.nix": '{ version = "2"; }\n' }),
    [
      "worker   nix/module.nix → HASH-worker.drv ⇒ HASH-worker.drv → devShell worker → worker",
      "changed, and of no service: nix/module.nix",
    ],
  ],
  [
    "words of the flake that change no derivation",
    (workspace) => {
      workspace.commit({ "nix/module.nix": '# the version\n{ version = "1"; }\n' });
    },
    ["changed, and of no service: nix/module.nix"],
  ],
];

describe.each(nixVersions())("$label", (nix) => {
  const template = affectedTemplate(nix);
  afterAll(() => template[Symbol.dispose]());
  test.each(nix === latest ? [...files, ...registry, ...flakes] : flakes)("%s", async (_title, change, why) => {
    using workspace = template.copy();
    change(workspace);
    expect(await workspace.why()).toEqual(why);
  });
});

describe("histories", () => {
  const template = affectedTemplate(latest);
  afterAll(() => template[Symbol.dispose]());
  const DOCS = "docs   code/docs/index.md → docs";
  const editDocs = (workspace: AffectedWorkspace, content = "2\n") => workspace.commit({ "code/docs/index.md": content });
  const asJson = async (workspace: AffectedWorkspace, args: readonly string[] = [], env = {}) => {
    const { stdout, stderr } = await workspace.run(["affected", "--json", ...args], env);
    const { base, services } = JSON.parse(stdout) as { base: { name: string; commit?: string }; services: { name: string }[] };
    return { base, names: services.map(({ name }) => name), stderr };
  };

  test("what others did on the base meanwhile does not count, merged or not", async () => {
    using workspace = template.copy();
    editDocs(workspace);
    workspace.git("checkout", "--quiet", "main");
    const others = workspace.commit({ "code/tools/tool/run.sh": "2\n" });
    workspace.git("push", "--quiet", "origin", "main");
    workspace.git("checkout", "--quiet", "feature");
    expect(await workspace.why()).toEqual([DOCS]);
    workspace.git("merge", "--quiet", "--no-edit", "main");
    expect(await workspace.why()).toEqual([DOCS]);
    expect((await asJson(workspace)).base).toEqual({ name: "origin/main", commit: others });
  });

  test("the first commit of all, and none yet: everything, and it is said why", async () => {
    using workspace = template.copy();
    workspace.git("checkout", "--quiet", "--orphan", "fresh");
    workspace.git("branch", "--delete", "--force", "--quiet", "main", "feature");
    workspace.git("remote", "remove", "origin");
    const { base, names } = await asJson(workspace);
    expect({ base, names }).toEqual({ base: { name: "nothing" }, names: Object.keys(REGISTRY.services) });
    expect((await workspace.why())[4]).toBe("docs     there is no commit before the first → docs");
  });

  test("a base that is named: a tag, a commit, an expression; one that is not there is told", async () => {
    using workspace = template.copy();
    editDocs(workspace);
    workspace.git("tag", "v1");
    workspace.commit({ "code/tools/tool/run.sh": "2\n" });
    expect(await workspace.why(["--base", "v1"])).toEqual(["tool   code/tools/tool/run.sh → tool"]);
    expect(await workspace.why(["--base", "HEAD"])).toEqual([]);
    expect((await asJson(workspace, ["--base", "HEAD~2"])).names).toEqual(["docs", "tool"]);
    const run = await workspace.run(["affected", "--base", "v2"]);
    expect(run).toMatchObject({ exitCode: 2, stdout: "" });
    expect(run.stderr).toMatch(
      /^repo: fetching v2 from origin: this clone does not have it\nrepo: there is no commit v2 to compare with\n/m,
    );
  });

  test("a submodule: of the services in it those whose files changed", async () => {
    using workspace = template.copy();
    const library = join(template.path, "library");
    commitLibrary(library, "1");
    git(workspace.path, "-c", "protocol.file.allow=always", "submodule", "--quiet", "add", library, "code/vendored");
    const services = { ...REGISTRY.services, one: { path: "vendored/one", shell: false }, two: { path: "vendored/two", shell: false } };
    const before = workspace.commit({ "services.config.json": text({ ...REGISTRY, services }) });
    commitLibrary(library, "2");
    git(join(workspace.path, "code/vendored"), "pull", "--quiet", "origin", "main");
    workspace.commit();
    expect((await asJson(workspace, ["--base", before])).names).toEqual(["one"]);
  });

  function commitLibrary(folder: string, content: string): void {
    mkdirSync(folder, { recursive: true });
    execFileSync("mkdir", ["-p", join(folder, "one"), join(folder, "two")]);
    execFileSync("tee", [join(folder, "one/a")], { input: content, stdio: ["pipe", "ignore", "inherit"] });
    execFileSync("tee", [join(folder, "two/a")], { input: "always the same", stdio: ["pipe", "ignore", "inherit"] });
    git(folder, "init", "--quiet", "--initial-branch=main");
    git(folder, "add", "--all");
    git(folder, "commit", "--quiet", "--message=change");
  }

  describe("a shallow clone", () => {
    const GITHUB = { GITHUB_ACTIONS: "true", GITHUB_EVENT_NAME: "pull_request", GITHUB_BASE_REF: "main", CI: "true" };

    /** Cloned as actions/checkout does: one commit, of one branch. */
    function shallow(workspace: AffectedWorkspace, depth: number): string {
      const path = join(workspace.path, "..", `shallow-${depth}`);
      workspace.git("push", "--quiet", "origin", "feature");
      const origin = `file://${join(workspace.path, "../origin.git")}`;
      git(workspace.path, "clone", "--quiet", "--depth", String(depth), "--branch", "feature", origin, path);
      return path;
    }

    test("fetches what is missing, says so, and comes to the same", async () => {
      using workspace = template.copy();
      for (const content of ["2\n", "3\n", "4\n"]) editDocs(workspace, content);
      const path = shallow(workspace, 1);
      const run = await runRepo(["affected"], { cwd: path, env: { ...workspace.env, ...GITHUB } });
      expect(run).toMatchObject({ exitCode: 0, stdout: "docs\n" });
      expect(run.stderr).toMatch(/^repo: fetching origin\/main from origin: this clone does not have it\n/);
      expect(run.stderr).toMatch(/affected since origin\/main: docs \(1 of 6 services\)\n$/);
    });

    test("says what to write where it may not, and runs neither everything nor nothing", async () => {
      using workspace = template.copy();
      editDocs(workspace);
      const path = shallow(workspace, 1);
      for (const args of [["affected"], ["ci", "--provider", "host"]]) {
        const run = await runRepo(args, { cwd: path, env: { ...workspace.env, ...GITHUB, REPO_FETCH: "0" } });
        expect(run).toMatchObject({ exitCode: 3, stdout: "" });
        expect(run.stderr).toContain("fetch-depth: 0");
      }
    });
  });

  test("a push that was forced: the commit before it is gone, and it is said what it is compared with", async () => {
    using workspace = template.copy();
    editDocs(workspace);
    workspace.git("checkout", "--quiet", "main");
    workspace.commit({ "code/tools/tool/run.sh": "2\n" });
    const event = join(workspace.path, "../event.json");
    execFileSync("tee", [event], {
      input: JSON.stringify({ before: "1234567890123456789012345678901234567890", forced: true, repository: { default_branch: "main" } }),
      stdio: ["pipe", "ignore", "inherit"],
    });
    const env = { GITHUB_ACTIONS: "true", GITHUB_EVENT_NAME: "push", GITHUB_REF_NAME: "main", GITHUB_EVENT_PATH: event, CI: "true" };
    const { names, stderr } = await asJson(workspace, [], env);
    expect(names).toEqual(["tool"]);
    expect(stderr).toMatch(/^repo: 123456789012 cannot be compared with \(.*\); this is what origin\/main\.\. affects\n/m);
  });

  test("a repository below another folder, through a link: names stay the same", async () => {
    using workspace = template.copy();
    editDocs(workspace);
    const link = join(workspace.path, "../link");
    symlinkSync(workspace.path, link);
    const run = await runRepo(["affected", "--why"], { cwd: join(link, "code/docs"), env: workspace.env });
    expect(run.stdout).toBe(`${DOCS}\n`);
  });

  test("no repository is told", async () => {
    using workspace = template.copy();
    execFileSync("rm", ["-rf", join(workspace.path, ".git")]);
    const run = await workspace.run(["affected"]);
    expect(run).toMatchObject({ exitCode: 2, stdout: "" });
    expect(run.stderr).toBe("repo: there is no git repository here, so that nobody can tell what changed\n");
  });
});
