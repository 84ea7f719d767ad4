import { describe, expect, test } from "@jest/globals";
import type { Checked } from "../../src/doctor/check.ts";
import { clock } from "../../src/doctor/checks/clock.ts";
import { clone } from "../../src/doctor/checks/clone.ts";
import { type DirenvFacts, direnv, parseAllowed } from "../../src/doctor/checks/direnv.ts";
import { envFiles, localFrom } from "../../src/doctor/checks/env-files.ts";
import { capturedShells, staleRoots } from "../../src/doctor/checks/environments.ts";
import { fileWatches } from "../../src/doctor/checks/file-watches.ts";
import { flakeShells } from "../../src/doctor/checks/flake-shells.ts";
import { gitHook, type HookFacts } from "../../src/doctor/checks/git-hooks.ts";
import { leftRunning } from "../../src/doctor/checks/left-running.ts";
import { manifests } from "../../src/doctor/checks/manifests.ts";
import { cases, explained, told } from "./told.ts";

describe("direnv", () => {
  const facts: DirenvFacts = {
    program: "/bin/direnv",
    file: "/w/.envrc",
    root: "/w",
    cwd: "/w",
    allowed: "yes",
    shell: "bash",
    hookedBy: "~/.bashrc",
  };
  test.each(
    cases([
      [facts, ["fine: .envrc is allowed", "fine: ~/.bashrc"]],
      [{ ...facts, file: undefined }, ["fine: there is no .envrc to load"]],
      [{ ...facts, file: undefined, program: undefined }, ["fine: not installed, and there is no .envrc"]],
      [{ ...facts, program: undefined }, ["warning: not installed, and there is .envrc → nix profile install nixpkgs#direnv"]],
      [{ ...facts, allowed: "no" }, ["warning: .envrc is not allowed → direnv allow .envrc", "fine: ~/.bashrc"]],
      [
        { ...facts, allowed: "denied" as const, cwd: "/elsewhere" },
        ["warning: .envrc is denied → direnv allow /w/.envrc", "fine: ~/.bashrc"],
      ],
      [
        { ...facts, hookedBy: undefined },
        ["fine: .envrc is allowed", `warning: not found in what bash reads when it starts → echo 'eval "$(direnv hook bash)"' >>~/.bashrc`],
      ],
      [
        { ...facts, hookedBy: undefined, shell: "fish" },
        [
          "fine: .envrc is allowed",
          "warning: not found in what fish reads when it starts → echo 'direnv hook fish | source' >>~/.config/fish/config.fish",
        ],
      ],
      [
        { ...facts, hookedBy: undefined, shell: "" },
        ["fine: .envrc is allowed", "warning: not found in what your shell reads when it starts"],
      ],
    ]),
  )("$expected", ({ given, expected }) => {
    expect(told(direnv(given))).toEqual(expected);
    expect(explained(direnv(given))).toBe(true);
  });

  test.each([
    ["true", "yes"],
    ["false", "no"],
    ["0", "yes"],
    ["1", "no"],
    ["2", "denied"],
  ])("versions say %s for %s", (said, allowed) => {
    expect(parseAllowed(`Found RC path /w/.envrc\nFound RC allowed ${said}\nFound RC allowPath /x\n`)).toBe(allowed);
  });

  test("an answer without that line says nothing", () => expect(parseAllowed("No .envrc or .env found\n")).toBe("unknown"));
});

describe("git's hook", () => {
  const facts: HookFacts = { state: "none", file: ".git/hooks/pre-commit", shared: false, framework: false };
  test.each(
    cases<HookFacts, string>([
      [facts, "warning: nothing is linted before a commit → repo hooks install"],
      [{ ...facts, state: "current" }, "fine: .git/hooks/pre-commit lints what is staged"],
      [
        { ...facts, state: "outdated" },
        "warning: .git/hooks/pre-commit is of another version of repo, or for another folder → repo hooks install",
      ],
      [{ ...facts, state: "foreign" }, "fine: .git/hooks/pre-commit is your own, and is left alone"],
      [{ ...facts, state: "edited" }, "fine: .git/hooks/pre-commit was written by repo and edited by hand, and is left alone"],
      [
        { ...facts, shared: true, file: "/home/hooks/pre-commit" },
        "fine: git's hooks are those of all your repositories (/home/hooks/pre-commit), and are left alone",
      ],
      [{ ...facts, framework: true }, "fine: .pre-commit-config.yaml lints what is staged"],
    ]),
  )("$expected", ({ given, expected }) => {
    expect(told(gitHook(given))).toEqual([expected]);
    expect(explained(gitHook(given))).toBe(true);
  });
});

