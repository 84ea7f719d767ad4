import { readdirSync, readFileSync, utimesSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { git, nixVersions, repoCommand, runRepo, temporaryFolder } from "@nix-repo/testkit";
import { type NixWorkspace, nixWorkspaceOf } from "./nix-workspace.ts";
import { type NotingNix, notingNix } from "./noting-nix.ts";
import { runProgram } from "./run-program.ts";

const registry = {
  services: {
    web: { path: "web", shell: "web", verbs: { who: 'echo "$WHO $VERSION"' } },
    api: { path: "api", shell: "api", verbs: { who: 'echo "$WHO"' } },
  },
};
const flake = {
  shells: {
    web: { env: { WHO: "web", SAYS: `it's "quoted" $HOME\nand two lines` }, attributes: "VERSION = builtins.readFile ./version;\n" },
    api: { env: { WHO: "api" } },
    unused: { env: { WHO: "unused" } },
  },
};

describe.each(nixVersions())("$label: kept environments", (real) => {
  let workspace: NixWorkspace;
  let nix: NotingNix;
  beforeAll(() => {
    nix = notingNix(real);
    workspace = nixWorkspaceOf(nix, { registry, flake, within: "repository", files: { version: "1" } });
  });
  afterAll(() => {
    workspace.dispose();
    nix[Symbol.dispose]();
  });

  const states = async () => {
    const { environments } = JSON.parse((await workspace.run(["env", "status", "--json"])).stdout) as {
      environments: { shell: string; state: string; because?: { what: string } }[];
    };
    return Object.fromEntries(environments.map(({ shell, state, because }) => [shell, [state, because?.what]]));
  };

  test("are captured by refresh, each once, and then no command starts Nix", async () => {
    expect(await states()).toEqual({ web: ["missing", undefined], api: ["missing", undefined] });
    expect(await workspace.run(["env", "refresh"])).toMatchObject({ stdout: "web: captured\napi: captured\n", exitCode: 0 });
    expect(nix.asked().length).toBeGreaterThan(0);
    expect(await workspace.run(["env", "refresh"])).toMatchObject({ stdout: "web: valid\napi: valid\n" });
    expect(await workspace.run(["env", "refresh", "--all"])).toMatchObject({ stdout: "web: valid\napi: valid\n" });
    expect(await workspace.run(["exec", "web", "--", "printenv", "WHO"])).toMatchObject({ stdout: "web\n", exitCode: 0 });
    expect(await workspace.run(["who", "web"])).toMatchObject({ stdout: "web 1\n", exitCode: 0 });
    expect(nix.asked()).toEqual([]);
    expect(await workspace.run(["env", "refresh", "api", "--force"])).toMatchObject({ stdout: "api: captured\n" });
  });

  test("a change that no evaluation reads leaves them valid; one that it reads is named", async () => {
    workspace.write({ "web/code.txt": "code", "api/code.txt": "code" });
    git(workspace.path, "add", "--all");
    expect(await states()).toEqual({ web: ["valid", undefined], api: ["valid", undefined] });
    workspace.write({ version: "2" });
    expect(await states()).toEqual({ web: ["stale", "repository/version"], api: ["valid", undefined] });
    expect((await workspace.run(["env", "status"])).stdout).toMatch(/^web +stale +just now +repository\/version changed$/m);
    expect(await workspace.run(["who", "web"])).toMatchObject({ stdout: "web 2\n", exitCode: 0 });
    expect((await workspace.run(["explain", "web:who"])).stdout).toMatch(/captured anew then: repository\/version/);
  });

  test("doctor --verify finds them as fresh, and exits with 3 where one is not", async () => {
    expect(await workspace.run(["doctor", "--verify"])).toMatchObject({ stdout: "web: as fresh\napi: as fresh\n", exitCode: 0 });
    const environments = join(workspace.path, ".repo/environments");
    const kept = readdirSync(environments).find((name) => name.startsWith("api-")) ?? "";
    const record = readFileSync(join(environments, kept, "current"), "utf8");
    workspace.write({ [`.repo/environments/${kept}/current`]: record.replace(/"drvPath":"[^"]*"/, '"drvPath":"/nowhere.drv"') });
    const wrong = await workspace.run(["doctor", "--verify", "api"]);
    expect(wrong.stdout).toMatch(/^api: kept \/nowhere\.drv, but fresh .*\.drv$/m);
    expect(wrong.exitCode).toBe(3);
    workspace.write({ [`.repo/environments/${kept}/current`]: record });
  });

  test("doctor --verify says which it passed over", async () => {
    workspace.write({ version: "3" });
    const run = await workspace.run(["doctor", "--verify"]);
    expect(run).toMatchObject({ stdout: "api: as fresh\n1 passed over, of which nothing valid is kept: web\n", exitCode: 0 });
    expect(JSON.parse((await workspace.run(["doctor", "--verify", "--json"])).stdout)).toMatchObject({
      environments: [{ shell: "api", equal: true }],
      passedOver: ["web"],
    });
    workspace.write({ version: "2" });
  });

  test("prune forgets those that no service uses", async () => {
    expect(await workspace.run(["env", "prune", "web"])).toMatchObject({ stdout: "", exitCode: 0 });
    workspace.write({
      "services.config.json": JSON.stringify({ services: { ...registry.services, api: { path: "api", shell: "unused" } } }),
    });
    expect(await workspace.run(["env", "prune"])).toMatchObject({ stdout: "removed api\n", exitCode: 0 });
    workspace.write({ "services.config.json": JSON.stringify(registry) });
    expect((await states()).api?.[0]).toBe("missing");
  });

  test.each(["sh", "dotenv", "github", "json"])("export as %s gives each value whole", async (format) => {
    const exported = await workspace.run(["env", "export", "web", "--format", format]);
    expect(exported.exitCode).toBe(0);
    expect(saysIn(exported.stdout, format)).toBe(flake.shells.web.env.SAYS);
  });

  test("direnv loads the same environment, and again when it goes stale", async () => {
    using home = temporaryFolder();
    home.write({
      "bin/repo": {
        content: `#!/bin/sh\nexec ${repoCommand()
          .map((word) => `'${word}'`)
          .join(" ")} "$@"\n`,
        mode: 0o755,
      },
    });
    workspace.write({ ".envrc": 'eval "$(repo env direnv)"\nuse repo web\n' });
    const env = { ...workspace.env, PATH: `${home.path}/bin:${workspace.env.PATH}`, HOME: home.path };
    const direnv = (...args: string[]) => runProgram(["direnv", ...args], { cwd: workspace.path, env });
    await direnv("allow");
    expect((await direnv("exec", ".", "sh", "-c", 'echo "$WHO $VERSION"')).stdout).toBe("web 2\n");
    const { stdout } = await direnv("export", "json");
    const loaded = JSON.parse(stdout) as Record<string, string>;
    const again = async () => (await runProgram(["direnv", "export", "json"], { cwd: workspace.path, env: { ...env, ...loaded } })).stdout;
    // direnv says nothing where nothing that it watches has changed.
    workspace.write({ "web/code.txt": "other code" });
    expect(await again()).toBe("");
    workspace.write({ version: "3" });
    // direnv goes by whole seconds.
    const later = new Date(Date.now() + 2_000);
    utimesSync(join(workspace.path, "version"), later, later);
    expect(JSON.parse(await again())).toMatchObject({ VERSION: "3" });
  });
});

test("without Nix there is nothing to keep", async () => {
  using folder = temporaryFolder({ "web/x": "", "services.config.json": JSON.stringify({ services: { web: { path: "web" } } }) });
  const run = await runRepo(["env", "status", "--provider", "host"], { cwd: folder.path });
  expect(run.exitCode).toBe(2);
  expect(run.stderr).toContain("repo: environments are kept of devShells, and the provider is host\n");
});

/** The value of SAYS as a reader of the format gets it. */
function saysIn(text: string, format: string): string | undefined {
  switch (format) {
    case "sh": {
      const [, quoted = ""] = /^export SAYS='((?:[^']|'\\'')*)'$/m.exec(text) ?? [];
      return quoted.replaceAll("'\\''", "'");
    }
    case "dotenv": {
      const [, quoted = ""] = /^SAYS="((?:[^"\\]|\\.)*)"$/m.exec(text) ?? [];
      return quoted.replaceAll(/\\(.)/g, (_, escaped: string) => (escaped === "n" ? "\n" : escaped));
    }
    case "github":
      return /^SAYS<<(\S+)\n([\s\S]*?)\n\1$/m.exec(text)?.[2];
    default:
      return (JSON.parse(text) as { set: Record<string, string> }).set.SAYS;
  }
}
