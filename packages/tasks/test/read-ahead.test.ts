import { expect, test } from "@jest/globals";
import type { ResultCache, TaskId, Verb } from "@nix-repo/model";
import { temporaryFolder } from "@nix-repo/testkit";
import { jobsOf } from "../src/jobs-of.ts";
import { createReadAhead } from "../src/read-ahead.ts";
import { fakeNix, graphOf, workspaceOf } from "./builders.ts";

const keepable = (run: string) => ({ run, outputs: [] });

async function aheadOf(
  concurrency: number,
  registries: Readonly<Record<string, { run: string; outputs: string[]; dependsOn?: string[] }>>,
) {
  using folder = temporaryFolder();
  const sketches = Object.entries(registries).map(([name, build]) => [name, { folder: folder.path, registry: { build } }]);
  const workspace = workspaceOf(folder.path, Object.fromEntries(sketches));
  const graph = await graphOf(
    workspace,
    Object.keys(registries).map((name) => `${name}:build`),
  );
  const expected: string[] = [];
  const cache = {
    expect: async ({ verb }: { verb: Verb }) => void expected.push(verb.service.name),
  } as Partial<ResultCache> as ResultCache;
  const jobs = jobsOf(graph, { concurrency, terminal: undefined, expected: () => new Map() });
  return { ahead: createReadAhead({ graph, jobs, concurrency, cache, provider: fakeNix(), workspace }), expected };
}

/** Long enough that all is read that will be. */
async function settled(): Promise<void> {
  for (let i = 0; i < 50; i++) await new Promise((resolve) => setImmediate(resolve));
}

const id = (name: string): TaskId => `${name}:build`;

test("reads twice as many as there are places, the longest chain first, and more when some of them have started", async () => {
  const { ahead, expected } = await aheadOf(1, {
    last: { ...keepable("true"), dependsOn: ["middle:build"] },
    middle: { ...keepable("true"), dependsOn: ["first:build"] },
    first: keepable("true"),
    other: keepable("true"),
    further: keepable("true"),
  });
  ahead.forget(id("first"));
  ahead.goOn();
  await settled();
  expect(expected).toEqual(["middle", "last"]);
  ahead.goOn();
  await settled();
  expect(expected).toEqual(["middle", "last"]);
  ahead.forget(id("middle"));
  ahead.goOn();
  await settled();
  expect(expected).toEqual(["middle", "last", "other"]);
});

test("reads nothing of what started meanwhile, and nothing after it was stopped", async () => {
  const { ahead, expected } = await aheadOf(1, { a: keepable("true"), b: keepable("true"), c: keepable("true") });
  ahead.forget(id("a"));
  ahead.forget(id("b"));
  ahead.goOn();
  await settled();
  expect(expected).toEqual(["c"]);
  const other = await aheadOf(1, { a: keepable("true"), b: keepable("true") });
  other.ahead.goOn();
  await other.ahead.stop();
  other.ahead.goOn();
  await settled();
  expect(other.expected).toEqual([]);
});

test("goes on behind tasks that will never start", async () => {
  const { ahead, expected } = await aheadOf(1, { a: keepable("true"), b: keepable("true"), c: keepable("true"), d: keepable("true") });
  ahead.forget(id("a"));
  ahead.goOn();
  await settled();
  expect(expected).toEqual(["b", "c"]);
  ahead.forget(id("b"));
  ahead.goOn();
  await settled();
  expect(expected).toEqual(["b", "c", "d"]);
});
