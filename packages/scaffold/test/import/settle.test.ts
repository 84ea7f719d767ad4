import { describe, expect, test } from "@jest/globals";
import { mistakesInRegistry } from "@nix-repo/config";
import * as fc from "fast-check";
import type { Imported } from "../../src/import/imported.ts";
import { convertProcessCompose } from "../../src/import/process-compose/convert-process-compose.ts";
import { settle } from "../../src/import/settle.ts";
import { convertTaskfile } from "../../src/import/taskfile/convert-taskfile.ts";
import { convertTurbo } from "../../src/import/turbo/convert-turbo.ts";
import { readYaml, type YamlFile } from "../../src/import/yaml-file.ts";

const around = { path: "x.yaml", file: "/x.yaml", hasFlake: true, otherTaskFiles: [], ownCommands: ["up"], ownFlags: ["--all"] } as const;

const scalar = fc.constantFrom<unknown>(
  "a",
  "build",
  "^build",
  "a#b",
  "//#root",
  "",
  " ",
  "{{.X}}",
  "$X",
  "../out",
  "/abs",
  "**",
  "db:x",
  "TOKEN",
  1,
  0,
  -1,
  true,
  null,
  1.5,
  "é",
  "x y",
  "__proto__",
);
const keyed = (keys: readonly string[], value: fc.Arbitrary<unknown>) =>
  fc.dictionary(fc.oneof(fc.constantFrom(...keys), fc.constantFrom("a", "build", "x y", "2", "TOKEN")), value, { maxKeys: 5 });
const value = (keys: readonly string[]) =>
  fc.letrec<{ any: unknown }>((tie) => ({
    any: fc.oneof({ maxDepth: 4, withCrossShrink: true }, scalar, fc.array(tie("any"), { maxLength: 3 }), keyed(keys, tie("any"))),
  })).any;

const formats: readonly (readonly [string, readonly string[], (yaml: YamlFile) => Imported])[] = [
  [
    "a Taskfile",
    "tasks vars env dotenv includes set cmds cmd deps dir sources generates requires aliases desc task for defer exclude name enum sh".split(
      " ",
    ),
    (yaml) => convertTaskfile({ ...around, yaml, included: [], anyOrder: true }),
  ],
  [
    "a process-compose.yaml",
    "processes command environment depends_on condition readiness_probe exec http_get port availability restart shutdown signal replicas working_dir".split(
      " ",
    ),
    (yaml) => convertProcessCompose({ ...around, yaml, service: "shop" }),
  ],
  [
    "a turbo.json",
    "tasks pipeline dependsOn inputs outputs env globalEnv globalDependencies cache persistent interactive passThroughEnv".split(" "),
    (yaml) =>
      convertTurbo({
        ...around,
        yaml,
        packages: [
          { name: "a", path: "a", scripts: ["a", "build"], dependencies: ["@x/b"] },
          { name: "@x/b", path: "b", scripts: ["build", "b", "x y"], dependencies: [] },
        ],
        rootScripts: ["root"],
        manager: "npm",
      }),
  ],
];

describe("whatever stands in a file, what is written of it is a registry", () => {
  test.each(formats)("%s", async (_what, keys, convert) => {
    const files = fc.dictionary(
      fc.constantFrom(...keys.slice(0, 7)),
      fc.dictionary(fc.constantFrom("a", "b", "up", "x y", "build"), value(keys), { maxKeys: 4 }),
    );
    await fc.assert(
      fc.asyncProperty(files, async (file) => {
        const read = readYaml({ file: "/x.yaml", text: JSON.stringify(file) });
        if (!read.ok) return;
        const { parts } = await settle(convert(read.value), around);
        expect(await mistakesInRegistry(parts, around)).toEqual([]);
      }),
      { numRuns: 300, seed: Number(process.env.REPO_PROPERTY_SEED ?? 1) },
    );
  });
});

test("what a registry would not take is left out, and said", async () => {
  const imported: Imported = {
    parts: { services: { web: { path: "web", verbs: { test: { run: "true", dependsOn: ["nobody:test"] }, build: "true" } } } },
    carried: [{ what: "test", as: "repo test" }],
    replaced: [],
    notCarried: [],
  };
  expect(await settle(imported, around)).toEqual({
    parts: { services: { web: { path: "web", verbs: { build: "true" } } } },
    carried: [],
    replaced: [],
    notCarried: [
      {
        what: "services.web.verbs.test",
        why: 'a registry would not take it: there is no service "nobody"; a verb of the same service would be "web:nobody:test"',
      },
    ],
  });
});
