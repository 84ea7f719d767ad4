import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import type { Launch, LaunchRequest } from "@nix-repo/model";
import { nixVersions } from "@nix-repo/testkit";
import type { NixProvider } from "../../src/index.ts";
import { bashRequest, type NixWorkspace, named, nixWorkspace, nixWorkspaces, start, value } from "../nix-workspace.ts";

const flake = {
  shells: {
    web: {
      env: { FROM: "shell" },
      programs: { tool: "#!/bin/sh\necho tool\n" },
      shellHook: 'echo hello; echo ran >>ran; export HOOKED="of $USER" AT=$PWD; export PATH=$PWD/bin:$PATH; hooked() { :; }',
    },
    picky: { shellHook: "echo ran >>ran; if [[ ! -e ready ]]; then echo not ready; exit 4; fi; export HOOKED=1" },
    curious: { shellHook: 'export SCRIPT="$0"; echo ran >>ran' },
    garbled: { shellHook: "export BYTES=$'\\xff'; echo ran >>ran" },
    changing: { attributes: 'REVISION = self.rev or "none";\n', shellHook: "echo ran >>ran; export HOOKED=1" },
    plain: {},
  },
};

describe.each(nixVersions())("$label: a hook that is recorded", (nix) => {
  const workspaceOf = nixWorkspaces(nix);

  test("runs once for all the commands of all the runs, which then start without bash", async () => {
    using workspace = workspaceOf(flake, { track: true });
    for (let run = 0; run < 3; run++) {
      const launch = await launchOf(workspace, "web", { run: { kind: "argv", argv: ["env"] } });
      expect(launch).toMatchObject({ argv: ["env"], cwd: workspace.root });
      expect(start(launch)).toMatchObject({ status: 0, stderr: "" });
      expect(launch.env).toMatchObject({ FROM: "shell", HOOKED: "of somebody", AT: workspace.root });
    }
    expect(timesRun(workspace)).toBe(1);
    expect(existsSync(join(workspace.root, ".repo/hooks"))).toBe(false);
    // A slow machine also gets to read that Nix is at work.
    expect(workspace.notices.filter(({ level, text }) => level !== "verbose" && !text.startsWith("Nix is"))).toEqual([
      { type: "notice", level: "info", text: "shellHook of web, which is recorded:\nhello" },
    ]);
  });

  test("a caller's own PATH follows; a command whose result may be kept gets the same change without it", async () => {
    using workspace = workspaceOf(flake, { track: true });
    const launch = await launchOf(workspace, "web", { base: { ...workspace.caller, PATH: "/caller's/bin:/usr/bin" } });
    const [hooks, ...others] = (launch.env.PATH ?? "").split(":");
    expect(hooks).toBe(`${workspace.root}/bin`);
    expect(others.slice(-2)).toEqual(["/caller's/bin", "/usr/bin"]);
    const kept = await launchOf(workspace, "web", { base: { HOME: "/h", SECRET: "s" }, hook: "once-per-run" });
    expect(kept.env.PATH).toBe([hooks, ...others.slice(0, -2)].join(":"));
    expect(kept.env).toMatchObject({ HOME: "/h", SECRET: "s", HOOKED: "of somebody" });
    expect(timesRun(workspace)).toBe(1);
  });

  test("a command that is missing is known before the start", async () => {
    using workspace = workspaceOf(flake, { track: true });
    const environment = value(await workspace.provider(callerOf(workspace)).environmentOf(named("web")));
    const run = { kind: "argv" as const, argv: ["no-such-command"] };
    const request = { ...bashRequest("", { base: workspace.caller, cwd: workspace.root }), run, shellHook: "capture" as const };
    expect(await environment.launch(request)).toMatchObject({ ok: false, error: { code: "command-not-found" } });
  });

  test("that fails is a failure with its words, and not recorded", async () => {
    using workspace = workspaceOf(flake, { track: true });
    const ask = async () => await tryLaunch(workspace.provider(callerOf(workspace)), workspace, "picky");
    const failure = { ok: false, error: { code: "hook-failed", shell: "picky", exitCode: 4, output: "not ready\n" } };
    expect(await ask()).toEqual(failure);
    expect(await ask()).toEqual(failure);
    writeFileSync(join(workspace.root, "ready"), "");
    expect(value(await ask()).env.HOOKED).toBe("1");
    expect(value(await ask()).env.HOOKED).toBe("1");
    expect(timesRun(workspace)).toBe(3);
  });

  test.each([
    ["curious", "its SCRIPT depends on the script that runs it"],
    ["garbled", "it sets a variable to what is not text in UTF-8"],
  ])("that cannot be recorded runs at every start: %s", async (shell, why) => {
    using workspace = workspaceOf(flake, { track: true });
    const seen = async () => start(await launchOf(workspace, shell, { run: { kind: "bash", script: 'echo "${SCRIPT-}"' } })).stdout;
    await seen();
    // Once to find out, and once for the command.
    expect(timesRun(workspace)).toBe(2);
    expect(await seen()).toMatch(shell === "curious" ? /\/\.repo\/hooks\/[^/]+\.bash\n$/ : /^\n$/);
    expect(timesRun(workspace)).toBe(3);
    const said = `the shellHook of ${shell} runs, as it cannot be recorded: ${why}`;
    expect(workspace.notices.filter(({ text }) => text === said)).toHaveLength(2);
    const [status] = await workspace.provider(callerOf(workspace)).keeper.status([named(shell)]);
    expect(status?.hook).toMatchObject({ state: "refused", why });
  });

  test("of a devShell of which nothing is kept: it runs at every start, and for kept results once per run", async () => {
    using workspace = workspaceOf(flake, { track: true });
    for (let run = 1; run <= 2; run++) {
      start(await launchOf(workspace, "changing"));
      expect(timesRun(workspace)).toBe(run);
    }
    const provider = workspace.provider(callerOf(workspace));
    for (let command = 0; command < 2; command++) {
      const kept = value(await tryLaunch(provider, workspace, "changing", { base: {}, hook: "once-per-run" }));
      expect(kept.env.HOOKED).toBe("1");
    }
    expect(timesRun(workspace)).toBe(3);
    const said = "the shellHook of changing runs, as it cannot be recorded: nothing is kept of the devShell";
    expect(workspace.notices.filter(({ text }) => text === said)).toHaveLength(3);
  });

  test("of callers whose variables only bash can follow: it runs for them", async () => {
    using workspace = workspaceOf(flake, { track: true });
    const launch = await launchOf(workspace, "web", { base: { ...workspace.caller, BASH_ENV: "/dev/null" } });
    expect(launch.argv[0]).toBe("bash");
  });

  test("for another user, or in another folder, is another record", async () => {
    using workspace = workspaceOf(flake, { track: true });
    const hookedFor = async (USER: string) => (await launchOf(workspace, "web", {}, { USER })).env.HOOKED;
    expect([await hookedFor("one"), await hookedFor("two"), await hookedFor("one")]).toEqual(["of one", "of two", "of one"]);
    expect(timesRun(workspace)).toBe(2);
  });

  test("dies with the environment that it belongs to", async () => {
    using workspace = workspaceOf(flake, { track: true });
    await launchOf(workspace, "web");
    const { keeper, recordHook } = workspace.provider(callerOf(workspace));
    const [before] = await keeper.status([named("web")]);
    expect(before?.hook).toEqual({ state: "recorded", recordedAt: expect.any(Number) });
    expect(keeper.explainShell(named("web"))?.hook).toEqual(before?.hook);
    await keeper.refresh([named("web")], { force: true });
    expect((await keeper.status([named("web")]))[0]?.hook).toBeUndefined();
    expect(await recordHook(named("web"))).toEqual({ ok: true, value: "recorded" });
    expect(timesRun(workspace)).toBe(2);
    await launchOf(workspace, "web");
    expect(timesRun(workspace)).toBe(2);
    expect(await recordHook(named("plain"))).toEqual({ ok: true, value: undefined });
  });

  test("nothing is left beside the record, after a process that was killed either", async () => {
    using workspace = workspaceOf(flake, { track: true });
    await launchOf(workspace, "plain");
    await workspace.provider(callerOf(workspace)).environmentOf(named("web"));
    const environments = join(workspace.root, ".repo/environments");
    const folder = join(environments, readdirSync(environments).find((name) => name.startsWith("web-")) ?? "");
    mkdirSync(join(folder, "t-hook-killed"));
    await launchOf(workspace, "web");
    const kinds = readdirSync(folder).map((name) => name.replace(/-.*/, ""));
    expect(kinds.sort()).toEqual(["current", "g", "turn"]);
  });
});

