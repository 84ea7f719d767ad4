import { describe, expect, test } from "@jest/globals";
import { err, type Result } from "@nix-repo/model";
import { buildTaskGraph, type TaskGraph, type TaskRequest } from "../src/index.ts";
import { withoutTask } from "../src/task-graph.ts";
import { bookOf, entryOf, requestOf, type ServiceSketch, workspaceOf } from "./builders.ts";

async function build(
  services: Readonly<Record<string, ServiceSketch>>,
  requests: readonly (string | TaskRequest)[],
  stages?: readonly string[],
): Promise<Result<TaskGraph>> {
  return await buildTaskGraph({
    workspace: workspaceOf("/w", services),
    recipes: bookOf("/w/.repo"),
    requests: requests.map((request) => (typeof request === "string" ? requestOf(request) : request)),
    ...(stages === undefined ? {} : { stages }),
  });
}

async function edges(...args: Parameters<typeof build>) {
  const graph = await build(...args);
  if (!graph.ok) throw new Error(JSON.stringify(graph.error));
  return [...graph.value.tasks.values()].map(({ id, dependsOn, stage, requested }) =>
    `${stage}${requested ? " " : "+"}${id} <- ${dependsOn.join(" ")}`.trim(),
  );
}

describe("the graph", () => {
  test("follows verbs of the same service, of the services it depends on, and of others by name", async () => {
    const services: Record<string, ServiceSketch> = {
      "//": { registry: { gen: "g" } },
      lib: { registry: { build: "b" } },
      api: { dependsOn: ["lib"], registry: { build: { run: "b", dependsOn: ["^build"] }, "db:seed": "s" } },
      web: {
        dependsOn: ["api"],
        registry: { build: { run: "b", dependsOn: ["^build", "//:gen"] }, e2e: { run: "e", dependsOn: ["build", "api:db:seed"] } },
      },
    };
    expect(await edges(services, ["web:e2e"])).toEqual([
      "0+lib:build <-",
      "0+api:build <- lib:build",
      "0+//:gen <-",
      "0+web:build <- api:build //:gen",
      "0+api:db:seed <-",
      "0 web:e2e <- web:build api:db:seed",
    ]);
  });

  test("hands ^verb on through services that lack the verb", async () => {
    const services: Record<string, ServiceSketch> = {
      lib: { registry: { build: "b" } },
      glue: { dependsOn: ["lib", "other"] },
      other: { dependsOn: ["glue"] },
      web: { dependsOn: ["glue"], registry: { build: { run: "b", dependsOn: ["^build"] } } },
    };
    expect(await edges(services, ["web:build"])).toEqual(["0+lib:build <-", "0 web:build <- lib:build"]);
  });

  test("takes a verb with a colon for the service's own", async () => {
    const services = { db: {}, web: { registry: { "db:seed": "s", test: { run: "t", dependsOn: ["db:seed"] } } } };
    expect(await edges(services, ["web:test"])).toEqual(["0+web:db:seed <-", "0 web:test <- web:db:seed"]);
  });

  test("gives arguments to the tasks that were named alone", async () => {
    const services = { web: { registry: { build: "b", test: { run: "t", dependsOn: ["build"] } } } };
    const graph = await build(services, [{ service: "web", verb: "test", args: ["-v"] }]);
    if (!graph.ok) throw new Error();
    expect([...graph.value.tasks.values()].map(({ id, args }) => [id, args])).toEqual([
      ["web:build", []],
      ["web:test", ["-v"]],
    ]);
    expect([...withoutTask(graph.value, "web:test").tasks.keys()]).toEqual(["web:build"]);
  });

  test("has what runs until it is stopped like any other", async () => {
    const services = { web: { registry: { dev: "d", e2e: { run: "e", dependsOn: ["dev"] } } } };
    expect(await edges(services, ["web:e2e"])).toEqual(["0+web:dev <-", "0 web:e2e <- web:dev"]);
  });

  test("holds a task once, in the earliest stage that needs it", async () => {
    const services = {
      api: { registry: { lint: "l", test: "t", build: "b" } },
      web: { dependsOn: ["api"], registry: { test: { run: "t", dependsOn: ["^build"] }, build: "b" } },
    };
    const stages = ["lint", "test", "build"];
    const requests = stages.flatMap((verb) => ["api", "web"].map((service) => ({ service, verb, optional: true, stage: verb })));
    expect(await edges(services, requests, stages)).toEqual([
      "0 api:lint <-",
      "1 api:test <-",
      "1 api:build <-",
      "1 web:test <- api:build",
      "2 web:build <-",
    ]);
  });
});

