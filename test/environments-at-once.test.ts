import { describe, expect, test } from "@jest/globals";
import { nixVersions } from "@nix-repo/testkit";
import { KEPT, keptState, rootsIn } from "./kept-state.ts";
import { type NixWorkspace, nixWorkspaceOf } from "./nix-workspace.ts";
import { countsOf, evaluationsOf, notingNix } from "./noting-nix.ts";

/** The largest crowd. */
const most = Number(process.env.REPO_KEEP_PROCESSES ?? 50);

/** One that the registry names, and one that is inferred. */
const registry = { services: { web: { path: "web", shell: "web" }, api: { path: "api" } } };
const flake = {
  stdenv: "realistic" as const,
  shells: {
    web: { env: { WHO: "web" }, shellHook: "export HOOKED=$WHO" },
    api: { env: { WHO: "api" }, shellHook: "export HOOKED=$WHO" },
  },
};

/** So that the second one comes while the first one evaluates. */
const slowToEvaluate = {
  shells: {
    web: { attributes: "SLOW = builtins.foldl' (hash: _: builtins.hashString ''sha256'' hash) ''x'' (builtins.genList (_: 0) 300000);\n" },
    api: {},
  },
};

const crowds = nixVersions().flatMap((nix, i, all) =>
  [2, 10, ...(i === all.length - 1 ? [most] : [])].map((processes) => ({ ...nix, processes })),
);

describe.each(crowds)("$label: $processes processes at once", ({ processes, ...real }) => {
  test("on a cold workspace: each shell is evaluated once, and all are right", async () => {
    using nix = notingNix(real);
    using workspace = nixWorkspaceOf(nix, { registry, flake, within: "repository" });
    const services = Array.from({ length: processes }, (_, i) => (i % 2 === 0 ? "web" : "api"));
    const runs = await Promise.all(services.map((service) => workspace.run(["exec", service, "--", "printenv", "WHO", "HOOKED"])));
    expect(runs).toEqual(services.map((service) => ({ stdout: `${service}\n${service}\n`, stderr: "", exitCode: 0, signal: null })));
    const asked = nix.asked();
    expect(evaluationsOf(asked, workspace.path)).toEqual({ web: 1, api: 1 });
    expect(countsOf(asked.map(({ command }) => command))).toMatchObject({ "print-dev-env": 2 });
    expectTidy(workspace);

    // And once more when it has gone stale under all of them.
    workspace.write({ "nix/stdenv/setup": `${workspace.read("nix/stdenv/setup")}export MORE=more\n` });
    const again = await Promise.all(services.map((service) => workspace.run(["exec", service, "--", "printenv", "HOOKED", "MORE"])));
    expect(again).toEqual(services.map((service) => ({ stdout: `${service}\nmore\n`, stderr: "", exitCode: 0, signal: null })));
    expect(evaluationsOf(nix.asked(), workspace.path)).toEqual({ web: 1, api: 1 });
    expectTidy(workspace);
    expect(await workspace.run(["exec", "api", "--", "printenv", "WHO"])).toMatchObject({ stdout: "api\n" });
    expect(nix.asked()).toEqual([]);
  });
});

describe.each(nixVersions())("$label: refreshing", (real) => {
  test("two at once: one evaluation for all shells, by one of them", async () => {
    using nix = notingNix(real);
    using workspace = nixWorkspaceOf(nix, { registry, flake: slowToEvaluate, within: "repository" });
    const refreshed = await Promise.all([workspace.run(["env", "refresh"]), workspace.run(["env", "refresh"])]);
    for (const run of refreshed)
      expect(run).toMatchObject({ stderr: "", exitCode: 0, stdout: expect.stringMatching(/^web: \w+\napi: \w+\n$/) });
    const asked = nix.asked();
    expect(asked.filter(({ text }) => text.includes("builtins.tryEval"))).toHaveLength(1);
    expect(evaluationsOf(asked, workspace.path)).toEqual({});
    expect(countsOf(asked.map(({ command }) => command))).toMatchObject({ "print-dev-env": 2 });
    expectTidy(workspace);
  });
});

function expectTidy(workspace: NixWorkspace): void {
  expect(keptState(workspace)).toMatchObject({ web: KEPT, api: KEPT });
  expect(
    Object.values(keptState(workspace))
      .flat()
      .filter((name) => name.startsWith("t-")),
  ).toEqual([]);
  expect(rootsIn(workspace)).toMatchObject({ live: [expect.anything(), expect.anything()], dead: [] });
}