describe(".env.local", () => {
  const folder = { folder: "/w", name: ".env.local", isThere: true, isIgnored: true, required: [] as string[] };
  test.each(
    cases([
      [[], ["fine: there is no .env.example"]],
      [[folder], ["fine: set up"]],
      [[folder, { ...folder, folder: "/w/api" }], ["fine: set up in 2 folders"]],
      [[{ ...folder, isThere: false }], ["warning: .env.local is missing → cp .env.example .env.local"]],
      [
        [folder, { ...folder, folder: "/w/my api", name: "my api/.env.local", isThere: false }],
        ["warning: my api/.env.local is missing → cp 'my api/.env.example' 'my api/.env.local'"],
      ],
      [[{ ...folder, isIgnored: false }], ["warning: git does not ignore .env.local → echo .env.local >>.gitignore"]],
    ]),
  )("$expected", ({ given, expected }) => {
    const findings = envFiles(given, "/w");
    expect(told(findings)).toEqual(expected);
    expect(explained(findings)).toBe(true);
  });

  test("what is required is named", () => {
    expect(envFiles([{ ...folder, isThere: false, required: ["KEY", "URL"] }], "/w")[0]?.why).toBe(
      ".env.example requires KEY, URL, and tasks do not get them unless something else sets them.",
    );
  });

  test("a copy of the example gives nothing an empty value that has to be filled in; all else stays byte for byte", () => {
    const example = '# ours\r\nKEY=\nexport URL = "" # required\nPORT=8080\nNAME=given # required\n\nEMPTY=\nLAST=';
    expect(localFrom(example, ["KEY", "URL", "NAME", "LAST"])).toBe(
      '# ours\r\n# KEY=\n# export URL = "" # required\nPORT=8080\nNAME=given # required\n\nEMPTY=\n# LAST=',
    );
  });
});

describe("devShells", () => {
  const at = { file: "/w/services.config.json", line: 3, column: 5 };
  const wants = (name: string, shell: string) => ({
    service: { name, place: at },
    choice: { kind: "named" as const, name: shell, place: { ...at, line: 9 } },
  });
  const inferred = (name: string, ...candidates: string[]) => ({
    service: { name, place: at },
    choice: { kind: "inferred" as const, candidates },
  });

  test("all there", () => {
    const found = flakeShells({
      wanted: [wants("web", "web"), inferred("api", "backend-api", "api")],
      shells: ["api", "web", "default"],
      root: "/w",
    });
    expect(told(found)).toEqual(["fine: the flake has all 2 that are used"]);
  });

  test("a shell that the flake lacks, and one that nobody uses", () => {
    const found = flakeShells({
      wanted: [wants("web", "wep"), inferred("api", "api", "default")],
      shells: ["web", "backend.ms1"],
      root: "/w",
    });
    expect(told(found)).toEqual(["problem: the flake lacks what 2 services want", "warning: no service uses backend.ms1, web"]);
    expect(found[0]?.details).toEqual([
      "web (services.config.json:9:5) wants wep",
      "api (services.config.json:3:5) wants one of api, default",
    ]);
    expect(explained(found)).toBe(true);
  });
});

describe("manifests", () => {
  const service = (name: string, dependsOn: string[] = []) => ({
    name,
    folder: `/w/${name}`,
    dependsOn,
    place: { file: "/w/services.config.json", line: 2 },
  });
  const names = (from: string, to: string) => ({ from: `/w/${from}`, to: `/w/${to}`, file: `/w/${from}/go.mod` });

  test("a dependency that the registry lacks is named with both places; one by way of another does", () => {
    const services = [service("web", ["api"]), service("api", ["log"]), service("log"), service("db")];
    const found = manifests({ services, root: "/w", references: [names("web", "log"), names("api", "db")], unreadable: [] });
    expect(told(found)).toEqual(["warning: dependsOn of one service lacks what its manifest names"]);
    expect(found[0]?.details).toEqual([`api (services.config.json:2): add "db", as api/go.mod says`]);
    expect(explained(found)).toBe(true);
  });

  test("of one service they are told together", () => {
    const services = [service("web"), service("api"), service("log")];
    const found = manifests({
      services,
      root: "/w",
      references: [names("web", "log"), names("web", "api"), names("api", "log")],
      unreadable: [],
    });
    expect(told(found)).toEqual(["warning: dependsOn of 2 services lacks what their manifests name"]);
    expect(found[0]?.details).toEqual([
      `web (services.config.json:2): add "log", "api", as web/go.mod says`,
      `api (services.config.json:2): add "log", as api/go.mod says`,
    ]);
  });

  test("services that share a folder are not said to depend on each other, and either does for others", () => {
    const services = [service("web", ["api-jobs"]), { ...service("api-jobs"), folder: "/w/api" }, service("api")];
    expect(told(manifests({ services, root: "/w", references: [names("web", "api")], unreadable: [] }))).toEqual([
      "fine: dependsOn has what manifests name",
    ]);
  });

  test("what cannot be read", () => {
    const found = manifests({
      services: [],
      root: "/w",
      references: [],
      unreadable: [{ file: "/w/web/package.json", message: "no JSON" }],
    });
    expect(told(found)).toEqual(["warning: one manifest cannot be read"]);
    expect(found[0]?.details).toEqual(["web/package.json: no JSON"]);
  });
});

