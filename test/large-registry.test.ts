import { describe, expect, test } from "@jest/globals";
import { runRepo } from "@nix-repo/testkit";
import { ON_HOST, workspaceOf } from "./workspace.ts";

const names = Array.from({ length: 300 }, (_, index) => `svc-${String(index).padStart(3, "0")}`);
const registry = {
  root: "code",
  services: Object.fromEntries(names.map((name) => [name, { path: `group/${name}`, verbs: { test: `echo ${name}` }, tags: ["x"] }])),
};

describe("a registry of 300 services", () => {
  test("is listed whole, in its order", async () => {
    using workspace = workspaceOf(registry);
    const run = await runRepo(["list", "--json"], { cwd: workspace.path });
    const listed = JSON.parse(run.stdout) as { services: { name: string }[] };
    expect(listed.services.map(({ name }) => name)).toEqual(names);
  });

  test("runs all of them, each once", async () => {
    using workspace = workspaceOf(registry);
    const run = await runRepo(["test", "--all", ...ON_HOST], { cwd: workspace.path });
    expect(run.exitCode).toBe(0);
    expect(
      run.stdout
        .trim()
        .split("\n")
        .map((line) => line.split("| ")[1])
        .sort(),
    ).toEqual(names);
  });

  test("names the nearest service", async () => {
    using workspace = workspaceOf(registry);
    const run = await runRepo(["test", "svc-30O", ...ON_HOST], { cwd: workspace.path });
    expect(run.stderr).toMatch(/there is no service "svc-30O"; did you mean "svc-\d+"\? \(repo list shows all 300\)/);
  });
});
