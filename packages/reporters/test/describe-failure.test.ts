import { describe, expect, test } from "@jest/globals";
import type { Failure } from "@nix-repo/model";
import { describeFailure } from "@nix-repo/reporters";

const place = { file: "/ws/services.config.ts", line: 14, column: 7 };
const names = (count: number) => Array.from({ length: count }, (_, i) => `shell-${i}`);

const wrongValue = { kind: "wrong", task: "web:deploy", name: "env", variable: "ENVIRONMENT" } as const;

/** One of each code at least: what people read of it. */
const wordings: readonly (readonly [Failure, readonly string[]])[] = [
  [{ code: "usage", message: "test needs a service", hint: "repo test --all" }, ["repo: test needs a service", "  try: repo test --all"]],
  [{ code: "usage", message: "unknown option --al" }, ["repo: unknown option --al"]],
  [
    { code: "workspace-not-found", from: "/home/me" },
    [
      "repo: there is no services.config.ts (.js, .json, .yaml) in /home/me or above it",
      "  change into a repository that has one, or let repo init write one at the root of this one",
    ],
  ],
  [
    { code: "file-unreadable", place, reason: "SyntaxError: Unexpected token\nexpected }" },
    ["repo: services.config.ts:14:7: cannot be loaded: SyntaxError: Unexpected token", "  expected }"],
  ],
  [
    { code: "version-unsupported", place, requires: ">=0.3", version: "0.1.0" },
    ["repo: services.config.ts:14:7: this workspace requires repo >=0.3, and this is repo 0.1.0; install a version that it accepts"],
  ],
  [
    { code: "unknown-service", name: "wep", nearest: "web", count: 14 },
    ['repo: there is no service "wep"; did you mean "web"? (repo list shows all 14)'],
  ],
  [{ code: "unknown-service", name: "x", count: 1 }, ['repo: there is no service "x" (repo list shows the only one)']],
  [{ code: "unknown-service", name: "x", count: 0 }, ['repo: there is no service "x" (the registry has none yet)']],
  [
    { code: "unknown-verb", service: "web", verb: "tset", nearest: "test", verbs: ["test", "build"] },
    ['repo: web has no verb "tset"; did you mean "test"? (it has build, test)'],
  ],
  [
    { code: "unknown-verb", service: "//", verb: "fmt", verbs: [] },
    ['repo: the workspace has no verb "fmt" (nothing defines any verb there)'],
  ],
  [{ code: "unknown-verb", service: "web", verb: "x", verbs: names(13) }, ['repo: web has no verb "x" (repo list shows all 13)']],
  [
    { code: "params-invalid", verb: "deploy", mistakes: [{ kind: "unknown", name: "verison", nearest: "--version" }] },
    ["repo: there is no parameter --verison; did you mean --version?", "  repo deploy --help shows what it takes"],
  ],
  [
    {
      code: "params-invalid",
      verb: "deploy",
      mistakes: [
        { kind: "unknown", name: "x" },
        { kind: "missing", task: "web:deploy", name: "env", variable: "ENVIRONMENT" },
        { kind: "valueless", task: "web:deploy", name: "note" },
        { ...wrongValue, value: "prd", from: "command-line", expected: { kind: "choice", choices: ["dev", "prod"] }, nearest: "prod" },
        { ...wrongValue, value: "x\u001b[1m", from: "caller", expected: { kind: "number" } },
        { ...wrongValue, value: "x", from: "dotenv", expected: { kind: "boolean" } },
        { ...wrongValue, value: "x", from: "default", expected: { kind: "choice", choices: ["a"] } },
        { kind: "words", task: "//:deploy", words: ["x"], takes: 2 },
        { kind: "words", task: "//:deploy", words: ["x", "y"], takes: 0 },
      ],
    },
    [
      "repo: 9 things are wrong with the parameters of deploy",
      "  there is no parameter --x; what is for the command stands behind --",
      "  web:deploy: --env is required (or the variable ENVIRONMENT)",
      "  web:deploy: --note needs a value",
      '  web:deploy: --env is "prd", expected one of dev, prod; did you mean "prod"?',
      '  web:deploy: ENVIRONMENT in your environment is "x", expected a number',
      '  web:deploy: ENVIRONMENT in .env is "x", expected true or false',
      '  web:deploy: the default of --env is "x", expected a',
      '  //:deploy: "x" is one word too many: it takes 2',
      '  //:deploy: "x", "y" are words too many: it takes 0',
      "  repo deploy --help shows what it takes",
    ],
  ],
  [{ code: "nothing-selected", what: "--tag backnd" }, ["repo: --tag backnd selects nothing (repo list shows what there is)"]],
  [
    { code: "folder-missing", service: "api", folder: "/ws/code/api", place },
    ['repo: services.config.ts:14:7: the folder of service "api" does not exist: code/api; create it, or correct its path'],
  ],
  [
    {
      code: "dependency-cycle",
      tasks: ["web:build", "api:build"],
      places: [[place], [{ file: "/ws/services.config.ts", line: 20 }, place]],
    },
    [
      "repo: these tasks wait for each other: web:build -> api:build -> web:build",
      "  services.config.ts:14:7: web:build needs api:build",
      "  services.config.ts:20: services.config.ts:14:7: api:build needs web:build",
      "  remove one of these dependencies",
    ],
  ],
  [
    { code: "nix-missing" },
    [
      "repo: there is no nix on the PATH, and the tools of every service come from it",
      "  install Nix (https://nixos.org/download), or use this machine's own tools: --provider host",
    ],
  ],
  [
    { code: "host-refused-in-ci" },
    [
      "repo: CI is set, and there this machine's own tools are used only where asked for by name",
      "  install Nix on the runner, or pass --provider host",
    ],
  ],
  [
    { code: "shell-missing", shell: "client-wep", flake: ".", nearest: "client-web", available: ["client-web", "api"], place },
    ['repo: services.config.ts:14:7: the flake . has no devShell "client-wep"; did you mean "client-web"?', "  it has api, client-web"],
  ],
  [
    { code: "shell-missing", shell: "x", flake: "./code/web", available: names(40) },
    ['repo: the flake ./code/web has no devShell "x"', "  nix flake show shows all 40"],
  ],
  [
    { code: "shell-missing", shell: "x", flake: ".", available: [] },
    ['repo: the flake . has no devShell "x"', "  it has nothing; add devShells.<system>.x to it"],
  ],
  [
    {
      code: "nix-failed",
      installable: ".#web",
      message: "error: attribute 'foo' missing\n       at flake.nix:12:3\n\n\x1b[31m  13| x\x1b[0m",
      log: "/ws/.repo/runs/3/nix.log",
    },
    [
      "repo: Nix cannot give the environment .#web",
      "    error: attribute 'foo' missing",
      "           at flake.nix:12:3",
      "",
      "      13| x",
      "  its trace: .repo/runs/3/nix.log",
    ],
  ],
  [
    {
      code: "nix-failed",
      installable: ".#web",
      message: "path '/nix/store/x-source/nix/new.nix' does not exist",
      untracked: "/ws/nix/new.nix",
    },
    [
      "repo: Nix cannot give the environment .#web",
      "    path '/nix/store/x-source/nix/new.nix' does not exist",
      "  git does not track nix/new.nix, and a flake sees only what git tracks: git add -N nix/new.nix",
    ],
  ],
  [
    { code: "hook-failed", shell: "web", exitCode: 3, output: "no database\n" },
    [
      "repo: the shellHook of the devShell web failed with exit 3",
      "    no database",
      "  correct the hook in the flake; no task of this shell can start before",
    ],
  ],
  [
    { code: "hook-failed", shell: "web", exitCode: 3, output: "" },
    [
      "repo: the shellHook of the devShell web failed with exit 3",
      "  correct the hook in the flake; no task of this shell can start before",
    ],
  ],
  [
    { code: "command-not-found", command: "jest", shell: "web", task: "web:test", keepable: true, installedBy: "repo run web:setup" },
    ['repo: web:test: there is no command "jest": the packages that package.json names are not installed', "  try: repo run web:setup"],
  ],
  [
    { code: "delegate-tool-missing", tool: "just", file: "/ws/api/justfile", shell: "host", nixPackage: "just" },
    ['repo: api/justfile needs "just", which is not on this machine\'s PATH; install it'],
  ],
  [
    { code: "command-not-found", command: "jq", shell: "web", task: "web:test", onHost: "/usr/bin/jq", keepable: true },
    [
      'repo: web:test: there is no command "jq" in the devShell web',
      "  your PATH has /usr/bin/jq, but a task whose result may be kept sees only its devShell",
      '  add it to web, or name it under hostTools: ["jq"]',
    ],
  ],
  [
    { code: "command-not-found", command: "jq", shell: "web", onHost: "/usr/bin/jq", keepable: false },
    ['repo: there is no command "jq" in the devShell web, though your PATH has /usr/bin/jq; add its package to web'],
  ],
  [
    { code: "command-not-found", command: "jq", shell: "web", keepable: true },
    ['repo: there is no command "jq" in the devShell web, nor elsewhere on your PATH; add its package to web'],
  ],
  [
    { code: "command-not-found", command: "jq", shell: "host", keepable: false },
    ['repo: there is no command "jq" on this machine\'s PATH; install it'],
  ],
  [
    { code: "start-failed", file: "/ws/code/web/run.sh", reason: "permission denied", task: "web:test" },
    ["repo: web:test: the system cannot start code/web/run.sh: permission denied"],
  ],
  [
    { code: "variable-not-passed", variable: "API_URL", task: "web:test" },
    [
      "repo: web:test: API_URL is set in your environment, but a task whose result may be kept sees only what it declares",
      "  name it under env (its value then decides whether a result is kept) or under passEnv (it then decides nothing)",
    ],
  ],
  [
    { code: "host-tool-missing", tool: "docker", task: "web:test" },
    ['repo: web:test: hostTools names "docker", which is not on your PATH; install it, or add it to the devShell instead'],
  ],
  [
    { code: "delegate-tool-missing", tool: "task", file: "/ws/code/web/Taskfile.yml", shell: "web", nixPackage: "go-task" },
    ['repo: code/web/Taskfile.yml needs "task", which the devShell web does not have', "  add pkgs.go-task to web"],
  ],
  [
    { code: "delegate-failed", tool: "just", file: "/elsewhere/justfile", message: "error: Unknown attribute\n --> justfile:3:1" },
    ["repo: just cannot read /elsewhere/justfile", "    error: Unknown attribute", "     --> justfile:3:1"],
  ],
  [
    { code: "tool-missing", tool: "just", file: "/ws/justfile", nixPackage: "just" },
    [
      'repo: justfile is read by "just", which is not on the PATH',
      "  install it, or run this in a shell that has it: nix shell nixpkgs#just",
    ],
  ],
  [{ code: "repository-missing", from: "/home/me" }, ["repo: there is no git repository in /home/me or above it", "  git init makes one"]],
  [
    { code: "file-left", file: "/ws/ci.yml", why: "edited" },
    ["repo: ci.yml was edited by hand, and is left as it is", "  --force writes it anew, without these edits"],
  ],
  [
    { code: "file-left", file: "/ws/ci.yml", why: "foreign" },
    ["repo: ci.yml was not written by repo, and is left as it is", "  --force writes ours in its place"],
  ],
  [
    { code: "file-left", file: "/ws/ci.yml", why: "unasked" },
    ["repo: ci.yml is there already, and there is nobody to ask", "  --yes brings it up to date"],
  ],
  [
    { code: "file-left", file: "/ws/flake.nix", why: "changed" },
    ["repo: flake.nix has changed meanwhile, and is left as it is", "  run it again"],
  ],
  [
    {
      code: "edit-by-hand",
      place: { file: "/ws/flake.nix", line: 3 },
      why: "its shells are made in ways of their own",
      add: "web = {\n};",
    },
    ["repo: flake.nix:3: left as it is: its shells are made in ways of their own", "  to add by hand:", "    web = {", "    };"],
  ],
  [{ code: "not-new", mistakes: ["web is a file"] }, ["repo: the service cannot be made: web is a file"]],
  [
    { code: "not-new", mistakes: ["web is a file", "--tag is empty"] },
    ["repo: the service cannot be made:", "  web is a file", "  --tag is empty"],
  ],
  [
    { code: "template-invalid", file: "/ws/templates/worker", mistakes: ["there is nothing in it"] },
    ["repo: templates/worker cannot be used: there is nothing in it"],
  ],
  [{ code: "file-not-written", file: "/ws/ci.yml", reason: "the disk is full" }, ["repo: ci.yml cannot be written: the disk is full"]],
  [
    { code: "hook-left", file: "/ws/.git/hooks/pre-commit", why: "edited", call: "repo lint --staged" },
    ["repo: .git/hooks/pre-commit was edited by hand, and is left as it is", "  --force does without these edits"],
  ],
  [
    { code: "hook-left", file: "/ws/.git/hooks/pre-commit", why: "foreign", call: "repo -C code lint --staged" },
    [
      "repo: .git/hooks/pre-commit is a hook that repo did not write, and is left as it is",
      "  to have both, add this line to it: repo -C code lint --staged || exit 1",
      "  or let ours call it first: repo hooks install --force",
    ],
  ],
  [
    { code: "hooks-shared", folder: "/etc/hooks" },
    [
      "repo: git looks for hooks in /etc/hooks (core.hooksPath), where other repositories look as well",
      '  to give this one its own: git config core.hooksPath "$(git rev-parse --path-format=absolute --git-common-dir)/hooks"',
    ],
  ],
  [{ code: "needed-not-ready", units: [] }, ["repo: stopped before what is needed was ready"]],
  [
    { code: "needed-not-ready", units: [{ unit: "web:db", state: "ended with 1" }] },
    ["repo: what is needed did not get ready", "  web:db: ended with 1", "  its output is in .repo/up/logs"],
  ],
  [{ code: "git-missing" }, ["repo: there is no git on the PATH, and it tells what changed; install it"]],
  [
    {
      code: "git-failed",
      command: "git rev-parse",
      message: "fatal: detected dubious ownership in repository at '/ws'\nTo add an exception",
    },
    ["repo: git rev-parse failed", "    fatal: detected dubious ownership in repository at '/ws'", "    To add an exception"],
  ],
  [
    { code: "base-unknown", base: "mian" },
    ["repo: there is no commit mian to compare with", "  name a branch, tag or commit that git knows: --affected=origin/main"],
  ],
  [
    { code: "base-unknown", base: "origin/mian", message: "fatal: couldn't find remote ref refs/heads/mian" },
    [
      "repo: there is no commit origin/mian to compare with",
      "    fatal: couldn't find remote ref refs/heads/mian",
      "  name a branch, tag or commit that git knows: --affected=origin/main",
    ],
  ],
  [
    { code: "history-missing", base: "origin/main", engine: "github" },
    [
      "repo: this clone is shallow, and what would tell what changed since origin/main is missing",
      "  fetching it was not allowed",
      "  let the checkout take all of it:",
      "    - uses: actions/checkout@v4",
      "      with:",
      "        fetch-depth: 0",
    ],
  ],
  [
    { code: "history-missing", base: "origin/main", engine: "gitlab", message: "fatal: unable to access\nmore" },
    [
      "repo: this clone is shallow, and what would tell what changed since origin/main is missing",
      "  fetching it failed:",
      "    fatal: unable to access",
      "    more",
      "  let the job take all of it:",
      "    variables:",
      '      GIT_DEPTH: "0"',
    ],
  ],
  ...([undefined, "buildkite"] as const).map((engine): [Failure, string[]] => [
    { code: "history-missing", base: "HEAD~3", ...(engine && { engine }) },
    [
      "repo: this clone is shallow, and what would tell what changed since HEAD~3 is missing",
      "  fetching it was not allowed",
      "  fetch the rest: git fetch --unshallow",
    ],
  ]),
  [
    { code: "unknown-unit", name: "wep", nearest: "web", count: 5 },
    ['repo: nothing here is called "wep"; did you mean "web"? (repo status shows all 5)'],
  ],
  [{ code: "unknown-unit", name: "\x1b[31mx\x07", count: 1 }, ['repo: nothing here is called "x" (repo status shows the only one)']],
  [
    { code: "server-folder-unsafe", folder: "/tmp/repo-1000", why: "not-a-folder" },
    [
      "repo: the folder of the supervisor's socket is no folder: /tmp/repo-1000",
      "  remove it, or have XDG_RUNTIME_DIR name a folder of your own",
    ],
  ],
  [
    { code: "server-folder-unsafe", folder: "/tmp/repo-1000", why: "other-owner" },
    [
      "repo: the folder of the supervisor's socket belongs to another user: /tmp/repo-1000",
      "  have XDG_RUNTIME_DIR name a folder of your own",
    ],
  ],
  [
    { code: "server-folder-unsafe", folder: "/tmp/repo-1000", why: "open-to-others" },
    [
      "repo: the folder of the supervisor's socket is open to other users: /tmp/repo-1000",
      "  look at what is in it; then remove it, or take the others' rights from it: chmod 700",
    ],
  ],
  [
    { code: "server-folder-unsafe", folder: "/tmp/repo-1000", why: "parent-open-to-others" },
    [
      "repo: the folder of the supervisor's socket lies where other users could replace it: /tmp/repo-1000",
      "  have XDG_RUNTIME_DIR name a folder of your own, which others cannot write",
    ],
  ],
  [
    { code: "server-socket-failed", path: "/run/user/1000/repo/a.sock", reason: "no space left on device" },
    ["repo: the supervisor's socket /run/user/1000/repo/a.sock cannot be used: no space left on device"],
  ],
  [
    { code: "server-other-version", pid: 12, theirs: "0.1.0", ours: "0.2.0" },
    [
      "repo: the supervisor of this workspace (process 12) is repo 0.1.0, and this is repo 0.2.0",
      "  end it with repo down, and start again with repo up",
    ],
  ],
  [
    { code: "server-other-workspace", pid: 12, theirs: "/old", ours: "/ws" },
    [
      "repo: the supervisor that answers (process 12) is that of /old, not of /ws",
      "  was the workspace moved? end it with repo down in its old place, or by its process",
    ],
  ],
  [
    { code: "server-silent", pid: 12, waitedMs: 10_000 },
    [
      "repo: the supervisor of this workspace (process 12) has not answered within 10s",
      "  it was halted, or is too busy; kill -9 12 ends it, and repo down then what it leaves",
    ],
  ],
  [
    { code: "server-unreachable", pid: 12 },
    [
      "repo: the supervisor of this workspace (process 12) runs, but cannot be reached",
      "  its socket was removed, or it was started with another XDG_RUNTIME_DIR",
      "  kill 12 ends it with all that it has started",
    ],
  ],
  [{ code: "server-lost" }, ["repo: the supervisor of this workspace has gone away", "  repo status shows what there is now"]],
  [
    { code: "server-lost", reason: "you read too slowly" },
    ["repo: the supervisor of this workspace has gone away: you read too slowly", "  repo status shows what there is now"],
  ],
  [
    { code: "server-ending" },
    ["repo: the supervisor of this workspace is just being ended; try again when repo status says that nothing runs"],
  ],
  [
    { code: "server-not-started", output: "starting\n\x1b[31mno room\x1b[0m\n" },
    ["repo: the supervisor ended before it was there. The last that it said:", "    starting", "    no room"],
  ],
  [{ code: "server-not-started", output: "" }, ["repo: the supervisor ended before it was there, and said nothing"]],
  [
    {
      code: "units-left",
      units: [
        { unit: "web", pids: [12] },
        { unit: "db:worker#2", pids: [20, 21, 22, 23, 24, 25, 26] },
      ],
    },
    [
      "repo: a supervisor of this workspace was killed, and has left running what it had started",
      "  web: process 12",
      "  db:worker#2: processes 20, 21, 22, 23, 24 and 2 more",
      "  repo down ends them",
    ],
  ],
];

describe("describeFailure", () => {
  test.each(wordings.map(([failure, lines]) => ({ code: failure.code, failure, lines })))("$code", ({ failure, lines }) => {
    expect(describeFailure(failure, { root: "/ws", colour: false })).toBe(lines.join("\n"));
  });

  test("in colour marks only the program's name", () => {
    const text = describeFailure({ code: "unknown-service", name: "x", count: 2 }, { colour: true });
    expect(text).toBe('\x1b[31mrepo:\x1b[39m there is no service "x" (repo list shows all 2)');
  });
});
