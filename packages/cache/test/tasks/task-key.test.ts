import { expect, test } from "@jest/globals";
import type { Place, Service, VerbOptions } from "@nix-repo/model";
import { digestOf } from "../../src/digest.ts";
import { taskKey } from "../../src/tasks/task-key.ts";

const place: Place = { file: "/w/services.config.ts" };

const SERVICE: Service = {
  name: "web",
  path: "web",
  folder: "/w/web",
  tags: [],
  dependsOn: [],
  shell: { kind: "none" },
  shellHook: "run",
  env: {},
  passEnv: [],
  hostTools: [],
  taskFiles: [],
  verbs: new Map(),
  processes: new Map(),
  place,
};

function keyOf({ options = {}, service = SERVICE }: { options?: VerbOptions; service?: Service } = {}) {
  const run = { kind: "bash", script: "make" } as const;
  return taskKey({
    workspaceRoot: "/w",
    inputs: { digest: digestOf(Buffer.from("")), count: 0, entries: () => [], changedSince: async () => undefined },
    tools: {},
    task: {
      id: "web:test",
      verb: {
        service,
        name: "test",
        run,
        source: { kind: "registry", place },
        shadowed: [],
        options,
        shell: { kind: "none" },
        keepable: true,
      },
      args: [],
      environment: { shell: "host", variables: () => ({}), secrets: [] },
      variables: {},
      dependencies: {},
      tools: {},
      definitionFiles: [],
    },
  });
}

test("what a verb needs is part of its key, and needing nothing is not", () => {
  const plain = keyOf();
  const needy = keyOf({ options: { needs: ["db"] } });
  expect(needy.text).not.toBe(plain.text);
  expect(needy.action).not.toEqual(plain.action);
  expect(needy.parts).toEqual({ ...plain.parts, needs: ["db"] });
  expect(keyOf({ options: { needs: ["db", "web"] } }).action).not.toEqual(needy.action);
  expect(keyOf({ options: { needs: [] } })).toMatchObject({ text: plain.text, action: plain.action, parts: plain.parts });
});

test("a service's processes are no part of it", () => {
  const nothing = { dependsOn: [], env: {}, passEnv: [], hostTools: [], ports: [], watch: [], replicas: 1, place };
  const service = { ...SERVICE, processes: new Map([["worker", { ...nothing, name: "worker" }]]) };
  expect(keyOf({ service })).toMatchObject({ text: keyOf().text, action: keyOf().action });
});
