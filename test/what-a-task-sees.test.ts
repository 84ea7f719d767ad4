import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { nixVersions } from "@nix-repo/testkit";
import { type NixWorkspace, nixWorkspaceOf } from "./nix-workspace.ts";

const SHOW = 'echo "$FROM_SHELL ${CALLERS-unset} ${DECLARED-unset} ${PASSED-unset} ${GLOBAL-unset} ${GIVEN-unset} ${FROM_DOTENV-unset}"';
const kept = { cache: true };

const registry = {
  globalEnv: ["GLOBAL"],
  services: {
    web: {
      path: "web",
      shell: "web",
      env: { DECLARED: true, GIVEN: "of the service" },
      verbs: {
        kept: { run: SHOW, ...kept, env: { GIVEN: "of the verb" }, passEnv: ["PASSED"] },
        free: { run: SHOW, env: { GIVEN: "of the verb" } },
        dev: { run: SHOW },
        "kept-path": { run: 'echo "$PATH"', ...kept },
        "free-path": 'echo "$PATH"',
        "written-by-outputs": { run: SHOW, outputs: [] },
        "kept-home": { run: 'echo "$HOME|$USER|$TERM|$LANG|$TMPDIR|${CI-unset}|${TZ-unset}|${LC_ALL-unset}"', ...kept },
        "kept-tool": { run: "host-tool", ...kept },
        "kept-tool-argv": { run: ["host-tool", "x"], ...kept },
        "named-tool": { run: 'host-tool; command -v other-tool || echo "no other"', ...kept, hostTools: ["host-tool"] },
        "named-tool-argv": { run: ["host-tool"], ...kept, hostTools: ["host-tool"] },
        "missing-host-tool": { run: "true", ...kept, hostTools: ["no-such-tool"] },
        "free-tool": "host-tool",
        nowhere: "no-such-command",
        "kept-nowhere": { run: ["no-such-command"], ...kept },
        unbound: { run: 'echo "$CALLERS"', ...kept },
        "unbound-nowhere": { run: 'echo "$NOWHERE"', ...kept },
      },
    },
    hooked: {
      path: "hooked",
      shell: "hooked",
      verbs: {
        kept: { run: 'echo "$HOOKED ${CALLERS-unset}"', ...kept },
        again: { run: 'echo "$HOOKED"', ...kept },
        free: 'echo "$HOOKED ${CALLERS-unset}"',
      },
    },
  },
};

const flake = {
  shells: {
    web: { env: { FROM_SHELL: "shell" }, programs: { own: "#!/bin/sh\necho own\n" } },
    hooked: { shellHook: 'export HOOKED="hook saw ${CALLERS-nothing}"; echo ran >>hook.log' },
  },
};

const files = {
  ".env": "FROM_DOTENV=dotenv\n",
  "host/host-tool": { content: '#!/bin/sh\necho "the host\'s $*"\n', mode: 0o755 },
  "host/other-tool": { content: "#!/bin/sh\n", mode: 0o755 },
};

