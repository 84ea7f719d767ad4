import { expect, test } from "@jest/globals";
import { definitionChanges } from "../../src/index.ts";

const web = {
  path: "web",
  tags: ["a", "b"],
  verbs: { test: { registry: { run: "npm test" } }, build: { stack: { run: ["npm", "run", "build"] } } },
};
const api = { path: "api", verbs: {} };

function changes(before: Record<string, unknown>, now: Record<string, unknown>, shared: [object, object] = [{}, {}]) {
  return Object.fromEntries(
    definitionChanges(
      { shared: shared[0] as Record<string, unknown>, services: new Map(Object.entries(before)) },
      { shared: shared[1] as Record<string, unknown>, services: new Map(Object.entries(now)) },
    ),
  );
}

test("another order of services and of their fields is no change", () => {
  const { verbs, ...rest } = web;
  expect(changes({ web, api }, { api, web: { verbs, ...rest } })).toEqual({});
});

test("each changed field is named, down to the smallest that differs", () => {
  const now = { ...web, tags: ["b", "a"], verbs: { ...web.verbs, test: { registry: { run: "npm t" } }, e2e: { registry: { run: "x" } } } };
  expect(changes({ web, api }, { web: now, api })).toEqual({
    web: { kind: "changed", fields: ["tags", "verbs.test.registry.run", "verbs.e2e"] },
  });
});

test("what goes is a change, too", () => {
  expect(changes({ web }, { web: { ...web, verbs: { test: web.verbs.test } } })).toEqual({
    web: { kind: "changed", fields: ["verbs.build"] },
  });
});

test("a service that was not there is new; one that is gone is nobody's any more", () => {
  expect(changes({ api }, { web })).toEqual({ web: { kind: "new" } });
});

test("what holds for all concerns all that were there", () => {
  expect(changes({ web }, { web, api }, [{ globalEnv: [] }, { globalEnv: ["CI"] }])).toEqual({
    web: { kind: "changed", fields: ["globalEnv"] },
    api: { kind: "new" },
  });
});
