import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { flakeText, git, type NixInstall, privateNixStore, type RepoRun, runRepo, temporaryFolder } from "@nix-repo/testkit";

/** A repository with history: services in five devShells, a remote that it was cloned from, and a branch that was begun from `main`. */
export interface AffectedWorkspace extends Disposable {
  readonly path: string;
  readonly env: Readonly<Record<string, string>>;
  /** `undefined` removes. */
  put(files: Readonly<Record<string, string | undefined>>): void;
  git(...args: readonly string[]): string;
  commit(files?: Readonly<Record<string, string | undefined>>): string;
  /** Another state of what the flake has as input, locked. */
  bump(input: "lib" | "tools"): void;
  run(args: readonly string[], env?: Readonly<Record<string, string>>): Promise<RepoRun>;
  /** The lines of `repo affected --why`, without what differs from run to run. */
  why(args?: readonly string[], env?: Readonly<Record<string, string>>): Promise<readonly string[]>;
}

export interface AffectedTemplate extends Disposable {
  /** A copy of its own for a test, on the branch `feature`, with `origin` beside it. */
  copy(): AffectedWorkspace;
  readonly path: string;
}

export const REGISTRY = {
  root: "code",
  services: {
    tokens: { path: "shared/tokens", shell: "node", verbs: { build: ["true"] } },
    api: { path: "backend/api", shell: "api", dependsOn: ["tokens"], verbs: { build: ["true"], test: ["true"] } },
    worker: { path: "backend/worker", shell: "worker", verbs: { test: { run: ["true"], dependsOn: ["api:build"] } } },
    web: {
      path: "client/web",
      shell: "node",
      dependsOn: ["tokens"],
      verbs: { build: { run: ["true"], inputs: ["**", "//design/**"] }, generate: { run: ["true"], dependsOn: ["//:schema"] } },
    },
    docs: { path: "docs", shell: "docs", verbs: { build: ["true"] } },
    tool: { path: "tools/tool", shell: false, verbs: { test: ["true"] } },
  },
  workspace: { verbs: { schema: { run: ["true"], inputs: ["schema/**"] } } },
  globalInputs: [".tool-versions"],
};

const FILES: Readonly<Record<string, string>> = {
  ".gitignore": ".repo\n*.log\n",
  "README.md": "1\n",
  ".tool-versions": "1\n",
  "design/colours.json": "{}\n",
  "schema/all.graphql": "1\n",
  "just/common.just": "hello:\n  echo hello\n",
  "code/shared/tokens/a": "1\n",
  "code/backend/api/main.c": "1\n",
  "code/backend/worker/main.c": "1\n",
  "code/backend/worker/justfile": "import '../../../just/common.just'\n\nlint:\n  true\n",
  "code/client/web/src/a.ts": "1\n",
  "code/docs/index.md": "1\n",
  "code/tools/tool/run.sh": "1\n",
  "nix/stdenv/setup": "export PATH=/usr/bin:/bin\n",
  "nix/module.nix": '{ version = "1"; }\n',
  "nix/overlays/default.nix": 'final: prev: { nodejs = "24"; }\n',
  "services.config.json": text(REGISTRY),
};

export function text(registry: unknown): string {
  return `${JSON.stringify(registry, undefined, 2)}\n`;
}

/** Five devShells, each of which depends on something else, and one that no service uses. */
function flake(inputs: { lib: string; tools: string }): string {
  return flakeText({
    inputs: `inputs.lib.url = "${inputs.lib}"; inputs.tools.url = "${inputs.tools}";`,
    takes: "{ self, lib, tools }",
    lets: "module = import ./nix/module.nix; pkgs = (import ./nix/overlays/default.nix) {} {};",
    shells: Object.entries(SHELLS)
      .map(([name, attributes]) => `${name} = mk "${name}" { ${attributes} };`)
      .join(" "),
  });
}

const SHELLS = {
  api: "LIB = lib.value;",
  worker: "VERSION = module.version;",
  node: "NODE = pkgs.nodejs;",
  docs: 'DOCS = "1";',
  spare: "TOOLS = tools.value;",
};