describe.each(nixVersions())("$label", (nix) => {
  let workspace: NixWorkspace;
  let env: Record<string, string>;
  beforeAll(() => {
    workspace = nixWorkspaceOf(nix, { registry, flake, files });
    const caller = { CALLERS: "caller", DECLARED: "declared", PASSED: "passed", GLOBAL: "global", GIVEN: "caller" };
    env = { PATH: `${workspace.env.PATH}:${join(workspace.path, "host")}`, ...caller };
  });
  afterAll(() => workspace.dispose());

  const run = (verb: string, more: Record<string, string | undefined> = {}, service = "web") =>
    workspace.run([verb, service], { env: { ...env, ...more } });

  describe("variables", () => {
    test("a task whose result may be kept sees the devShell, what is declared, and nothing else of the caller's", async () => {
      expect((await run("kept")).stdout).toBe("shell unset declared passed global of the verb dotenv\n");
    });

    test("declared outputs make its result one that may be kept", async () => {
      expect((await run("written-by-outputs")).stdout).toBe("shell unset declared unset global of the service dotenv\n");
    });

    test("any other task sees all that nix develop would show it", async () => {
      expect((await run("free")).stdout).toBe("shell caller declared passed global of the verb dotenv\n");
    });

    test("so does dev, whatever it declares, and exec", async () => {
      expect((await run("dev")).stdout).toBe("shell caller declared passed global of the service dotenv\n");
      const exec = await workspace.run(["exec", "web", "--", "bash", "-c", SHOW], { env });
      expect(exec.stdout).toBe("shell caller declared passed global of the service dotenv\n");
    });

    test("what cannot change a result is there: HOME, USER, TERM, LANG, TMPDIR; what can is not: CI, TZ, LC_ALL", async () => {
      const { stdout } = await run("kept-home", { TMPDIR: "/tmp", CI: "1", TZ: "UTC", LC_ALL: "C" });
      expect(stdout).toBe(`${workspace.path}|somebody|dumb|C.UTF-8|/tmp|unset|unset|unset\n`);
    });

    test("a hook runs once per run for tasks whose results may be kept, and does not see the caller's variables", async () => {
      const both = await workspace.run(["run", "hooked:kept", "hooked:again"], { env });
      expect(both.stdout.split("\n").sort()).toEqual(["", "hooked:again | hook saw nothing", "hooked:kept  | hook saw nothing unset"]);
      expect(workspace.read("hook.log")).toBe("ran\n");
      const free = await workspace.run(["free", "hooked"], { env });
      expect(free.stdout).toBe("hook saw caller caller\n");
      expect(workspace.read("hook.log")).toBe("ran\nran\n");
    });
  });

  describe("PATH", () => {
    test("a task whose result may be kept has the devShell's, not the caller's", async () => {
      const { stdout } = await run("kept-path");
      expect(stdout).toMatch(/^\S*\/store\/[^:]*\/bin:/);
      expect(stdout).not.toContain(nix.bin);
      expect(stdout).not.toContain(join(workspace.path, "host"));
    });

    test("any other has the caller's behind it", async () => {
      const { stdout } = await run("free-path");
      expect(stdout).toMatch(/^\S*\/store\/[^:]*\/bin:/);
      expect(stdout.endsWith(`:${env.PATH}\n`)).toBe(true);
      expect((await run("free-tool")).stdout).toBe("the host's \n");
    });

    test("hostTools brings the tools that it names, and no others", async () => {
      expect((await run("named-tool")).stdout).toBe("the host's \nno other\n");
      expect((await run("named-tool-argv")).stdout).toBe("the host's \n");
    });
  });

  describe("the message that helps", () => {
    const onHost = () => join(workspace.path, "host/host-tool");
    const help = (task: string) =>
      `    ${task}: there is no command "host-tool" in the devShell web\n` +
      `      your PATH has ${onHost()}, but a task whose result may be kept sees only its devShell\n` +
      `      add it to web, or name it under hostTools: ["host-tool"]\n`;

    test("a command that only the caller's PATH has, missed by a shell", async () => {
      const { stderr, exitCode } = await run("kept-tool");
      expect(exitCode).toBe(127);
      expect(stderr.endsWith(help("web:kept-tool"))).toBe(true);
    });

    test("the same, found missing before the start", async () => {
      const { stderr, exitCode } = await run("kept-tool-argv");
      expect(exitCode).toBe(127);
      expect(stderr).toBe(`✗ web:kept-tool-argv   could not start\n${help("web:kept-tool-argv")}`);
    });

    test("a command that nobody has", async () => {
      const text = (task: string) =>
        `    ${task}: there is no command "no-such-command" in the devShell web, nor elsewhere on your PATH; add its package to web\n`;
      expect((await run("nowhere")).stderr.endsWith(text("web:nowhere"))).toBe(true);
      expect((await run("kept-nowhere")).stderr).toBe(`✗ web:kept-nowhere   could not start\n${text("web:kept-nowhere")}`);
    });

    test("a host tool that the host does not have", async () => {
      const { stderr, exitCode } = await run("missing-host-tool");
      expect(exitCode).toBe(3);
      expect(stderr).toBe(
        "✗ web:missing-host-tool   could not start\n" +
          '    web:missing-host-tool: hostTools names "no-such-tool", which is not on your PATH; install it, or add it to the devShell instead\n',
      );
    });

    test("a variable that the caller has and the task may not see", async () => {
      const { stderr, exitCode } = await run("unbound");
      expect(exitCode).toBe(1);
      expect(
        stderr.endsWith(
          "    web:unbound: CALLERS is set in your environment, but a task whose result may be kept sees only what it declares\n" +
            "      name it under env (its value then decides whether a result is kept) or under passEnv (it then decides nothing)\n",
        ),
      ).toBe(true);
    });

    test("nothing is said of a variable that nobody has", async () => {
      expect((await run("unbound-nowhere")).stderr).not.toContain("environment");
    });
  });
});