describe.each(nixVersions().slice(-1))("$label: a hook that is recorded", (nix) => {
  const processes = Number(process.env.REPO_KEEP_PROCESSES ?? 8);
  test(`by ${processes} processes at once runs once`, async () => {
    using workspace = nixWorkspace(nix, flake, { track: true });
    const outputs = await Promise.all(Array.from({ length: processes }, () => askInProcess(workspace, "web")));
    expect(outputs).toEqual(outputs.map(() => expect.stringMatching(/-web-env\n$/)));
    expect(timesRun(workspace)).toBe(1);
  });
});

function callerOf({ caller }: NixWorkspace, more: Readonly<Record<string, string>> = {}) {
  return { callerEnv: { ...caller, USER: "somebody", ...more } };
}

async function tryLaunch(provider: NixProvider, { caller, root }: NixWorkspace, shell: string, request: Partial<LaunchRequest> = {}) {
  const environment = value(await provider.environmentOf(named(shell)));
  return await environment.launch({ ...bashRequest(":", { base: caller, cwd: root }), shellHook: "capture", ...request });
}

/** As one run of the program starts a command. */
async function launchOf(
  workspace: NixWorkspace,
  shell: string,
  request: Partial<LaunchRequest> = {},
  caller: Readonly<Record<string, string>> = {},
): Promise<Launch> {
  return value(await tryLaunch(workspace.provider(callerOf(workspace, caller)), workspace, shell, request));
}

/** How often hooks ran: each notes it. */
function timesRun({ root }: NixWorkspace): number {
  return readFileSync(join(root, "ran"), "utf8").trim().split("\n").length;
}

async function askInProcess({ root, caller }: NixWorkspace, shell: string): Promise<string> {
  const request = JSON.stringify({ root, candidates: [shell], shellHook: "capture" });
  const child = spawn(process.execPath, [join(import.meta.dirname, "ask-for-shell.ts"), request], {
    env: caller,
    stdio: ["ignore", "pipe", "inherit"],
  });
  let stdout = "";
  child.stdout.on("data", (chunk: Buffer) => {
    stdout += chunk;
  });
  return await new Promise((resolve) => child.on("close", () => resolve(stdout)));
}