/** To be shared by tests: locking and the first evaluation take most of the time. */
export function affectedTemplate(nix: NixInstall): AffectedTemplate {
  const folder = temporaryFolder();
  const store = privateNixStore(nix);
  const env = {
    PATH: `${nix.bin}:/usr/local/bin:/usr/bin:/bin`,
    HOME: folder.path,
    TERM: "dumb",
    LANG: "C.UTF-8",
    GIT_CONFIG_GLOBAL: "/dev/null",
    GIT_CONFIG_SYSTEM: "/dev/null",
    ...store.variables,
  };
  const source = join(folder.path, "source");
  const inputs = { lib: join(folder.path, "lib"), tools: join(folder.path, "tools") };
  const urls = { lib: `git+file://${inputs.lib}`, tools: `git+file://${inputs.tools}` };
  for (const input of Object.values(inputs)) commitIn(input, { "flake.nix": '{ outputs = _: { value = "1"; }; }\n' });
  put(source, { ...FILES, "flake.nix": flake(urls) });
  git(source, "init", "--quiet", "--initial-branch=main");
  git(source, "add", "--all");
  lock(source);
  commitIn(source, {});
  let copies = 0;
  return {
    path: folder.path,
    copy() {
      copies += 1;
      const path = join(folder.path, `copy-${copies}`, "repository");
      const origin = join(folder.path, `copy-${copies}`, "origin.git");
      mkdirSync(dirname(path));
      git(folder.path, "clone", "--quiet", "--bare", source, origin);
      git(folder.path, "clone", "--quiet", "--branch", "main", origin, path);
      git(path, "checkout", "--quiet", "-b", "feature");
      return workspaceAt(path);
    },
    [Symbol.dispose]() {
      store.dispose();
      rmSync(folder.path, { recursive: true, force: true });
    },
  };

  function workspaceAt(path: string): AffectedWorkspace {
    const run = (args: readonly string[], more: Readonly<Record<string, string>> = {}) =>
      runRepo(args, { cwd: path, env: { ...env, ...more } });
    return {
      path,
      env,
      put: (files) => put(path, files),
      git: (...args) => git(path, ...args),
      commit: (files = {}) => commitIn(path, files),
      bump(input) {
        bumps += 1;
        commitIn(inputs[input], { "flake.nix": `{ outputs = _: { value = "bump ${bumps}"; }; }\n` });
        lock(path, ["--update-input", input]);
      },
      run,
      async why(args = [], more = {}) {
        const { stdout, stderr, exitCode } = await run(["affected", "--why", ...args], more);
        if (exitCode !== 0) throw new Error(`repo affected ended with ${exitCode}: ${stderr}`);
        return stdout
          .replaceAll(/\b[0-9a-z]{8}-([\w-]+\.drv)/g, "HASH-$1")
          .split("\n")
          .filter((line) => line !== "");
      },
      [Symbol.dispose]: () => rmSync(dirname(path), { recursive: true, force: true }),
    };
  }

  function lock(at: string, args: readonly string[] = []): void {
    const flags = ["--extra-experimental-features", "nix-command flakes"];
    execFileSync(join(nix.bin, "nix"), [...flags, "flake", "lock", ...args], { cwd: at, env, stdio: ["ignore", "ignore", "pipe"] });
  }
}

let bumps = 0;

function put(root: string, files: Readonly<Record<string, string | undefined>>): void {
  for (const [path, content] of Object.entries(files)) {
    const file = join(root, path);
    rmSync(file, { recursive: true, force: true });
    if (content === undefined) continue;
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
  }
}

function commitIn(folder: string, files: Readonly<Record<string, string | undefined>>): string {
  mkdirSync(folder, { recursive: true });
  put(folder, files);
  if (!existsSync(join(folder, ".git"))) git(folder, "init", "--quiet", "--initial-branch=main");
  git(folder, "add", "--all");
  git(folder, "commit", "--quiet", "--allow-empty", "--message=change");
  return git(folder, "rev-parse", "HEAD").trim();
}
