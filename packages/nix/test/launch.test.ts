import { existsSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { nixVersions, temporaryFolder } from "@nix-repo/testkit";
import { bashRequest, fakeNix, inferred, named, nixWorkspaces, outputOf, start, value } from "./nix-workspace.ts";

const ARGUMENTS = ["a", "b c", "$x", "--flag", "", "it's", '"', "*", "x\ny", "日本"];
const PRINT = 'printf "<%s>"';

const shells = {
  plain: { env: { FROM: "shell", BOTH: "shell" }, programs: { tool: "#!/bin/sh\necho tool\n", bare: 'echo "bare $1"\n' } },
  hooked: {
    env: { FROM: "shell", BOTH: "shell" },
    programs: { tool: "#!/bin/sh\necho tool\n" },
    shellHook: 'echo hello from the hook; export HOOKED=1; export BOTH=hook; cd nix; date +%s%N > "$OLDPWD/hook-ran.$$"',
  },
};

describe.each(nixVersions())("$label: how a command starts", (nix) => {
  const workspaceOf = nixWorkspaces(nix);

  describe.each(["plain", "hooked"])("in a shell that is %s", (shell) => {
    test("arguments arrive untouched", async () => {
      using workspace = workspaceOf({ shells });
      const environment = value(await workspace.provider().environmentOf(named(shell)));
      const request = { ...bashRequest("", { base: workspace.caller, cwd: workspace.root }), args: ARGUMENTS };
      const expected = ARGUMENTS.map((argument) => `<${argument}>`).join("");
      const argv = value(await environment.launch({ ...request, run: { kind: "argv", argv: ["printf", "<%s>"] } }));
      expect(start(argv).stdout).toBe(expected);
      const appended = value(await environment.launch({ ...request, run: { kind: "bash", script: `true && ${PRINT}\n` } }));
      expect(start(appended).stdout).toBe(expected);
      const placed = value(await environment.launch({ ...request, run: { kind: "bash", script: `${PRINT} "$@"; echo end` } }));
      expect(start(placed).stdout).toBe(`${expected}end\n`);
    });

    test("stdin reaches the command whole", async () => {
      using workspace = workspaceOf({ shells });
      const environment = value(await workspace.provider().environmentOf(named(shell)));
      const launch = value(await environment.launch(bashRequest("cat", { base: workspace.caller, cwd: workspace.root })));
      expect(start(launch, "line 1\nline 2").stdout).toBe("line 1\nline 2");
    });

    test("stdout is the command's alone, exit codes are its own", async () => {
      using workspace = workspaceOf({ shells });
      const environment = value(await workspace.provider().environmentOf(named(shell)));
      const launch = value(
        await environment.launch(bashRequest("echo out; echo err >&2; exit 7", { base: workspace.caller, cwd: workspace.root })),
      );
      const { stdout, stderr, status } = start(launch);
      expect({ stdout, stderr, status }).toEqual({
        stdout: "out\n",
        stderr: `${shell === "hooked" ? "hello from the hook\n" : ""}err\n`,
        status: 7,
      });
    });

    test("bash runs it with -euo pipefail", async () => {
      using workspace = workspaceOf({ shells });
      const environment = value(await workspace.provider().environmentOf(named(shell)));
      for (const script of ["false; echo on", "false | true; echo on", 'echo "$UNSET_VARIABLE"; echo on']) {
        const { stdout, status } = start(
          value(await environment.launch(bashRequest(script, { base: workspace.caller, cwd: workspace.root }))),
        );
        expect({ script, stdout, status }).toEqual({ script, stdout: "", status: 1 });
      }
    });

    test("in its own folder, with what stands above the devShell", async () => {
      using workspace = workspaceOf({ shells });
      const cwd = join(workspace.root, "code/my sérvice");
      mkdirSync(cwd, { recursive: true });
      const overlay = { BOTH: "overlay 'x'\n$y", "a.b": "odd", HOOKED: "no", EMPTY: "" };
      const script = 'pwd; printf "%s|%s|%s|%s|" "$PWD" "$FROM" "$BOTH" "${EMPTY-unset}"; env | grep -c -e "^a.b=odd" -e __REPO || true';
      const base = { ...workspace.caller, BOTH: "caller" };
      expect(await outputOf(workspace.provider(), named(shell), { script, base, cwd, overlay })).toBe(
        `${cwd}\n${cwd}|shell|overlay 'x'\n$y||1\n`,
      );
    });

    test("an overlay's PATH is where commands are looked for", async () => {
      using workspace = workspaceOf({ shells });
      const environment = value(await workspace.provider().environmentOf(named(shell)));
      const own = join(workspace.root, "own");
      mkdirSync(own);
      writeFileSync(join(own, "only-here"), "#!/bin/sh\necho found\n", { mode: 0o755 });
      const request = {
        ...bashRequest("", { base: workspace.caller, cwd: workspace.root }),
        run: { kind: "argv" as const, argv: ["only-here"] },
      };
      expect(start(value(await environment.launch({ ...request, overlay: { PATH: own } }))).stdout).toBe("found\n");
    });

    test("a path of a program, relative to where it starts", async () => {
      using workspace = workspaceOf({ shells });
      const environment = value(await workspace.provider().environmentOf(named(shell)));
      const cwd = join(workspace.root, "code");
      mkdirSync(cwd);
      writeFileSync(join(cwd, "gradlew"), "#!/bin/sh\necho wrapped\n", { mode: 0o755 });
      const request = { ...bashRequest("", { base: workspace.caller, cwd }), run: { kind: "argv" as const, argv: ["./gradlew"] } };
      expect(start(value(await environment.launch(request))).stdout).toBe("wrapped\n");
    });
  });

  test("without a hook there is no bash in between", async () => {
    using workspace = workspaceOf({ shells });
    const environment = value(await workspace.provider().environmentOf(named("plain")));
    const request = {
      ...bashRequest("", { base: workspace.caller, cwd: workspace.root }),
      run: { kind: "argv" as const, argv: ["sleep", "1"] },
    };
    const launch = value(await environment.launch(request));
    expect(launch).toMatchObject({ file: "/usr/bin/sleep", argv: ["sleep", "1"], cwd: workspace.root });
    expect(existsSync(join(workspace.root, ".repo/hooks"))).toBe(false);
  });

  test("a script without #! runs in bash, as a shell would have it", async () => {
    using workspace = workspaceOf({ shells });
    const environment = value(await workspace.provider().environmentOf(named("plain")));
    const request = {
      ...bashRequest("", { base: workspace.caller, cwd: workspace.root }),
      run: { kind: "argv" as const, argv: ["bare", "x"] },
    };
    expect(start(value(await environment.launch(request))).stdout).toBe("bare x\n");
  });

  test("a command that nobody has", async () => {
    using workspace = workspaceOf({ shells });
    const provider = workspace.provider();
    const request = {
      ...bashRequest("", { base: workspace.caller, cwd: workspace.root }),
      run: { kind: "argv" as const, argv: ["no-such-command"] },
    };
    const plain = value(await provider.environmentOf(named("plain")));
    expect(await plain.launch(request)).toEqual({
      ok: false,
      error: { code: "command-not-found", command: "no-such-command", shell: "plain", keepable: false },
    });
    const hooked = value(await provider.environmentOf(named("hooked")));
    const { status, stderr } = start(value(await hooked.launch(request)));
    expect({ status, stderr }).toEqual({
      status: 127,
      stderr: "hello from the hook\nrepo: no-such-command: command not found in the devShell\n",
    });
  });

  test("what a kept result may not see: the message knows where the host has it", async () => {
    using workspace = workspaceOf({ shells });
    using host = temporaryFolder({ "host-tool": { content: "#!/bin/sh\necho host\n", mode: 0o755 } });
    const callerEnv = { ...workspace.caller, PATH: `${host.path}:${workspace.caller.PATH}` };
    const environment = value(await workspace.provider({ callerEnv }).environmentOf(named("plain")));
    const request = {
      ...bashRequest("", { base: { HOME: "/h" }, cwd: workspace.root }),
      run: { kind: "argv" as const, argv: ["host-tool"] },
      hook: "once-per-run" as const,
    };
    expect(await environment.launch(request)).toEqual({
      ok: false,
      error: { code: "command-not-found", command: "host-tool", shell: "plain", keepable: true, onHost: join(host.path, "host-tool") },
    });
    const withTool = value(await environment.launch({ ...request, base: { PATH: host.path } }));
    expect(withTool.file).toBe(join(host.path, "host-tool"));
    expect(withTool.env.PATH?.endsWith(`/bin:/usr/bin:/bin:${host.path}`)).toBe(true);
  });
});

describe.each(nixVersions())("$label: a hook once per run", (nix) => {
  const workspaceOf = nixWorkspaces(nix);

  test("runs once for many commands, and what it leaves is what they get", async () => {
    using workspace = workspaceOf({ shells });
    const provider = workspace.provider();
    const script = 'printf "%s|%s|%s|%s|%s" "$FROM" "$BOTH" "$HOOKED" "$OWN" "$PWD"';
    const run = (own: string) =>
      outputOf(provider, named("hooked"), { script, base: { HOME: "/h", OWN: own }, cwd: workspace.root, hook: "once-per-run" });
    const outputs = await Promise.all(["1", "2", "3"].map(run));
    expect(outputs).toEqual(["1", "2", "3"].map((own) => `shell|hook|1|${own}|${workspace.root}`));
    expect(readdirSync(workspace.root).filter((name) => name.startsWith("hook-ran."))).toHaveLength(1);
    // A slow machine also gets to read that Nix is at work.
    expect(workspace.notices.filter(({ level }) => level === "verbose")).toEqual([
      { type: "notice", level: "verbose", text: "shellHook of hooked:\nhello from the hook" },
    ]);
  });

  test("sees the devShell's PATH alone, and no folder of the caller's", async () => {
    using workspace = workspaceOf({
      shells: { web: { bare: true, programs: { tool: "#!/bin/sh\n" }, shellHook: 'export SEEN="$PATH"' } },
    });
    const environment = value(await workspace.provider().environmentOf(named("web")));
    const request = { ...bashRequest("", { base: { HOME: "/h", SECRET: "s" }, cwd: workspace.root }), hook: "once-per-run" as const };
    const launch = value(await environment.launch({ ...request, run: { kind: "argv", argv: ["tool"] } }));
    expect(launch.env.SEEN).toMatch(/^\/[^:]+-programs-0\/bin$/);
    expect(launch.env.PATH).toBe(launch.env.SEEN);
  });

  test("that fails is a failure with its words", async () => {
    using workspace = workspaceOf({ shells: { web: { shellHook: "echo no database >&2; exit 4" } } });
    const environment = value(await workspace.provider().environmentOf(named("web")));
    const request = bashRequest("true", { base: {}, cwd: workspace.root, hook: "once-per-run" });
    const failure = { ok: false, error: { code: "hook-failed", shell: "web", exitCode: 4, output: "no database\n" } };
    expect(await environment.launch(request)).toEqual(failure);
    expect(await environment.launch(request)).toEqual(failure);
  });

  test("that leaves a process running is not waited for", async () => {
    using workspace = workspaceOf({ shells: { web: { shellHook: "sleep 300 & export SLEEPER=$!" } } });
    const environment = value(await workspace.provider().environmentOf(named("web")));
    const request = bashRequest("true", { base: {}, cwd: workspace.root, hook: "once-per-run" });
    const { env } = value(await environment.launch(request));
    process.kill(Number(env.SLEEPER));
  });
});

describe.each(nixVersions())("$label: files that are kept", (nix) => {
  const workspaceOf = nixWorkspaces(nix);

  test("a state folder that cannot be written: the script goes after itself", async () => {
    using workspace = workspaceOf({ shells });
    using temporary = temporaryFolder();
    writeFileSync(join(workspace.root, "blocked"), "");
    const callerEnv = { ...workspace.caller, TMPDIR: temporary.path };
    const provider = workspace.provider({ stateFolder: join(workspace.root, "blocked/.repo"), callerEnv });
    const context = { script: 'printf "%s" "$HOOKED"', base: workspace.caller, cwd: workspace.root };
    expect(await outputOf(provider, named("hooked"), context)).toBe("1");
    expect(await outputOf(provider, named("hooked"), context)).toBe("1");
    expect(await outputOf(provider, named("hooked"), { ...context, hook: "once-per-run", base: { HOME: "/h" } })).toBe("1");
    expect(readdirSync(temporary.path)).toEqual([]);
  });

  test("nothing is left in the temporary folder, and one script for all commands", async () => {
    using workspace = workspaceOf({ shells });
    using temporary = temporaryFolder();
    const callerEnv = { ...workspace.caller, TMPDIR: temporary.path };
    const provider = workspace.provider({ callerEnv });
    const context = { script: "true", base: callerEnv, cwd: workspace.root };
    for (let count = 0; count < 3; count++) await outputOf(provider, named("hooked"), context);
    expect(readdirSync(temporary.path)).toEqual([]);
    expect(readdirSync(join(workspace.root, ".repo/hooks"))).toHaveLength(1);
  });

  test("a root behind a symbolic link", async () => {
    using workspace = workspaceOf({
      shells: { web: { attributes: 'OUTPUT = "${placeholder "out"}";\n', shellHook: "export AT=$PWD" } },
    });
    const link = join(workspace.root, "../link");
    symlinkSync(workspace.root, link);
    const provider = workspace.provider({ workspaceRoot: link });
    const context = { script: 'printf "%s %s" "$OUTPUT" "$PWD"', base: { ...workspace.caller, PWD: link }, cwd: link };
    expect(await outputOf(provider, named("web"), context)).toBe(`${workspace.root}/outputs/out ${link}`);
  });
});

describe.each(nixVersions())("$label: what we cannot read goes through nix develop", (nix) => {
  const workspaceOf = nixWorkspaces(nix);

  const GARBLED =
    'if [[ $3 = print-dev-env ]]; then printf \'{"bashFunctions":{},"variables":{"X":{"type":"strange","value":1}}}\'; exit 0; fi';

  test.each(["plain", "hooked"])("in a shell that is %s", async (shell) => {
    using workspace = workspaceOf({ shells });
    const nixProgram = fakeNix(join(workspace.root, "../fake"), nix.bin, GARBLED);
    const provider = workspace.provider({ nixProgram });
    const environment = value(await provider.environmentOf(inferred(shell)));
    const cwd = join(workspace.root, "code/my sérvice");
    mkdirSync(cwd, { recursive: true });
    const request = { ...bashRequest("", { base: workspace.caller, cwd, overlay: { BOTH: "over 'x'\n", "a.b": "1" } }), args: ARGUMENTS };
    const script = 'cat; printf "%s|%s|%s|" "$PWD" "$FROM" "$BOTH"; printf "<%s>" "$@"; exit 7';
    const launch = value(await environment.launch({ ...request, run: { kind: "bash", script } }));
    const { stdout, stderr, status } = start(launch, "input ");
    expect({ stdout, status }).toEqual({
      stdout: `input ${cwd}|shell|over 'x'\n|${ARGUMENTS.map((argument) => `<${argument}>`).join("")}`,
      status: 7,
    });
    if (shell === "hooked") expect(stderr).toContain("hello from the hook");
    expect(workspace.notices.filter(({ level }) => level === "verbose")).toEqual([
      {
        type: "notice",
        level: "verbose",
        text: `what Nix says of the devShell ${shell} cannot be read: its commands start through nix develop`,
      },
    ]);
  });
});
