import { describe, expect, test } from "@jest/globals";
import type { AffectedReason } from "@nix-repo/model";
import { affectedServices, type ChangeFacts, type ServiceFacts, type ShellChange } from "../../src/index.ts";

const BASE = { name: "origin/main", commit: "c0ffee" };

function service(name: string, facts: Partial<ServiceFacts> = {}): ServiceFacts {
  return { name, folder: `/repo/code/${name}`, inputs: [], definitionFiles: [], needs: [], ...facts };
}

function affectedBy(changed: readonly string[], facts: Partial<ChangeFacts>): Record<string, readonly AffectedReason[]> {
  const { services, tasks } = affectedServices({
    base: BASE,
    top: "/repo",
    changed: changed.map((path) => `/repo/${path}`),
    folders: new Set(),
    services: [],
    shared: { matches: () => false },
    definitions: new Map(),
    shells: new Map(),
    dependents: true,
    ...facts,
  });
  return Object.fromEntries([...services, ...tasks].map(({ name, reasons }) => [name, reasons]));
}

const matching = (path: string) => ({ matches: (each: string) => each === `/repo/${path}` });

describe("a changed file", () => {
  test("concerns the service in whose folder it is, and nobody whose folder only begins alike", () => {
    const services = [service("web"), service("web-admin")];
    expect(affectedBy(["code/web/src/a.ts", "README.md"], { services })).toEqual({
      web: [{ kind: "file", file: "code/web/src/a.ts", how: "folder" }],
    });
  });

  test("in a folder inside another service's concerns both", () => {
    const services = [service("web"), service("widgets", { folder: "/repo/code/web/widgets" })];
    const reason = { kind: "file", file: "code/web/widgets/a.ts", how: "folder" };
    expect(affectedBy(["code/web/widgets/a.ts"], { services })).toEqual({ web: [reason], widgets: [reason] });
  });

  test("that is a folder of which nobody knows more concerns what is in it, and what holds it", () => {
    const services = [service("vendored", { folder: "/repo/vendor/lib/a" }), service("holder", { folder: "/repo/vendor" }), service("web")];
    const folders = new Set(["/repo/vendor/lib"]);
    expect(Object.keys(affectedBy(["vendor/lib"], { services, folders }))).toEqual(["vendored", "holder"]);
    expect(Object.keys(affectedBy(["vendor/lib"], { services }))).toEqual(["holder"]);
  });

  test("elsewhere concerns who declares it, by name of the verb, and whose task file includes it", () => {
    const services = [
      service("web", { inputs: [{ verb: "build", globs: matching("tokens.json") }] }),
      service("api", { definitionFiles: ["/repo/code/api/justfile", "/repo/tokens.json"] }),
    ];
    expect(affectedBy(["tokens.json"], { services })).toEqual({
      web: [{ kind: "file", file: "tokens.json", how: "input", verb: "build" }],
      api: [{ kind: "file", file: "tokens.json", how: "definition" }],
    });
  });

  test("that all share concerns all", () => {
    const reason = { kind: "file", file: ".tool", how: "input" };
    expect(affectedBy([".tool"], { services: [service("web"), service("api")], shared: matching(".tool") })).toEqual({
      web: [reason],
      api: [reason],
    });
  });

  test("of nobody is told", () => {
    const { elsewhere } = affectedServices({
      base: BASE,
      top: "/repo",
      changed: ["/repo/docs/a.md", "/repo/code/web/a"],
      folders: new Set(),
      services: [service("web")],
      shared: { matches: () => false },
      definitions: new Map(),
      shells: new Map(),
      dependents: true,
    });
    expect(elsewhere).toEqual(["docs/a.md"]);
  });
});

describe("what depends on an affected service", () => {
  const services = [
    service("lib"),
    service("api", { needs: [{ service: "lib" }] }),
    service("web", { needs: [{ service: "api", through: "api:build" }] }),
    service("docs"),
  ];

  test("is affected through all the way, and says through whom", () => {
    expect(affectedBy(["code/lib/a"], { services })).toEqual({
      lib: [{ kind: "file", file: "code/lib/a", how: "folder" }],
      api: [{ kind: "dependency", service: "lib" }],
      web: [{ kind: "dependency", service: "api", through: "api:build" }],
    });
  });

  test("is not where only those are asked for that the change concerns itself", () => {
    expect(Object.keys(affectedBy(["code/lib/a"], { services, dependents: false }))).toEqual(["lib"]);
  });

  test("has every way to it, unless it has reasons of its own", () => {
    const diamond = [...services.slice(0, 2), service("both", { needs: [{ service: "lib" }, { service: "api" }] })];
    expect(affectedBy(["code/lib/a"], { services: diamond }).both).toEqual([
      { kind: "dependency", service: "lib" },
      { kind: "dependency", service: "api" },
    ]);
    expect(affectedBy(["code/lib/a", "code/both/b"], { services: diamond }).both).toEqual([
      { kind: "file", file: "code/both/b", how: "folder" },
    ]);
  });

  test("ends where services depend on each other through their tasks", () => {
    const ring = [service("a", { needs: [{ service: "b", through: "b:x" }] }), service("b", { needs: [{ service: "a", through: "a:y" }] })];
    expect(Object.keys(affectedBy(["code/a/f"], { services: ring }))).toEqual(["a", "b"]);
  });

  test("hangs on single tasks of the workspace, which is no service", () => {
    const services = [
      service("web", { needs: [{ service: "//", through: "//:generate" }] }),
      service("api", { needs: [{ service: "//", through: "//:other" }] }),
      { name: "//:generate", inputs: [{ verb: "generate", globs: matching("schema.graphql") }], definitionFiles: [], needs: [] },
      { name: "//:other", inputs: [], definitionFiles: [], needs: [] },
    ];
    expect(affectedBy(["schema.graphql"], { services })).toEqual({
      web: [{ kind: "dependency", service: "//", through: "//:generate" }],
      "//:generate": [{ kind: "file", file: "schema.graphql", how: "input", verb: "generate" }],
    });
  });
});

describe("besides files", () => {
  test("definitions and devShells affect, each with its reason, the most telling first", () => {
    const shell = {
      shell: "backend-api",
      from: "/nix/store/a.drv",
      to: "/nix/store/b.drv",
      lockInputs: ["nixpkgs"],
      files: ["flake.lock"],
    };
    const found = affectedBy(["code/api/a"], {
      services: [service("new"), service("api"), service("web")],
      definitions: new Map([
        ["new", { kind: "new" }],
        ["api", { kind: "changed", fields: ["verbs.test.registry.run"] }],
      ]),
      shells: new Map<string, ShellChange>([
        ["api", shell],
        ["web", { because: "the flake cannot be evaluated" }],
      ]),
    });
    expect(found).toEqual({
      new: [{ kind: "new" }],
      api: [
        { kind: "definition", fields: ["verbs.test.registry.run"] },
        { kind: "shell", ...shell },
        { kind: "file", file: "code/api/a", how: "folder" },
      ],
      web: [{ kind: "everything", because: "the flake cannot be evaluated" }],
    });
  });

  test("where there is nothing to compare with everything counts, and says why", () => {
    const everything = "there is no earlier commit";
    expect(affectedBy([], { services: [service("a"), service("b")], everything })).toEqual({
      a: [{ kind: "everything", because: everything }],
      b: [{ kind: "everything", because: everything }],
    });
  });
});