describe("what is kept, left and limited", () => {
  const MINUTE = 60_000;
  const DAY = 1_440 * MINUTE;
  const task = { run: 3, task: "web:dev" as never, first: 7, pids: [7, 8], command: "vite", startedAt: 0 };
  test.each(
    cases<Checked | readonly Checked[], string[]>([
      [capturedShells([]), ["fine: no service wants a devShell"]],
      [capturedShells([{ shell: "web", state: "valid" }]), ["fine: captured"]],
      [
        capturedShells([
          { shell: "web", state: "stale" },
          { shell: "api", state: "missing" },
          { shell: "whole", state: "unkept" },
        ]),
        ["warning: not captured as they are now: api, web → repo env refresh"],
      ],
      [staleRoots([]), ["fine: none"]],
      [staleRoots(["a", "b", "c", "d", "e", "f"]), ["warning: kept, though no service uses them: a, b, c, d and 2 more → repo env prune"]],
      [leftRunning({ tasks: [], units: [] }), ["fine: nothing of earlier runs"]],
      [
        leftRunning({ tasks: [task], units: [{ unit: "db" as never, pids: [9] }] }),
        ["problem: tasks of runs that were killed → repo doctor --end", "problem: units of a repo up that was killed → repo down"],
      ],
      [clone({ isRepository: true, cutAt: 0 }), ["fine: has its whole history"]],
      [clone({ isRepository: true, cutAt: 1 }), ["warning: shallow: its history is cut off → git fetch --unshallow"]],
      [clone({ isRepository: false, cutAt: 0 }), ["warning: the workspace is in no repository of git → git init && git add --all"]],
      [clock({ now: DAY, newestCommit: DAY + 4 * MINUTE, later: [] }), ["fine: agrees with commits and files"]],
      [clock({ now: DAY, newestCommit: undefined, later: [] }), ["fine: agrees with commits and files"]],
      [
        clock({ now: DAY, newestCommit: 0, later: ["a", "'b c'"] }),
        ["warning: files that were changed in the future: 'b c', a → touch -c a 'b c'"],
      ],
      [fileWatches({ watches: 65_536, instances: 128, files: 900, folders: 100 }), ["fine: 65536, for 1000 files and folders"]],
    ]),
  )("$expected", ({ given, expected }) => {
    expect(told(given)).toEqual(expected);
    expect(explained(given)).toBe(true);
  });

  test("a clock that is behind is a warning for an hour, and a problem for days", () => {
    const behind = (ms: number) => clock({ now: DAY, newestCommit: DAY + ms, later: [] });
    expect(told(behind(60 * MINUTE))[0]).toMatch(/^warning: 60 minutes behind the newest commit → sudo /);
    expect(told(behind(3 * DAY))[0]).toMatch(/^problem: 3 days behind the newest commit → sudo /);
    expect(explained(behind(DAY * 2))).toBe(true);
  });

  test("too few watches for a large workspace are raised to what it takes", () => {
    const told = (watches: number, instances: number) => {
      const { severity, what, command } = fileWatches({ watches, instances, files: 150_000, folders: 50_000 });
      return [severity, what, /max_user_watches=\d+\\nfs.inotify.max_user_instances=\d+/.exec(command ?? "")?.[0]];
    };
    expect(told(8_192, 128)).toEqual([
      "problem",
      "Linux allows 8192 watches for 200000 files and folders",
      "max_user_watches=800000\\nfs.inotify.max_user_instances=1024",
    ]);
    expect(told(524_288, 128)[0]).toBe("warning");
    expect(told(1_000_000, 16)).toEqual([
      "warning",
      "Linux allows 16 watchers at a time",
      "max_user_watches=800000\\nfs.inotify.max_user_instances=1024",
    ]);
  });
});
