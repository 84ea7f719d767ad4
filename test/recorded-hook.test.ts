import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { nixVersions, repoCommand } from "@nix-repo/testkit";
import { type NixWorkspace, nixWorkspaceOf } from "./nix-workspace.ts";
import { runProgram } from "./run-program.ts";

const verbs = { who: 'echo "$HOOKED"', kept: { run: 'echo "$HOOKED"', cache: true } };

const registry = {
  services: {
    web: { path: "web", shell: "web", shellHook: "capture", verbs },
    team: { path: "team", shell: "team", verbs },
    usual: { path: "usual", shell: "web", verbs },
    failing: { path: "failing", shell: "failing", shellHook: "capture", verbs },
    changing: { path: "changing", shell: "changing", shellHook: "capture", verbs },
    made: { path: "made", shell: "made", shellHook: "capture" },
  },
  workspace: { shell: "root", shellHook: "capture", verbs: { mine: 'echo "$HOOKED"' } },
};

const hook = (name: string) => `echo "the hook of ${name}"; echo ran >>${name}.log; export HOOKED=${name}`;

const flake = {
  shells: {
    web: {
      env: { WHO: "web", GONE: "x" },
      programs: { tool: "#!/bin/sh\n" },
      shellHook: [
        hook("web"),
        "export PATH=$PWD/web/bin:$PATH ROOT=$PWD WHO=hook",
        "export XDG_DATA_DIRS=$PWD/share:$XDG_DATA_DIRS",
        'export TEXT="it\'s \\"quoted\\"\nand two lines" COPY=$PATH',
        "unset GONE",
        "CALLERS=assigned",
      ].join("\n"),
    },
    team: { shellHook: hook("team") },
    failing: { shellHook: "echo no database >&2; echo ran >>failing.log; exit 4" },
    changing: { attributes: 'REVISION = self.rev or "none";\n', shellHook: hook("changing") },
    made: { shellHook: hook("made") },
    root: { shellHook: hook("root") },
  },
};

const files = {
  "team/repo.config.json": JSON.stringify({ shellHook: "capture" }),
  "made/Makefile": ".PHONY: who\nwho:\n\t@echo $$HOOKED\n",
};

