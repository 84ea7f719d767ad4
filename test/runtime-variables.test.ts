import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { cleanEnvironment, nixVersions, runRepo, type TemporaryFolder } from "@nix-repo/testkit";
import { type NixWorkspace, nixWorkspaceOf } from "./nix-workspace.ts";
import { ON_HOST, workspaceOf } from "./workspace.ts";

const registry = {
  services: {
    web: { path: "web", verbs: { show: 'echo "${X-unset}"', dev: 'echo "${X-unset}"', given: { run: 'echo "$X"', env: { X: "verb" } } } },
  },
};
const onHost = (workspace: TemporaryFolder, args: readonly string[], env: Record<string, string> = {}) =>
  runRepo([...args, ...ON_HOST], { cwd: workspace.path, env: cleanEnvironment(env) });

describe("the layers of .env files", () => {
  const layers: readonly [string, string][] = [
    [".env", "X=root\n"],
    [".env.local", "X=root-local\n"],
    ["web/.env", "X=service\n"],
    ["web/.env.local", "X=service-local\n"],
  ];

  test.each([1, 2, 3, 4])("the last of the first %d wins", async (count) => {
    using workspace = workspaceOf(registry, Object.fromEntries(layers.slice(0, count)));
    const value = ["root", "root-local", "service", "service-local"][count - 1];
    for (const command of [
      ["show", "web"],
      ["dev", "web"],
    ])
      expect((await onHost(workspace, command)).stdout).toBe(`${value}\n`);
    const exec = await runRepo(["exec", ...ON_HOST, "web", "--", "printenv", "X"], { cwd: workspace.path });
    expect(exec.stdout).toBe(`${value}\n`);
  });

  test("the caller's environment stands over them, env of the registry over all", async () => {
    using workspace = workspaceOf(registry, Object.fromEntries(layers));
    expect((await onHost(workspace, ["show", "web"], { X: "caller" })).stdout).toBe("caller\n");
    expect((await onHost(workspace, ["given", "web"], { X: "caller" })).stdout).toBe("verb\n");
  });

  test("a caller's value that equals the root layer's came from direnv, and does not stand in the way of the service's", async () => {
    using workspace = workspaceOf(registry, { ".env": "X=root\n", "web/.env": "X=service\n" });
    expect((await onHost(workspace, ["show", "web"], { X: "root" })).stdout).toBe("service\n");
    expect((await onHost(workspace, ["show", "web"], { X: "mine" })).stdout).toBe("mine\n");
  });

  test("quotes, comments, line breaks and export", async () => {
    const text = `# a comment\nexport A='single $HOME # kept'\nB="two\nlines"\nC=plain # comment\n`;
    const verbs = { show: 'printf "%s|" "$A" "$B" "$C"' };
    using workspace = workspaceOf({ services: { web: { path: "web", verbs } } }, { ".env": text });
    expect((await onHost(workspace, ["show", "web"])).stdout).toBe("single $HOME # kept|two\nlines|plain|");
  });
});

describe("a variable that .env.example requires", () => {
  const example = "# what web needs\nX=\nOPTIONAL=default\nY= # optional\n";
  const MISSING = "repo: web:show: required and not set: X (web/.env.example:2); set it in .env or .env.local\n";

  test("and nothing sets is reported by name before the task starts", async () => {
    using workspace = workspaceOf(registry, { "web/.env.example": example });
    const run = await onHost(workspace, ["show", "web"]);
    expect(run.stderr).toContain(MISSING);
    expect(run.stderr.indexOf("required and not set")).toBeLessThan(run.stderr.indexOf("✓ web:show"));
    expect((await onHost(workspace, ["dev", "web"])).stderr).toContain(MISSING.replace("web:show: ", ""));
  });

  test.each([
    ["a .env file", { "web/.env": "X=1\n" }, {}],
    ["the root's .env.local", { ".env.local": "X=1\n" }, {}],
    ["the caller", {}, { X: "1" }],
  ])("is not reported where %s sets it", async (_what, files, env) => {
    using workspace = workspaceOf(registry, { "web/.env.example": example, ...(files as Record<string, string>) });
    expect((await onHost(workspace, ["show", "web"], env as Record<string, string>)).stderr).not.toContain("required");
  });
});

describe.each(nixVersions())("$label", (nix) => {
  const services = {
    web: {
      path: "web",
      shell: "web",
      verbs: { show: 'echo "$X $Y"', given: { run: 'echo "$X"', env: { X: "verb" } }, kept: { run: 'echo "$X $Y ${Z-}"', cache: true } },
    },
  };
  let workspace: NixWorkspace;
  beforeAll(() => {
    const files = { ".env": "X=dotenv\nY=dotenv\n", "web/.env.example": "X=\nZ=\n" };
    workspace = nixWorkspaceOf(nix, { registry: { services }, flake: { shells: { web: { env: { X: "devShell" } } } }, files });
  });
  afterAll(() => workspace.dispose());

  test("the devShell stands over the caller and the files, env of the verb over the devShell", async () => {
    expect((await workspace.run(["show", "web"], { env: { X: "caller" } })).stdout).toBe("devShell dotenv\n");
    expect((await workspace.run(["given", "web"])).stdout).toBe("verb\n");
  });

  test("what the devShell sets is not missing; what only the caller has is told so where it is not passed on", async () => {
    const run = await workspace.run(["kept", "web"], { env: { Z: "caller" } });
    expect(run.stdout).toBe("devShell dotenv \n");
    expect(run.stderr).toContain(
      "repo: web:kept: required and not set: Z (web/.env.example:2); your environment has Z, but a task whose result may be kept sees only what its verb names under env or passEnv\n",
    );
  });
});
