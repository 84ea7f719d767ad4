import { describe, expect, test } from "@jest/globals";
import type { Verb, VerbOptions } from "@nix-repo/model";
import { taskInputs } from "../src/task-inputs.ts";
import { workspaceOf } from "./builders.ts";

const ROOT = "/w[1]";

describe("what of these paths a verb reads", () => {
  test.each<[string, VerbOptions, readonly string[]]>([
    ["its service's files, where it says nothing", {}, ["web/src/a.ts", "web/dist/a.js", "web/.env", "web/src"]],
    ["… without what it writes", { outputs: ["dist/**"] }, ["web/src/a.ts", "web/.env", "web/src"]],
    ["globs", { inputs: ["src/**/*.ts"] }, ["web/src/a.ts"]],
    ["a folder means all that is in it", { inputs: ["src"] }, ["web/src/a.ts", "web/src"]],
    ["! takes out again, wherever it stands", { inputs: ["!**/*.ts", "src/**", "dist"] }, ["web/dist/a.js", "web/src"]],
    ["// begins at the workspace's root", { inputs: ["//root.json", "//libs/*.txt"] }, ["root.json", "libs/b.txt"]],
    ["a path out of the folder", { inputs: ["../libs/b.txt"] }, ["libs/b.txt"]],
    ["what it names itself is read though it writes it", { inputs: ["dist/**"], outputs: ["dist/**"] }, ["web/dist/a.js"]],
    ["nothing", { inputs: [] }, []],
  ])("%s", async (_, options, expected) => {
    const inputs = await inputsOf(options);
    expect(PATHS.filter((path) => inputs.matches(`${ROOT}/${path}`))).toEqual(expected);
  });

  const PATHS = ["web/src/a.ts", "web/dist/a.js", "web/.env", "web/src", "root.json", "libs/b.txt", "web-2/a.ts"];

  test("and all of those that its service depends on, through others too", async () => {
    const inputs = await inputsOf({ inputs: ["src/**"] }, ["api"]);
    const paths = ["web/src/a", "web/a", "api/main.go", "core/lib.go", "other/x"];
    expect(paths.filter((path) => inputs.matches(`${ROOT}/${path}`))).toEqual(["web/src/a", "api/main.go", "core/lib.go"]);
    expect(inputs.folders).toEqual([`${ROOT}/web/src`, `${ROOT}/api`, `${ROOT}/core`]);
  });
});

test("what holds the inputs", async () => {
  const folders = async (options: VerbOptions) => (await inputsOf(options)).folders;
  expect(await folders({})).toEqual([`${ROOT}/web`]);
  expect(await folders({ inputs: ["src/**/*.ts", "src/*.js", "!x/**", "package.json", "//nix/*.nix", "//root.json"] })).toEqual([
    `${ROOT}/web/src`,
    `${ROOT}/web/package.json`,
    `${ROOT}/nix`,
    `${ROOT}/root.json`,
  ]);
});

async function inputsOf(options: VerbOptions, dependsOn: readonly string[] = []) {
  const workspace = workspaceOf(ROOT, {
    web: { dependsOn, registry: { test: options } },
    api: { dependsOn: ["core"] },
    core: {},
    other: {},
  });
  const service = await workspace.service("web");
  if (!service.ok) throw new Error("no web");
  const verb = { service: service.value, name: "test", options } as Verb;
  const inputs = await taskInputs(verb, workspace);
  if (!inputs.ok) throw new Error(inputs.error.code);
  return inputs.value;
}