describe.each(nixVersions())("$label: shellHook: capture", (nix) => {
  let workspace: NixWorkspace;
  beforeAll(() => {
    workspace = nixWorkspaceOf(nix, { registry, flake, files, within: "repository" });
  });
  afterAll(() => workspace.dispose());

  /** How often a hook ran: each notes it. */
  const timesRun = (name: string) => workspace.read(`${name}.log`).trim().split("\n").length;

  test("the hook runs once, says what it has to say that once, and its change is there in every command", async () => {
    const first = await workspace.run(["exec", "web", "--", "printenv", "HOOKED"]);
    expect(first).toMatchObject({ stdout: "web\n", stderr: "repo: shellHook of web, which is recorded:\nthe hook of web\n" });
    expect(await workspace.run(["exec", "web", "--", "printenv", "HOOKED"])).toMatchObject({ stdout: "web\n", stderr: "" });
    expect((await workspace.run(["who", "web"])).stdout).toBe("web\n");
    expect((await workspace.run(["kept", "web"])).stdout).toBe("web\n");
    expect(timesRun("web")).toBe(1);
    // Without the option it runs at every start, in the same devShell.
    expect((await workspace.run(["who", "usual"])).stderr).toContain("the hook of web\n");
    expect(timesRun("web")).toBe(2);
  });

  test.each([
    ["who recorded it", {}],
    ["with folders of its own on PATH", { PATH: "/opt/a b/bin:/usr/bin:/bin", CALLERS: "x" }],
    ["with data folders of its own", { XDG_DATA_DIRS: "/caller/share", GONE: "caller's", HOOKED: "caller's" }],
  ])("a caller %s sees what nix develop gives, variable for variable", async (_who, more: Record<string, string>) => {
    const env = { ...workspace.env, ...more, PATH: `${nix.bin}:${more.PATH ?? workspace.env.PATH}` };
    const print = ["env", "-0"];
    const theirs = await runProgram([join(nix.bin, "nix"), "develop", ".#web", "--command", ...print], { cwd: workspace.path, env });
    const before = timesRun("web");
    const ours = await runProgram([...repoCommand(), "exec", "--here", "web", "--", ...print], { cwd: workspace.path, env });
    expect(timesRun("web")).toBe(before);
    expect(parse(ours.stdout)).toEqual(withoutTemporary(parse(theirs.stdout.replace("the hook of web\n", ""))));
  });

  test("a team's override says it too, and the workspace for itself", async () => {
    for (let time = 0; time < 2; time++) {
      expect((await workspace.run(["who", "team"])).stdout).toBe("team\n");
      expect((await workspace.run(["mine"])).stdout).toBe("root\n");
    }
    expect([timesRun("team"), timesRun("root")]).toEqual([1, 1]);
  });

  test("a task file's tool is asked with it, and its recipes have it", async () => {
    expect((await workspace.run(["who", "made"])).stdout).toBe("made\n");
    expect((await workspace.run(["who", "made"])).stdout).toBe("made\n");
    expect(timesRun("made")).toBe(1);
  });

  test("status and explain say since when; refresh --force records it anew", async () => {
    await workspace.run(["env", "refresh", "web"]);
    expect((await workspace.run(["env", "status", "web"])).stdout).toMatch(
      /^web +valid +just now +read repository\/flake\.nix, .*; shellHook recorded just now$/m,
    );
    const explained = await workspace.run(["explain", "web:who"]);
    expect(explained.stdout.replaceAll(/\s+/g, " ")).toMatch(/; shellHook: capture: recorded since \d{4}-\d\d-\d\d \d\d:\d\d/);
    const before = timesRun("web");
    expect((await workspace.run(["env", "refresh", "web"])).stdout).toBe("web: valid, shellHook recorded\n");
    expect(timesRun("web")).toBe(before);
    expect((await workspace.run(["env", "refresh", "web", "--force"])).stdout).toBe("web: captured, shellHook recorded\n");
    expect(timesRun("web")).toBe(before + 1);
    expect((await workspace.run(["who", "web"])).stdout).toBe("web\n");
    expect(timesRun("web")).toBe(before + 1);
  });

  test("export gives the recorded change", async () => {
    const before = timesRun("web");
    const { stdout } = await workspace.run(["env", "export", "web", "--format", "json"]);
    expect((JSON.parse(stdout) as { set: Record<string, string> }).set).toMatchObject({ HOOKED: "web", ROOT: workspace.path });
    expect(timesRun("web")).toBe(before);
  });

  test("a hook that fails: no command starts, and nothing is recorded", async () => {
    for (let time = 1; time <= 2; time++) {
      const run = await workspace.run(["exec", "failing", "--", "true"]);
      expect(run.exitCode).toBe(3);
      expect(run.stderr).toContain("the shellHook of the devShell failing failed with exit 4\n");
      expect(run.stderr).toContain("no database\n");
      expect(timesRun("failing")).toBe(time);
    }
    const refreshed = await workspace.run(["env", "refresh", "failing"]);
    expect(refreshed).toMatchObject({ exitCode: 3, stdout: "" });
  });

  test("where nothing is kept it runs at every start, which is said where one asks", async () => {
    for (let time = 1; time <= 2; time++) {
      const run = await workspace.run(["exec", "--verbose", "changing", "--", "printenv", "HOOKED"]);
      expect(run.stdout).toBe("changing\n");
      expect(run.stderr).toContain("repo: the shellHook of changing runs, as it cannot be recorded: nothing is kept of the devShell\n");
      expect(timesRun("changing")).toBe(time);
    }
    const explained = await workspace.run(["explain", "changing:who"]);
    expect(explained.stdout.replaceAll(/\s+/g, " ")).toContain("shellHook: capture: it runs at every start, as nothing is kept");
  });

  test("where the record cannot be written it runs at every start", async () => {
    await workspace.run(["env", "refresh", "web", "--force"]);
    const { stdout } = await workspace.run(["env", "status", "web", "--json"]);
    const { environments } = JSON.parse(stdout) as { environments: { rootPath: string }[] };
    const generation = join(environments[0]?.rootPath ?? "", "..");
    // As a user without rights would meet it: only root may mount, and tests of another user meet the real thing.
    const script = 'rm "$1"/hook-*.json; mount --bind .repo .repo && mount -o remount,bind,ro .repo && shift && exec "$@"';
    const unshare = process.getuid?.() === 0 ? ["unshare", "-m"] : ["unshare", "-rm"];
    const command = [...repoCommand(), "exec", "web", "--", "printenv", "HOOKED"];
    const before = timesRun("web");
    const run = await runProgram([...unshare, "sh", "-c", script, "sh", generation, ...command], {
      cwd: workspace.path,
      env: workspace.env,
    });
    expect(run).toMatchObject({ stdout: "web\n", exitCode: 0 });
    expect(timesRun("web")).toBe(before + 1);
  });
});

function parse(text: string): Record<string, string> {
  const entries = text.split("\0").filter((entry) => entry !== "");
  return Object.fromEntries(entries.map((entry) => [entry.slice(0, entry.indexOf("=")), entry.slice(entry.indexOf("=") + 1)]));
}

/** `nix develop` makes a temporary directory at every call, where the caller's stays for us. */
function withoutTemporary({ NIX_BUILD_TOP, TMP, TMPDIR, TEMP, TEMPDIR, ...rest }: Record<string, string>): Record<string, string> {
  return rest;
}