describe("the graph cannot be built", () => {
  const cyclic: Record<string, ServiceSketch> = {
    a: { registry: { x: { run: "x", dependsOn: ["b:x"] } } },
    b: { verbs: { x: { override: entryOf({ dependsOn: ["c:x"] }, { file: "/w/b/repo.config.ts" }), registry: entryOf("x") } } },
    c: { registry: { x: { run: "x", dependsOn: ["b:x"] } } },
  };

  const at = (file: string, line: number) => ({ file: `/w/${file}`, line, column: 1 });

  test("from a cycle: its whole path, and where each step is declared", async () => {
    expect(await build(cyclic, ["a:x"])).toEqual(
      err({
        code: "dependency-cycle",
        tasks: ["b:x", "c:x"],
        places: [[{ file: "/w/b/repo.config.ts" }], [at("services.config.ts", 1)]],
      }),
    );
    expect(await build({ a: { registry: { x: { run: "x", dependsOn: ["x"] } } } }, ["a:x"])).toMatchObject({
      error: { code: "dependency-cycle", tasks: ["a:x"] },
    });
  });

  test("from a cycle among services: ^verb and each dependsOn of a service on the way", async () => {
    const upstream = (line: number) => ({
      build: {
        registry: { ...entryOf({ run: "b", dependsOn: ["gen", "^build"] }), dependsOnPlaces: [at("x", 0), at("services.config.ts", line)] },
      },
    });
    const services: Record<string, ServiceSketch> = {
      web: { dependsOn: ["docs", "glue"], dependsOnPlaces: [at("r", 20), at("r", 21)], verbs: upstream(10), registry: { gen: "g" } },
      glue: { dependsOn: ["api"], dependsOnPlaces: [at("glue/repo.config.ts", 3)] },
      api: { dependsOn: ["web"], dependsOnPlaces: [at("api/repo.config.ts", 4)], verbs: upstream(30), registry: { gen: "g" } },
      docs: {},
    };
    expect(await build(services, ["web:build"])).toEqual(
      err({
        code: "dependency-cycle",
        tasks: ["web:build", "api:build"],
        places: [
          [at("services.config.ts", 10), at("r", 21), at("glue/repo.config.ts", 3)],
          [at("services.config.ts", 30), at("api/repo.config.ts", 4)],
        ],
      }),
    );
  });

  test("from names that do not exist", async () => {
    const services = {
      web: { registry: { test: { run: "t", dependsOn: ["buil"] }, e2e: { run: "e", dependsOn: ["wep:test"] }, build: "b" } },
    };
    expect(await build(services, ["wep:test"])).toMatchObject({ error: { code: "unknown-service", name: "wep", nearest: "web" } });
    expect(await build(services, ["web:tes"])).toMatchObject({ error: { code: "unknown-verb", verb: "tes", nearest: "test" } });
    expect(await build(services, ["web:test"])).toMatchObject({ error: { code: "unknown-verb", verb: "buil", nearest: "build" } });
    expect(await build(services, ["web:e2e"])).toMatchObject({ error: { code: "unknown-service", name: "wep" } });
  });

  test("where every service was passed over", async () => {
    const requests = ["api", "web"].map((service) => ({ service, verb: "deploy", optional: true }));
    expect(await build({ api: {}, web: {} }, requests)).toEqual(err({ code: "nothing-selected", what: "deploy" }));
  });
});
